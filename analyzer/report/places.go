package report

import (
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/report/escape"
)

// Places words where in the inputs something stands. It makes long paths short:
// the inputs are listed with their whole paths.
type Places map[string]place

type place struct {
	name   string
	byLine bool // as in Input
}

// longest is how long a path may be that is not made shorter.
const longest = 24

// NewPlaces leaves of each path so much of its end as no other input shares.
func NewPlaces(inputs []Input) Places {
	p := Places{}
	for _, in := range inputs {
		name := in.Path
		for i := strings.LastIndexByte(in.Path, '/'); i > 0 && len(in.Path) > longest; i = strings.LastIndexByte(in.Path[:i], '/') {
			if shared(in.Path[i:], inputs) == 1 {
				name = "…" + in.Path[i:]
				break
			}
		}
		p[in.Path] = place{name, in.ByLine}
	}
	return p
}

// shared is how many inputs have paths that end so.
func shared(end string, inputs []Input) (count int) {
	for _, in := range inputs {
		if strings.HasSuffix(in.Path, end) {
			count++
		}
	}
	return count
}

// Of says where something stands, in an input or in a member of one: by its line
// where records are lines, and else by its place among the exchanges.
func (p Places) Of(pos Position) string {
	at, known := p[pos.Path]
	if i := strings.IndexByte(pos.Path, ':'); !known && i >= 0 {
		if at, known = p[pos.Path[:i]]; known {
			at.name += pos.Path[i:]
		}
	}
	if !known {
		at.name = pos.Path
	}
	switch {
	case pos.Line > 0 && (at.byLine || pos.Entry == 0):
		return at.name + ":" + strconv.Itoa(int(pos.Line))
	case pos.Entry > 0:
		return at.name + "#" + strconv.Itoa(int(pos.Entry))
	default:
		return pos.Path
	}
}

// arguments writes a place, and the inputs, as arguments for a shell.
func (p Places) arguments(pos Position, inputs []Input) string {
	words := []string{p.Of(pos)}
	for _, in := range inputs {
		words = append(words, in.Path)
	}
	for i, w := range words {
		words[i] = escape.Shell(w)
	}
	return strings.Join(words, " ")
}

// alone takes the name off a place where there is only one input.
func (p Places) alone(s string) string {
	if len(p) != 1 {
		return s
	}
	for _, at := range p {
		if rest, ok := strings.CutPrefix(s, at.name); ok && rest != "" && (rest[0] == '#' || rest[0] == ':') {
			return rest
		}
	}
	return s
}
