package applog

import (
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

var stampPattern = pattern(`(\d{4}[-/]\d\d[-/]\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))? ?(Z|[+-]\d\d:?\d\d)?`)

// stamp finds the time in a line, such as 2026-11-21 03:04:51,876, and how coarse
// it is. Without a zone it counts as UTC.
func stamp(line []byte) (at timeline.Instant, grain time.Duration) {
	m := stampPattern().FindSubmatch(line[:min(len(line), maxPrefix)])
	if m == nil {
		return 0, 0
	}
	zone := strings.Replace(string(m[4]), ":", "", 1)
	if zone == "" || zone == "Z" {
		zone = "+0000"
	}
	date := strings.ReplaceAll(string(m[1]), "/", "-")
	t, err := time.Parse("2006-01-02 15:04:05-0700", date+" "+string(m[2])+zone)
	if err != nil {
		return 0, 0
	}
	grain = time.Second
	part := time.Duration(0)
	for _, digit := range m[3] {
		grain /= 10
		part += time.Duration(digit-'0') * grain
	}
	return timeline.At(t.Add(part)), grain
}

// maxPrefix is how far into a line its time is looked for.
const maxPrefix = 200

// end takes a line's time for the answer's. When the request was sent is not told,
// so that the time is no better than to the second.
func end(line []byte, x *timeline.Exchange) {
	x.Start, x.Grain = stamp(line)
	x.Grain = max(x.Grain, time.Second)
}

// dated takes the time that the answer's Date header gives, where the log has none
// of its own.
func dated(x *timeline.Exchange) {
	if t, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", x.ResponseHeader("Date")); err == nil && x.Start == 0 {
		x.Start, x.Grain = timeline.At(t), time.Second
	}
}
