package service

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/jsoncheck"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A value is one value of a JSON text that was checked, as it is written there. The
// zero value stands for none. What is rare is left to gjson: fractions, escapes, and
// paths into what lies within.
type value struct {
	raw  string
	at   int             // where it begins in the body
	left []timeline.Left // what belongs within
}

func (v value) given() bool    { return v.raw != "" }
func (v value) isText() bool   { return v.raw != "" && v.raw[0] == '"' }
func (v value) isObject() bool { return v.raw != "" && v.raw[0] == '{' }

func (v value) isNull() bool { return v.raw == "null" }

// isNumber takes NaN for a number, which there is in texts that could not be checked
// as the recording cuts them off.
func (v value) isNumber() bool {
	if v.raw == "" {
		return false
	}
	switch v.raw[0] {
	case '"', '{', '[', 't', 'f':
		return false
	case 'n':
		return len(v.raw) > 1 && v.raw[1] != 'u'
	default:
		return true
	}
}

// empty reports whether String would return "".
func (v value) empty() bool {
	return v.raw == "" || v.raw == "null" || v.raw == `""` && v.left == nil
}

// whole returns the value with what was left out of it.
func (v value) whole() string {
	if v.left == nil {
		return v.raw
	}
	body := timeline.Body{Bytes: []byte(v.raw)}
	for _, l := range v.left {
		body.Left = append(body.Left, timeline.Left{At: l.At - v.at, Text: l.Text})
	}
	return view(body.Whole())
}

// parsed returns the value as gjson understands it.
func (v value) parsed() gjson.Result { return gjson.Parse(v.whole()) }

// text returns a string, and "" for what is none.
func (v value) text() string {
	switch {
	case !v.isText():
		return ""
	case strings.IndexByte(v.raw, '\\') >= 0:
		return v.parsed().Str
	default:
		s := v.whole()
		return s[1 : len(s)-1]
	}
}

// String returns a string as it is, and anything else as it is written.
func (v value) String() string {
	switch {
	case v.isText():
		return v.text()
	case isDigits(v.raw):
		return v.raw
	default:
		return v.parsed().String()
	}
}

// scalar returns a string as it is and a number as it is written, integral ones
// without exponent or fraction: converters of logs write 1.23e10.
func (v value) scalar() string {
	switch {
	case v.isText():
		return v.text()
	case isDigits(v.raw):
	case !v.isNumber():
		return ""
	case strings.ContainsAny(v.raw, ".eE"):
		if n := v.parsed().Num; n == float64(int64(n)) && n < 1<<53 && n > -1<<53 {
			return strconv.FormatInt(int64(n), 10)
		}
	}
	return v.raw
}

// int returns a number, be it written as a string.
func (v value) int() int64 {
	if len(v.raw) > 9 || !isDigits(v.raw) {
		return v.parsed().Int()
	}
	n := int64(0)
	for i := range len(v.raw) {
		n = n*10 + int64(v.raw[i]-'0')
	}
	return n
}

// path returns what stands at a path of gjson within.
func (v value) path(path string) value {
	found := gjson.Get(v.raw, path)
	return v.part(found.Raw, found.Index)
}

// part returns a value within v.
func (v value) part(raw string, at int) value {
	p := value{raw: raw, at: v.at + at}
	if v.left != nil {
		p.left = within(v.left, p.at, p.at+len(raw))
	}
	return p
}

// within returns those of a body's runs that belong between two places.
func within(left []timeline.Left, from, to int) []timeline.Left {
	for len(left) > 0 && left[0].At <= from {
		left = left[1:]
	}
	n := 0
	for n < len(left) && left[n].At < to {
		n++
	}
	if n == 0 {
		return nil
	}
	return left[:n]
}

// each calls visit with the elements of a list or the values of an object, or with
// what is neither.
func (v value) each(visit func(value)) {
	gjson.Parse(v.raw).ForEach(func(_, element gjson.Result) bool {
		visit(v.part(element.Raw, element.Index))
		return true
	})
}

// members calls visit with the members of an object that stands in body. It returns
// false where that is not valid JSON; what was visited then is worth nothing.
func (v value) members(body []byte, visit func(name string, v value)) bool {
	w := jsoncheck.NewWalk(body[v.at : v.at+len(v.raw)])
	for w.Next() {
		begin, end := w.Value()
		visit(plainName(view(w.Name())), v.part(v.raw[begin:end], begin))
	}
	return w.Valid()
}

// endOfText returns the place behind the quote that ends the string of which the
// first quote stands at i.
func endOfText(s string, i int) int {
	begin := i + 1
	for i = begin; ; i++ {
		step := strings.IndexByte(s[i:], '"')
		if step < 0 {
			return len(s)
		}
		i += step
		slashes := 0
		for i-slashes > begin && s[i-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i + 1
		}
	}
}

// plainName returns a name without its escapes.
func plainName(written string) string {
	if strings.IndexByte(written, '\\') < 0 {
		return written
	}
	return gjson.Parse(`"` + written + `"`).Str
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
