package har

import (
	"unicode/utf8"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers/jsonscan"
)

// headers reads a list of names and values, or an object of them. What HTTP/2
// calls pseudo headers are no header fields.
func (d *decoder) headers(c *jsonscan.Cursor) []timeline.Header {
	from := len(d.fields)
	if c.Next() == '{' {
		for more := c.Object(); more; more = c.Member() {
			d.header(c, string(c.Name))
		}
	} else {
		for more := c.List(); more; more = c.Element() {
			d.header(c, "")
		}
	}
	return d.fields[from:len(d.fields):len(d.fields)]
}

// header reads an object with name and value, or the value of a name.
func (d *decoder) header(c *jsonscan.Cursor, name string) {
	value := ""
	if c.Next() == '{' {
		raw, more := c.Named()
		name = d.plain(raw)
		for ; more; more = c.Member() {
			switch string(c.Name) {
			case "name":
				name = d.plain(c.Value())
			case "value":
				raw := c.Value()
				d.doubt(timeline.DoubtHeader, isOdd(raw))
				value = d.plain(raw)
			}
		}
	} else {
		value = d.plain(c.Value())
	}
	if name != "" && name[0] != ':' {
		d.fields = append(d.fields, timeline.Header{Name: name, Value: value})
	}
}

// isOdd reports whether a value is no string, or one that JSON does not allow.
func isOdd(raw []byte) bool {
	if len(raw) == 0 || raw[0] != '"' {
		return len(raw) > 0
	}
	high := byte(0)
	for _, c := range raw {
		if c < ' ' {
			return true
		}
		high |= c
	}
	return high >= utf8.RuneSelf && !utf8.Valid(raw)
}
