package har

import (
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// stamp reads a time in RFC 3339; 0 for what is none.
func stamp(s string) (timeline.Instant, time.Duration) {
	if s == "" {
		return 0, 0
	}
	if t, ok := parsers.ISO(s); ok && t.Zoned && s[len("2006-01-02")] == 'T' {
		return t.At, grain(t.Digits)
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return 0, 0
	}
	fraction := 0
	if i := strings.IndexByte(s, '.'); i >= 0 {
		for i++; i < len(s) && isDigit(s[i]); i++ {
			fraction++
		}
	}
	return timeline.At(t), grain(fraction)
}

// grain is how coarse a time with so many digits behind the point is taken to be.
func grain(fraction int) time.Duration {
	switch {
	case fraction == 0:
		return time.Second
	case fraction <= 3:
		return time.Millisecond
	default:
		return time.Microsecond
	}
}
