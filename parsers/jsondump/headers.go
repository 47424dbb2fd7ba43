package jsondump

import (
	"bytes"

	"github.com/banlint/banlint/analyzer/timeline"
)

// recent keeps the headers that were read last, as a client sends the same ones again and
// again. They point into the text that they were read from, which stays where it is until
// the last of its objects is read.
type recent struct {
	lists [16]struct {
		text []byte // nil for headers that need not mean the same elsewhere
		list []timeline.Header
	}
	next int
}

// in returns the headers that a text holds. They are good until as many others were read.
func (r *recent) in(text []byte, d *decoder) []timeline.Header {
	if len(text) == 0 {
		return nil
	}
	for i := range r.lists {
		if bytes.Equal(r.lists[i].text, text) {
			return r.lists[i].list
		}
	}
	l := &r.lists[r.next]
	r.next = (r.next + 1) % len(r.lists)
	l.list = d.headers(l.list[:0], text)
	if l.text = text; d.broken || bytes.IndexByte(text, '\\') >= 0 { // what escapes mean lies in the room
		l.text = nil
	}
	return l.list
}
