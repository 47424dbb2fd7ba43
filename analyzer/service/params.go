package service

import (
	"slices"
	"strings"
)

// A parameter is one of a query or a form.
type parameter struct {
	name, value string
}

// params are the parameters of a request, in their order.
type params []parameter

// get returns the first value of a parameter; "" for none.
func (p params) get(name string) string {
	for i := range p {
		if p[i].name == name {
			return p[i].value
		}
	}
	return ""
}

func (p params) has(name string) bool { return p.count(name) > 0 }

// count returns how often a parameter is given.
func (p params) count(name string) (n int) {
	for i := range p {
		if p[i].name == name {
			n++
		}
	}
	return n
}

// contradictory reports whether a parameter is given with several values.
func (p params) contradictory(name string) bool {
	value, found := "", false
	for i := range p {
		if p[i].name != name {
			continue
		}
		if found && p[i].value != value {
			return true
		}
		value, found = p[i].value, true
	}
	return false
}

// parameterIn reads what stands between two marks of a query or a form, without decoding
// it.
func parameterIn(pair string) parameter {
	for i := range len(pair) { // a name is too short for a search to pay
		if pair[i] == '=' {
			return parameter{pair[:i], pair[i+1:]}
		}
	}
	return parameter{name: pair}
}

// cut is strings.Cut for a single byte.
func cut(s string, mark byte) (before, after string, found bool) {
	if i := strings.IndexByte(s, mark); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// addPairs adds the parameters of a query or a form. What cannot be decoded stays
// as it is.
func (r *Reader) addPairs(s string) {
	plain := isPlain(s) // most are as a whole
	for s != "" {
		var pair string
		pair, s, _ = cut(s, '&')
		p := parameterIn(pair)
		if !plain && !isPlain(pair) {
			p = parameter{r.unescaped(p.name), r.unescaped(p.value)}
		}
		r.params = append(r.params, p)
	}
}

// isPlain reports whether a text of a query stands for itself.
func isPlain(s string) bool { return strings.IndexByte(s, '%') < 0 && strings.IndexByte(s, '+') < 0 }

// unescaped decodes a text of a query. The result lies in the scratch space of the
// reader.
func (r *Reader) unescaped(s string) string {
	if isPlain(s) {
		return s
	}
	begin := len(r.scratch)
	out := slices.Grow(r.scratch, len(s))
	blanks := strings.IndexByte(s, '+') >= 0
	for rest := s; ; {
		plain, escape, found := cut(rest, '%')
		at := len(out)
		out = append(out, plain...)
		for blanks && at < len(out) {
			if out[at] == '+' {
				out[at] = ' '
			}
			at++
		}
		if !found {
			break
		}
		if len(escape) < 2 {
			return s
		}
		high, low := nibble(escape[0]), nibble(escape[1])
		if high > 15 || low > 15 {
			return s
		}
		out = append(out, high<<4|low)
		rest = escape[2:]
	}
	r.scratch = out
	return view(out[begin:])
}

// nibble returns what a hexadecimal digit stands for, and more than 15 for another byte.
func nibble(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	default:
		return 255
	}
}
