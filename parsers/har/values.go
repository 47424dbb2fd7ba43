package har

import (
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// value reads what is not what nearly all recordings have in its place. It is checked.
func (d *decoder) value(raw []byte) gjson.Result {
	if raw == nil {
		return gjson.Result{}
	}
	if parsers.CheckJSON(raw) != nil {
		d.broken = true
		return gjson.Result{}
	}
	return gjson.ParseBytes(raw)
}

// plain returns a text, or what else stands in the place of one.
func (d *decoder) plain(raw []byte) string {
	if len(raw) > 0 && raw[0] == '"' {
		return d.room.Text(raw)
	}
	return d.value(raw).String()
}

// isNumber tells a number from other values, and from the infinity that is none in
// JSON.
func isNumber(raw []byte) bool {
	return len(raw) > 0 && (raw[0] == '-' || isDigit(raw[0])) && isDigit(raw[len(raw)-1])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// integer returns a number without its fraction, and the one in a text.
func (d *decoder) integer(raw []byte) int64 {
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return n
	}
	return d.value(raw).Int()
}

// longest is how long an exchange may take to be believed.
const longest = 24 * time.Hour

func (d *decoder) took(raw []byte) {
	if !isNumber(raw) {
		d.doubt(timeline.DoubtTook, d.value(raw).Type == gjson.String)
	} else if ms, err := strconv.ParseFloat(string(raw), 64); err == nil && ms >= 0 && ms < float64(longest/time.Millisecond) {
		d.x.Took = time.Duration(ms * float64(time.Millisecond))
	} else {
		d.doubt(timeline.DoubtTook, raw[0] != '-')
	}
}

// sum adds the phases up, for entries without a time of their own. "ssl" is a
// part of "connect", and what recorders add of their own ("_blocked_queueing") is
// a part of something too.
func (d *decoder) sum() (sum time.Duration) {
	d.value(d.timings).ForEach(func(name, ms gjson.Result) bool {
		part := name.Str == "ssl" || strings.HasPrefix(name.Str, "_")
		if ms.Type == gjson.Number && ms.Num > 0 && ms.Num < float64(longest/time.Millisecond) && !part {
			sum += time.Duration(ms.Num * float64(time.Millisecond))
		}
		return true
	})
	return sum
}
