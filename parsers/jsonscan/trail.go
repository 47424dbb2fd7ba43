package jsonscan

import "bytes"

// A Trail is what a Cursor has seen between the values of other texts of the same kind:
// brackets, names, white space. Recorders write the same from one record to the next, so
// that most steps need one comparison and no look at each byte.
type Trail struct {
	steps chain // from value to value
	names chain // into objects that begin with "name", and over its value
}

// Along makes a cursor over a text that is like others along the same trail, which is nil
// for one that is like no other. Where texts are not alike, it soon goes alone, until the
// trail is renewed.
func Along(t *Trail, text []byte, at int) Cursor {
	c := Over(text, at)
	if t != nil && !t.steps.full() && !t.names.full() {
		t.steps.at, t.names.at = &t.steps.first, &t.names.first
		c.trail = t
	}
	return c
}

// Renew forgets what is known once it is too much. That should be done now and then, and
// not for each text: to learn takes longer than to walk.
func (t *Trail) Renew() {
	if t.steps.full() || t.names.full() {
		*t = Trail{}
	}
}

// A step is what was passed on the way to a value, or out of a container.
type step struct {
	way   way
	text  string
	more  bool   // a value follows
	deep  int    // brackets that were opened, less those that were closed
	name  []byte // of the member whose value follows
	value []byte // that was passed, if any
	then  [2]*step
}

// A way is how a Cursor is asked to go on.
type way uint8

const (
	object way = iota
	member
	list
	element
)

// What bounds a chain: texts in which every name is another one must not fill memory.
const (
	maxSteps = 256
	maxStep  = 128
)

// A chain is steps, each with those that came behind it.
type chain struct {
	known map[string]*step // by way and text
	first step             // before each text
	at    *step            // that was gone last
}

func (t *chain) full() bool { return len(t.known) == maxSteps }

// follow returns a step that leads through the text as it came behind the last one; nil
// where there is none.
func (t *chain) follow(w way, text []byte) *step {
	for _, s := range &t.at.then {
		if s != nil && s.way == w && s.leads(text) {
			t.at = s
			return s
		}
	}
	return nil
}

// leads reports whether a text begins with the step, and goes on with a value if there
// is to be one.
func (s *step) leads(text []byte) bool {
	n := len(s.text)
	return n <= len(text) && string(text[:n]) == s.text && (!s.more || n < len(text) && text[n] > ' ' && text[n] != ']')
}

// learn notes a step.
func (t *chain) learn(s step, text []byte) {
	if len(text) > maxStep || t.full() {
		return
	}
	var room [1 + maxStep]byte
	key := append(append(room[:0], byte(s.way)), text...)
	known := t.known[string(key)]
	if known == nil {
		if t.known == nil {
			t.known = map[string]*step{}
		}
		known = &step{way: s.way, text: string(text), more: s.more, deep: s.deep, name: bytes.Clone(s.name), value: bytes.Clone(s.value)}
		t.known[string(key)] = known
	}
	if t.at.then[0] == nil {
		t.at.then[0] = known
	} else {
		t.at.then[1] = known
	}
	t.at = known
}
