package har

import (
	"bytes"
	"errors"
	"sync"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsonscan"
)

// A name in quotes of which none has a backslash lies outside of strings.
var requestName = []byte(`"request"`)

// guess looks for the request of an entry. Behind the object that has it for a
// member, the next entry begins.
func guess(text []byte, from int) int {
	for {
		i := bytes.Index(text[from:], requestName)
		if i < 0 {
			return -1
		}
		name := from + i
		from = name + len(requestName)
		c := jsonscan.Over(text, from)
		if name == 0 || text[name-1] == '\\' || c.Next() != ':' {
			continue
		}
		c = jsonscan.Over(text, c.Offset()+1)
		if c.Next() != '{' {
			continue
		}
		for c.Skip(); c.Member(); {
		}
		if next := following(text, c.Offset()); next >= 0 && text[next] == '{' {
			return next
		}
		from = c.Offset() // what was passed is not looked at twice, or nested requests would take ages
	}
}

// decoders are kept with the trails they know.
var decoders = sync.Pool{New: func() any { return new(decoder) }}

// each decodes entries that follow each other. One that has a body beside the
// recording it leaves to Decode.
func each(text []byte, at int, wanted parsers.Wanted, visit func(*timeline.Exchange, error)) int {
	beside := false
	d := decoders.Get().(*decoder)
	defer decoders.Put(d)
	d.trail.Renew()
	d.wanted, d.attached = wanted, func(string) ([]byte, error) {
		beside = true
		return nil, errors.ErrUnsupported
	}
	pos, counted := timeline.Position{Entry: 1, Line: 1}, at
	for {
		end, err := d.decode(text, at)
		next := following(text, end)
		if err != nil || beside || next < 0 || end-at > parsers.MaxRecord {
			return at
		}
		pos.Line += int32(bytes.Count(text[counted:at], []byte("\n")))
		d.x.Pos = pos
		visit(&d.x, nil)
		at, counted = next, at
		pos.Entry++
	}
}

// following returns where the element begins that stands behind the one that ends at
// end, and behind a comma; -1 where none does.
func following(text []byte, end int) int {
	c := jsonscan.Over(text, end)
	if c.Next() != ',' {
		return -1
	}
	c = jsonscan.Over(text, c.Offset()+1)
	switch c.Next() {
	case 0, ',', ']':
		return -1
	default:
		return c.Offset()
	}
}
