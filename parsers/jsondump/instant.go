package jsondump

import (
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// instant reads a time: ISO 8601, or seconds, milliseconds, microseconds or
// nanoseconds since 1970, told apart by their size.
func instant(s string) (timeline.Instant, time.Duration) {
	if stamp, ok := parsers.ISO(s); ok {
		return stamp.At, grain(stamp.Digits)
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return timeline.At(t), grain(digits(s))
		}
	}
	if strings.Trim(s, "0123456789.") != "" || s == "" {
		return 0, 0
	}
	return epoch(gjson.Parse(s))
}

// layouts are the forms of ISO 8601 that recorders write.
var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999"}

// grain is what the last of so many digits behind the point is worth, a microsecond
// at the least: no client's clock is finer.
func grain(digits int) time.Duration {
	unit := time.Second
	for range min(digits, 6) {
		unit /= 10
	}
	return unit
}

// digits counts those behind the point.
func digits(s string) int {
	_, rest, _ := strings.Cut(s, ".")
	return len(rest) - len(strings.TrimLeft(rest, "0123456789"))
}

func epoch(v gjson.Result) (timeline.Instant, time.Duration) {
	if v.Type != gjson.Number || v.Num <= 0 || v.Num >= 1<<63 {
		return 0, 0
	}
	for _, unit := range []struct {
		least float64
		one   time.Duration
	}{{1e17, time.Nanosecond}, {1e14, time.Microsecond}, {1e11, time.Millisecond}, {1e8, time.Second}} {
		if v.Num < unit.least {
			continue
		}
		whole := v.Int()
		ns := whole*int64(unit.one) + int64((v.Num-float64(whole))*float64(unit.one))
		g := unit.one
		if strings.Contains(v.Raw, ".") && !strings.ContainsAny(v.Raw, "eE") {
			g = g * grain(digits(v.Raw)) / time.Second
		}
		return timeline.At(time.Unix(0, ns)), max(g, time.Microsecond)
	}
	return 0, 0
}
