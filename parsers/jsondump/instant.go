package jsondump

import (
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
)

// instant reads a time: ISO 8601, or seconds, milliseconds, microseconds or
// nanoseconds since 1970, told apart by their size.
func instant(v gjson.Result) (timeline.Instant, time.Duration) {
	if v.Type == gjson.String {
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999"} {
			if t, err := time.Parse(layout, v.Str); err == nil {
				return timeline.At(t), grain(v.Str)
			}
		}
		if strings.Trim(v.Str, "0123456789.") != "" || v.Str == "" {
			return 0, 0
		}
		v = gjson.Parse(v.Str)
	}
	return epoch(v)
}

// grain is the unit of the last digit of a time, a microsecond at the least: no
// client's clock is finer.
func grain(s string) time.Duration {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return time.Second
	}
	digits := len(s[i+1:]) - len(strings.TrimLeft(s[i+1:], "0123456789"))
	unit := time.Second
	for range min(digits, 6) {
		unit /= 10
	}
	return unit
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
			g = g * grain(v.Raw) / time.Second
		}
		return timeline.At(time.Unix(0, ns)), max(g, time.Microsecond)
	}
	return 0, 0
}
