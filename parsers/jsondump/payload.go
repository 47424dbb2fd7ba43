package jsondump

import (
	"encoding/base64"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// payload is a body before it is decoded.
type payload struct {
	value  []byte // JSON
	base64 bool
	plain  string // or the body itself
	found  bool   // plain is one
}

func (p payload) exists() bool { return p.value != nil || p.found }

// or is the payload, or the body of a message in the form of HTTP where there is
// none: a recorder that gives both may leave the body out of the message.
func (p payload) or(message string) payload {
	if !p.exists() {
		_, p.plain, p.found = strings.Cut(message, "\r\n\r\n")
	}
	return p
}

// body decodes what stands for a body: a string as it is, any other value as the
// JSON that it is, which is checked by whoever reads it.
func (d *decoder) body(p payload, headers []timeline.Header) timeline.Body {
	if isObject(p.value) {
		p = d.recorded(p)
	}
	switch {
	case p.found:
		return timeline.Body{Bytes: []byte(p.plain), Shown: true}
	case p.value == nil || isNull(p.value):
		return timeline.Body{}
	case !isString(p.value):
		return timeline.Body{Bytes: p.value, Shown: true}
	case p.base64:
		return d.base64(p.value, headers)
	default:
		return d.room.Body(p.value)
	}
}

// recorded takes a body out of the object in which a cassette has it.
func (d *decoder) recorded(p payload) payload {
	var text, bytes []byte
	d.members(p.value, func(name, v []byte) {
		switch string(name) {
		case "string":
			text = v
		case "base64_string":
			bytes = v
		}
	})
	switch {
	case text != nil:
		return payload{value: text, base64: p.base64}
	case bytes != nil:
		return payload{value: bytes, base64: true}
	default:
		return p
	}
}

func (d *decoder) base64(v []byte, headers []timeline.Header) timeline.Body {
	b, err := base64.StdEncoding.DecodeString(d.room.Text(v))
	if err != nil {
		return timeline.Body{}
	}
	for _, h := range headers {
		if strings.EqualFold(h.Name, "Content-Encoding") && h.Value != "" {
			return parsers.Decoded(b, h.Value)
		}
	}
	return timeline.Body{Bytes: b, Shown: true}
}

// headers appends what an object of names and values shows, or a list.
func (d *decoder) headers(list []timeline.Header, v []byte) []timeline.Header {
	if !isObject(v) {
		return d.pairs(list, v)
	}
	d.members(v, func(name, value []byte) {
		h := timeline.Header{Name: nameOf(list, name)}
		if isString(value) {
			h.Value = d.room.Text(value)
		} else {
			h.Value = first(d.parsed(value))
		}
		list = append(list, h)
	})
	return list
}

// nameOf is the name of the header that comes next. Mostly it stands in the list's
// memory, where the object before had the same one.
func nameOf(list []timeline.Header, name []byte) string {
	if n := len(list); n < cap(list) {
		if before := list[:n+1][n].Name; before == string(name) {
			return before
		}
	}
	return string(name)
}

// first returns the value of a header, or the first of its values.
func first(v gjson.Result) string {
	if v.IsArray() {
		return v.Get("0").String()
	}
	return v.String()
}

// pairs appends what a list shows: of pairs, or of names and values in turn.
func (d *decoder) pairs(list []timeline.Header, v []byte) []timeline.Header {
	if len(v) == 0 || v[0] != '[' {
		return list
	}
	turn := ""
	d.parsed(v).ForEach(func(_, h gjson.Result) bool {
		switch {
		case h.IsObject():
			list = append(list, timeline.Header{Name: h.Get("name").String(), Value: h.Get("value").String()})
		case h.IsArray():
			list = append(list, timeline.Header{Name: h.Get("0").String(), Value: h.Get("1").String()})
		case turn == "":
			turn = h.String()
		default:
			list = append(list, timeline.Header{Name: turn, Value: h.String()})
			turn = ""
		}
		return true
	})
	return list
}

func isObject(v []byte) bool { return len(v) > 0 && v[0] == '{' }
func isString(v []byte) bool { return len(v) > 0 && v[0] == '"' }
func isNull(v []byte) bool   { return len(v) > 0 && v[0] == 'n' }
