// Package timeline holds the data model: exchanges as they were recorded, calls
// as the service understood them, and their order in time. It knows no file
// format, no service and no rule.
package timeline

import (
	"fmt"
	"time"
)

// A Position says where in a recording something was read.
type Position struct {
	Source string // the input's name as the user gave it, and an archive's member after a colon
	Entry  int32  // place among the exchanges of the source, from 1; 0 for the source as a whole
	Line   int32  // line on which the exchange starts, from 1; 0 when the format has no lines
}

func (p Position) String() string {
	switch {
	case p.Line > 0:
		return fmt.Sprintf("%s:%d", p.Source, p.Line)
	case p.Entry > 0:
		return fmt.Sprintf("%s#%d", p.Source, p.Entry)
	default:
		return p.Source
	}
}

// After returns a position that counts from base as one that counts from the beginning
// of its source. The zero base changes nothing.
func (p Position) After(base Position) Position {
	if base.Source != "" {
		p.Source = base.Source
	}
	if p.Entry > 0 {
		p.Entry += base.Entry
	}
	if p.Line > 0 {
		p.Line += base.Line
	}
	return p
}

// An Instant is a point in time, in nanoseconds since 1970 UTC. The zero
// Instant means that the time is not known.
type Instant int64

// At converts a time. It returns 0 for a time that no recording of an HTTP
// client can carry: before the year 2000 or from 2100 on.
func At(t time.Time) Instant {
	if year := t.UTC().Year(); year < 2000 || year >= 2100 {
		return 0
	}
	return Instant(t.UnixNano())
}

// Time converts back, to UTC.
func (t Instant) Time() time.Time { return time.Unix(0, int64(t)).UTC() }

// Sub returns the time from u to t.
func (t Instant) Sub(u Instant) time.Duration { return time.Duration(t - u) }

// Add returns the instant d later.
func (t Instant) Add(d time.Duration) Instant { return t + Instant(d) }

// String gives RFC 3339 in UTC with milliseconds, and "" for the zero Instant.
func (t Instant) String() string {
	if t == 0 {
		return ""
	}
	return t.Time().Format("2006-01-02T15:04:05.000Z")
}
