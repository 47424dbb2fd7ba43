package jsonscan

import (
	"bytes"

	"github.com/banlint/banlint/parsers"
)

// A Cursor passes over JSON in memory, value by value, and copies nothing. Of what
// it passes unasked it looks for the end only. An error ends every loop, and stays:
//
//	for more := c.Object(); more; more = c.Member() {
//		switch string(c.Name) {
//		case "url":
//			url = c.Value()
//		case "headers":
//			headers(&c) // passes the list
//		}
//	}
type Cursor struct {
	Name []byte // of the member at hand, without quotes and escapes

	text  []byte
	at    int // the next byte
	value int // where the value at hand begins
	depth int // how many brackets are open
	err   error
	trail *Trail // nil for a text that is like no other
}

// Over makes a cursor whose next byte is text[at].
func Over(text []byte, at int) Cursor { return Cursor{text: text, at: at, value: -1} }

// Err says what ended the walk too early: ErrSyntax, ErrDeep, or ErrCut where the
// text ends, which may go on elsewhere.
func (c *Cursor) Err() error { return c.err }

// Offset returns the place of the next byte, which is the wrong one after an error.
func (c *Cursor) Offset() int { return c.at }

// Next returns the next byte that is no white space, without passing it; 0 where
// there is none.
func (c *Cursor) Next() byte {
	for c.at < len(c.text) {
		switch b := c.text[c.at]; b {
		case '\n':
			c.at = indented(c.text, c.at+1)
		case ' ', '\t', '\r':
			c.at++
		default:
			return b
		}
	}
	return 0
}

// Object enters an object and goes to its first member. Where there is none, in an
// empty object or because the value is something else, it passes the value and
// reports false.
func (c *Cursor) Object() bool { return c.enter(object, '{') }

// Member goes to the next member, past the value at hand unless that was done.
// Behind the last one it leaves the object and reports false.
func (c *Cursor) Member() bool { return c.further(member) }

// Named is Object for one that may begin with a member "name". Its value is returned, and
// passed with its kind if it is like others along the trail.
func (c *Cursor) Named() (name []byte, more bool) {
	inside := c.trail != nil && c.err == nil && c.depth < parsers.MaxDepth
	if inside {
		if s := c.trail.names.follow(object, c.text[c.at:]); s != nil {
			c.take(s)
			return s.value, true
		}
	}
	from, depth := c.at, c.depth
	if !c.Object() {
		return nil, false
	}
	if string(c.Name) != "name" {
		return nil, true
	}
	name = c.Value()
	if more = c.Member(); more && inside {
		c.trail.names.learn(step{more: true, deep: c.depth - depth, name: c.Name, value: name}, c.text[from:c.at])
	}
	return name, more
}

// List is Object for a list and its elements.
func (c *Cursor) List() bool { return c.enter(list, '[') }

// Element is Member for a list.
func (c *Cursor) Element() bool { return c.further(element) }

// Value passes a value and returns its text: a string with its quotes.
func (c *Cursor) Value() []byte {
	c.Next()
	from := c.at
	c.Skip()
	return c.text[from:c.at]
}

// Skip passes a value.
func (c *Cursor) Skip() {
	first := c.Next()
	switch {
	case c.err != nil:
	case first == 0:
		c.wrong()
	case first == '"':
		c.string()
	case first == '{' || first == '[':
		c.container()
	default:
		c.scalar()
	}
}

// wrong ends the walk at the next byte. It reports false, as loops want it.
func (c *Cursor) wrong() bool {
	if c.err = ErrSyntax; c.at >= len(c.text) {
		c.err = ErrCut
	}
	return false
}

// enter goes to the first value of a container, and passes what is none.
func (c *Cursor) enter(w way, open byte) bool {
	if c.err != nil || c.Next() != open {
		c.Skip()
		return false
	}
	if c.depth == parsers.MaxDepth {
		c.err = ErrDeep
		return false
	}
	return c.step(w)
}

// further goes past the value at hand to the next one.
func (c *Cursor) further(w way) bool {
	if c.at == c.value {
		c.Skip()
	}
	return c.err == nil && c.step(w)
}

// step goes a way, as it was gone before if it can.
func (c *Cursor) step(w way) bool {
	if c.trail == nil {
		return c.walk(w)
	}
	if s := c.trail.steps.follow(w, c.text[c.at:]); s != nil {
		c.take(s)
		return s.more
	}
	from, depth := c.at, c.depth
	more := c.walk(w)
	if c.err == nil {
		c.trail.steps.learn(step{way: w, more: more, deep: c.depth - depth, name: c.Name}, c.text[from:c.at])
	}
	return more
}

// take passes a step.
func (c *Cursor) take(s *step) {
	c.at += len(s.text)
	c.depth += s.deep
	if s.more {
		c.value, c.Name = c.at, s.name
	}
}

// walk goes a way byte by byte.
func (c *Cursor) walk(w way) bool {
	switch w {
	case object:
		return c.first('}') && c.member()
	case member:
		return c.second('}') && c.member()
	case list:
		return c.first(']') && c.element()
	default:
		return c.second(']') && c.element()
	}
}

// first passes the bracket that opens a container, and reports whether there is
// something in it.
func (c *Cursor) first(shut byte) bool {
	c.at++
	c.depth++
	return c.Next() != shut || c.leave()
}

// second passes what stands behind a value, and reports whether there is another one.
func (c *Cursor) second(shut byte) bool {
	switch c.Next() {
	case ',':
		c.at++
		return true
	case shut:
		return c.leave()
	default:
		return c.wrong()
	}
}

// leave passes the bracket at the end of a container. It reports false: nothing is
// left in there.
func (c *Cursor) leave() bool {
	c.at++
	c.depth--
	return false
}

// member passes the name of a member and its colon.
func (c *Cursor) member() bool {
	if c.Next() != '"' {
		return c.wrong()
	}
	from := c.at
	if !c.string() {
		return false
	}
	if c.Name = c.text[from+1 : c.at-1]; bytes.IndexByte(c.Name, '\\') >= 0 {
		c.Name = new(Room).write(c.Name)
	}
	if c.Next() != ':' {
		return c.wrong()
	}
	c.at++
	return c.element()
}

// element notes where a value begins.
func (c *Cursor) element() bool {
	c.Next()
	c.value = c.at
	return true
}

// string passes a string.
func (c *Cursor) string() bool {
	end := stringEnd(c.text, c.at+1)
	if end < 0 {
		c.at = len(c.text)
		return c.wrong()
	}
	c.at = end + 1
	return true
}

// container passes an object or a list.
func (c *Cursor) container() {
	n, done := nesting{}, false
	if c.at, done = n.pass(c.text, c.at); !done {
		c.err = ErrCut
	} else if c.depth+n.deepest > parsers.MaxDepth {
		c.err = ErrDeep
	}
}

// scalar passes a number or a word.
func (c *Cursor) scalar() {
	from := c.at
	for ; c.at < len(c.text); c.at++ {
		switch c.text[c.at] {
		case ',', ']', '}', ' ', '\t', '\n', '\r':
			if c.at == from {
				c.wrong()
			}
			return
		case '"', '{', '[', ':':
			c.wrong()
			return
		}
	}
	c.wrong() // it may go on
}
