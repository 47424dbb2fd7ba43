package har

import (
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// stamp reads a time in ISO 8601; 0 for what is none.
func stamp(s string) (timeline.Instant, time.Duration) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return 0, 0
	}
	fraction := 0
	if i := strings.IndexByte(s, '.'); i >= 0 {
		for i++; i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
			fraction++
		}
	}
	switch {
	case fraction == 0:
		return timeline.At(t), time.Second
	case fraction <= 3:
		return timeline.At(t), time.Millisecond
	default:
		return timeline.At(t), time.Microsecond
	}
}
