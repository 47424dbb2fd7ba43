package jsondump

import (
	"bytes"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsonscan"
)

// guess returns where the next line begins. Whether objects stand one a line there
// is for each to see.
func guess(text []byte, from int) int {
	if n := bytes.IndexByte(text[from:], '\n'); n >= 0 && from+n+1 < len(text) {
		return from + n + 1
	}
	return -1
}

// each reads objects that stand one a line, up to a line that has none.
func each(text []byte, at int, wanted parsers.Wanted, visit func(*timeline.Exchange, error)) int {
	d := decoder{trail: new(jsonscan.Trail)}
	for pos := (timeline.Position{Line: 1}); ; pos.Line++ {
		n := bytes.IndexByte(text[at:], '\n')
		if n < 0 || n >= parsers.MaxRecord {
			return at
		}
		if line := bytes.TrimSuffix(text[at:at+n], []byte("\r")); !blank(line) {
			object := objectIn(line)
			if object == nil || pos.Entry == 0 && !whole(object) {
				return at
			}
			pos.Entry++
			err := d.decode(pos, object, wanted)
			visit(&d.x, err)
		}
		at += n + 1
	}
}

// whole reports whether a text ends where its first value does: else the object goes
// on in the next line, or stands in a list.
func whole(text []byte) bool {
	c := jsonscan.Over(text, 0)
	c.Skip()
	c.Next()
	return c.Err() == nil && c.Offset() == len(text)
}

// blank reports whether a line counts for nothing.
func blank(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 }

// objectIn returns the object in a line, behind what a log collector has put before
// it; nil where there is none.
func objectIn(line []byte) []byte {
	if i := bytes.IndexByte(line, '{'); i >= 0 {
		return line[i:]
	}
	return nil
}
