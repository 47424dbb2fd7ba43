package har

import (
	"strings"
	"time"

	"github.com/tidwall/gjson"

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

// longest is how long an exchange may take to be believed.
const longest = 24 * time.Hour

func (d *decoder) took(v gjson.Result) {
	if v.Type == gjson.Number && v.Num >= 0 && v.Num < float64(longest/time.Millisecond) {
		d.x.Took = time.Duration(v.Num * float64(time.Millisecond))
	}
}

// sum adds the phases up, for entries without a time of their own. "ssl" is a
// part of "connect", and what recorders add of their own ("_blocked_queueing") is
// a part of something too.
func (d *decoder) sum(v gjson.Result) {
	v.ForEach(func(name, ms gjson.Result) bool {
		part := name.Str == "ssl" || strings.HasPrefix(name.Str, "_")
		if ms.Type == gjson.Number && ms.Num > 0 && ms.Num < float64(longest/time.Millisecond) && !part {
			d.timings += time.Duration(ms.Num * float64(time.Millisecond))
		}
		return true
	})
}
