package har

import (
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// stamp reads a time in ISO 8601; 0 for what is none.
func stamp(s string) (timeline.Instant, time.Duration) {
	if s == "" {
		return 0, 0
	}
	if t, grain, ok := usual(s); ok {
		return t, grain
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

// usual reads what recorders write nearly always, "2025-03-14T09:26:53.123Z" or the
// like with an offset, and leaves all else to time.Parse, which takes longer.
func usual(s string) (timeline.Instant, time.Duration, bool) {
	const point = len("2006-01-02T15:04:05")
	if len(s) <= point || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' {
		return 0, 0, false
	}
	day, ok := date(two(s)*100+two(s[2:]), two(s[5:]), two(s[8:]))
	hour, minute, second := two(s[11:]), two(s[14:]), two(s[17:])
	fraction, nanoseconds := 0, 0
	if s[point] == '.' {
		if fraction, nanoseconds = decimals(s[point+1:]); fraction == 0 {
			return 0, 0, false
		}
		s = s[1+fraction:]
	}
	offset, sound := zone(s[point:])
	if !ok || !sound || uint(hour) > 23 || uint(minute) > 59 || uint(second) > 59 {
		return 0, 0, false
	}
	seconds := ((day*24+hour)*60+minute)*60 + second - offset
	return timeline.Instant(seconds*int(time.Second) + nanoseconds), grain(fraction), true
}

// two reads two digits; what is none gives a number that no clock shows.
func two(s string) int {
	tens, ones := s[0]-'0', s[1]-'0'
	if tens > 9 || ones > 9 {
		return -10_000
	}
	return int(tens)*10 + int(ones)
}

// decimals reads up to nine digits behind a point.
func decimals(s string) (n, nanoseconds int) {
	for n < min(len(s), 9) && isDigit(s[n]) {
		nanoseconds = nanoseconds*10 + int(s[n]-'0')
		n++
	}
	for range 9 - n {
		nanoseconds *= 10
	}
	return n, nanoseconds
}

// zone reads an offset from UTC, in seconds.
func zone(s string) (offset int, ok bool) {
	if s == "Z" {
		return 0, true
	}
	if len(s) != len("+00:00") || s[0] != '+' && s[0] != '-' || s[3] != ':' {
		return 0, false
	}
	hours, minutes := two(s[1:]), two(s[4:])
	if offset = (hours*60 + minutes) * 60; s[0] == '-' {
		offset = -offset
	}
	return offset, uint(hours) < 24 && uint(minutes) < 60
}

// before is how many days of a year are over when a month begins.
var before = [...]int{1: 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

// date counts the days since 1970, for the years of which every fourth is a leap year
// and no time zone makes another century.
func date(year, month, day int) (days int, ok bool) {
	if year <= 2000 || year >= 2099 || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	leap := 0
	if year%4 == 0 {
		leap = 1
	}
	long := before[month+1] - before[month]
	if month == 2 {
		long += leap
	}
	days = 10957 + 365*(year-2000) + (year-2000+3)/4 + before[month] + day - 1
	if month > 2 {
		days += leap
	}
	return days, day <= long
}
