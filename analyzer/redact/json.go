package redact

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/jsoncheck"
)

// maxDepth is how deep JSON in texts of JSON is looked into.
const maxDepth = 32

// JSON replaces the texts in a valid JSON text, which keeps its layout.
func (r *Redactor) JSON(text []byte) []byte {
	if jsoncheck.Check(text) != nil {
		return []byte("null")
	}
	return []byte(r.json(string(text), place{}))
}

// json is JSON for a text that was checked.
func (r *Redactor) json(text string, p place) string {
	w := walk{Redactor: r}
	rest := w.value([]byte(text), p)
	w.blank(rest)
	return w.out.String()
}

// A place is where a value stands.
type place struct {
	name     string // of the member, or of the list
	kind     kind
	solution bool // all in a solution is the solution
	depth    int  // of texts in texts
}

// A kind is what a place holds.
type kind uint8

const (
	plain   kind = iota
	headers      // fields of a header, by their names
	header       // the value of one
)

// in is the place of a member.
func (p place) in(name string) place {
	if p.kind == headers {
		p.name, p.kind = name, header
		return p
	}
	lower := strings.ToLower(name)
	p.solution = p.solution || lower == "solution"
	if p.kind == plain && strings.HasSuffix(strings.TrimPrefix(lower, "raw"), "headers") || lower == "header" {
		p.kind = headers
	}
	if p.name == "" || treatmentOf(p.name) != key { // all that is in a key is of the key
		p.name = name
	}
	return p
}

// A walk goes through one text.
type walk struct {
	*Redactor
	out bytes.Buffer
}

// value copies a value, and returns what stands behind it.
func (w *walk) value(text []byte, p place) []byte {
	text = w.blank(text)
	switch text[0] {
	case '{':
		return w.object(text, p)
	case '[':
		return w.list(text, p)
	case '"':
		raw, rest := cutString(text)
		plain := unquoted(raw)
		w.string(raw, plain, w.text(p, plain))
		return rest
	default:
		end := bytes.IndexAny(text, ",]} \t\r\n")
		if end < 0 {
			end = len(text)
		}
		w.out.WriteString(w.literal(string(text[:end]), p))
		return text[end:]
	}
}

// blank copies white space.
func (w *walk) blank(text []byte) []byte {
	rest := bytes.TrimLeft(text, " \t\r\n")
	w.out.Write(text[:len(text)-len(rest)])
	return rest
}

// next copies what stands between two values.
func (w *walk) next(rest []byte) []byte {
	if rest = w.blank(rest); rest[0] == ',' {
		w.out.WriteByte(',')
		rest = w.blank(rest[1:])
	}
	return rest
}

// list copies a list. One of header fields may hold names and values in turn.
func (w *walk) list(text []byte, p place) []byte {
	w.out.WriteByte('[')
	rest, name := w.blank(text[1:]), ""
	for rest[0] != ']' {
		at := p
		if p.kind == headers && rest[0] == '"' {
			raw, after := cutString(rest)
			if name == "" {
				name = unquoted(raw)
				w.out.Write(raw)
				rest = w.next(after)
				continue
			}
			at, name = p.in(name), ""
		}
		rest = w.next(w.value(rest, at))
	}
	w.out.WriteByte(']')
	return rest[1:]
}

// object copies an object, with a look at members that say what others are.
func (w *walk) object(text []byte, p place) []byte {
	pair, answer := pairOf(text), w.asked && isSolved(text)
	w.out.WriteByte('{')
	rest := w.blank(text[1:])
	for rest[0] != '}' {
		raw, after := cutString(rest)
		name := unquoted(raw)
		w.string(raw, name, w.Name(name))
		after = w.blank(after)
		w.out.WriteByte(':')
		rest = w.next(w.member(name, pair, answer, w.blank(after[1:]), p))
	}
	w.out.WriteByte('}')
	return rest[1:]
}

// member copies the value of a member of an object, which may be a pair of a name and a value.
func (w *walk) member(name, pair string, answer bool, value []byte, p place) []byte {
	lower := strings.ToLower(name)
	switch {
	case pair != "" && (lower == "name" || lower == "key"):
		raw, rest := cutString(value)
		plain := unquoted(raw)
		w.string(raw, plain, w.Name(plain))
		return rest
	case pair != "" && strings.HasSuffix(lower, "value"): // {"stringValue": …} as well
		return w.value(value, p.in(pair))
	case answer && lower == "request":
		p.solution = true
		return w.value(value, p)
	default:
		return w.value(value, p.in(name))
	}
}

// string writes a text in the place of a plain one, as that was written where they are the same.
func (w *walk) string(raw []byte, plain, text string) {
	if text == plain {
		w.out.Write(raw)
		return
	}
	w.out.WriteString(quoted(text))
}

// text is what takes the place of a text.
func (r *Redactor) text(p place, s string) string {
	switch {
	case p.kind == header:
		return r.Header(p.name, s)
	case p.solution && s != "":
		return r.placeholder("solutions", s)
	default:
		return r.field(p, s)
	}
}

// pairOf is the name in an object that is a pair of a name and a value; "" for others.
func pairOf(object []byte) string {
	if !bytes.Contains(object, []byte(`"value"`)) && !bytes.Contains(object, []byte(`"fileName"`)) {
		return ""
	}
	for _, names := range [][2]string{{"name", "value"}, {"key", "value"}, {"name", "fileName"}} {
		name := gjson.GetBytes(object, names[0])
		if name.Type == gjson.String && gjson.GetBytes(object, names[1]).Exists() {
			return name.Str
		}
	}
	return ""
}

// isSolved reports whether an object of the in.php dialect holds what was asked for.
func isSolved(object []byte) bool {
	return gjson.GetBytes(object, "status").Int() == 1 && gjson.GetBytes(object, "request").Exists()
}

// cutString takes the string at the beginning off a valid text.
func cutString(text []byte) (raw, rest []byte) {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return text[:i+1], text[i+1:]
		}
	}
	return text, nil
}

func unquoted(raw []byte) string { return gjson.ParseBytes(raw).Str }

// quoted writes a text as JSON does.
func quoted(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string, into memory
	return strings.TrimSuffix(b.String(), "\n")
}

func looksLikeJSON(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && (s[0] == '{' || s[0] == '[') && jsoncheck.Check([]byte(s)) == nil
}
