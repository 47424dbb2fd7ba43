package lang

import (
	"strconv"
	"strings"
	"time"
)

// A Span is a length of time to be said.
type Span time.Duration

// String writes a span without idle zeros: "1m", "10m", "3s".
func (s Span) String() string {
	switch d := time.Duration(s); {
	case d >= time.Hour && d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	case d >= time.Minute && d%time.Minute == 0:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	default:
		return d.String()
	}
}

// In writes a span with the units of a language: "1 мин 30 с".
func (s Span) In(l Language) string {
	if l == English {
		return s.String()
	}
	var parts []string
	for rest := s.String(); rest != ""; {
		unit := strings.IndexFunc(rest, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != '-' })
		if unit < 0 {
			break
		}
		end := unit + len(rest[unit:]) - len(strings.TrimLeft(rest[unit:], "hmsµn"))
		parts = append(parts, rest[:unit]+" "+Doc(rest[unit:end]).In(l))
		rest = rest[end:]
	}
	return strings.Join(parts, " ")
}

// Units are the units of spans, which catalogues translate as well.
var Units = []string{"h", "m", "s", "ms", "µs"}
