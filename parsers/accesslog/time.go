package accesslog

import (
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A moment is a point in time, and how exactly a stamp gives it.
type moment struct {
	at    timeline.Instant
	grain time.Duration
}

// The years that a recording can carry, in seconds since 1970; see timeline.At.
const (
	from2000 = 946684800
	to2100   = 4102444800
)

func newMoment(seconds int64, f fraction) moment {
	m := moment{grain: f.grain}
	if seconds >= from2000 && seconds < to2100 {
		m.at = timeline.Instant(seconds*int64(time.Second) + int64(f.part))
	}
	return m
}

// logTime reads 21/Nov/2026:03:04:51 +0000. The zone may be missing, and means
// UTC then; a fraction may be there; the time may stand apart from the date. n is
// the stamp's length, 0 when it is none.
func logTime(b []byte) (m moment, n int) {
	if len(b) < 20 || b[2] != '/' || b[6] != '/' || b[11] != ':' && b[11] != ' ' || b[14] != ':' || b[17] != ':' {
		return m, 0
	}
	seconds, ok := civil(year(b[7:]), month(b[3:]), pair(b), b[12:20])
	if !ok {
		return m, 0
	}
	return finish(b, 20, seconds)
}

// isoTime reads 2026-11-21T03:04:51Z, with a fraction and a zone or without.
func isoTime(b []byte) (m moment, n int) {
	if len(b) < 19 || b[4] != '-' || b[7] != '-' || b[10] != 'T' && b[10] != ' ' || b[13] != ':' || b[16] != ':' {
		return m, 0
	}
	seconds, ok := civil(year(b), pair(b[5:]), pair(b[8:]), b[11:19])
	if !ok {
		return m, 0
	}
	return finish(b, 19, seconds)
}

// finish reads a stamp's fraction and zone.
func finish(b []byte, n int, seconds int64) (moment, int) {
	f := fractionOf(b[n:])
	n += f.length
	offset, length, ok := zone(b[n:])
	if !ok {
		return moment{}, 0
	}
	return newMoment(seconds-int64(offset), f), n + length
}

// A fraction is a part of a second, as its digits give it.
type fraction struct {
	part   time.Duration
	grain  time.Duration
	length int // with the point; 0 where there is none
}

// fractionOf reads the fraction at the beginning. What goes beyond microseconds
// counts as exact.
func fractionOf(b []byte) fraction {
	f := fraction{grain: time.Second}
	if len(b) < 2 || b[0] != '.' && b[0] != ',' || !isDigit(b[1]) {
		return f
	}
	for f.length = 1; f.length < len(b) && isDigit(b[f.length]); f.length++ {
		f.grain = decimals[min(f.length, len(decimals)-1)]
		f.part += time.Duration(b[f.length]-'0') * f.grain
	}
	if f.grain < time.Microsecond {
		f.grain = 0
	}
	return f
}

// decimals are what the places behind a point count; a table is faster than to
// divide by ten.
var decimals = [...]time.Duration{1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1, 0}

// zone reads Z, +0100 or +01:00, with or without a blank before it, in seconds
// east of Greenwich. It is not ok when there is a zone that cannot be.
func zone(b []byte) (offset, length int, ok bool) {
	text := b
	if len(text) > 0 && text[0] == ' ' {
		text = text[1:]
	}
	if len(text) > 0 && text[0] == 'Z' {
		return 0, len(b) - len(text) + 1, true
	}
	if len(text) < 5 || text[0] != '+' && text[0] != '-' {
		return 0, 0, true
	}
	minute := text[3:]
	if minute[0] == ':' {
		minute = minute[1:]
	}
	if len(minute) < 2 {
		return 0, 0, false
	}
	hours, minutes := pair(text[1:]), pair(minute)
	if hours < 0 || hours > 15 || minutes < 0 || minutes > 59 {
		return 0, 0, false
	}
	offset = (hours*60 + minutes) * 60
	if text[0] == '-' {
		offset = -offset
	}
	return offset, len(b) - len(minute) + 2, true
}

// civil gives a date and a time such as 03:04:51 in seconds since 1970, as if they
// were in UTC.
func civil(year, month, day int, clock []byte) (seconds int64, ok bool) {
	hour, minute, second := pair(clock), pair(clock[3:]), pair(clock[6:])
	switch {
	case year < 1, month < 1, month > 12, day < 1, day > daysIn(year, month),
		hour < 0, hour > 23, minute < 0, minute > 59, second < 0, second > 60:
		return 0, false
	}
	// Years begin in March here, so that the leap day is the last.
	if month <= 2 {
		year--
		month += 12
	}
	days := 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1 - 719468
	return int64((days*24+hour)*60+minute)*60 + int64(second), true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	default:
		return 31
	}
}

// pair reads the two digits at the beginning; less than 0 when there is something
// else.
func pair(b []byte) int {
	tens, ones := b[0]-'0', b[1]-'0'
	if tens > 9 || ones > 9 {
		return -1 << 16
	}
	return int(tens)*10 + int(ones)
}

// year reads the four digits at the beginning; less than 0 when there is something
// else.
func year(b []byte) int { return pair(b)*100 + pair(b[2:]) }

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

// month returns the number of a month; 0 for what is none.
func month(b []byte) int {
	for i := 0; i < len(months); i += 3 {
		if months[i] == b[0] && months[i+1] == b[1] && months[i+2] == b[2] {
			return i/3 + 1
		}
	}
	return 0
}

// epoch reads a time since 1970 in seconds, with a fraction or without, and whole
// ones in milliseconds, microseconds or nanoseconds, which their length tells.
func epoch(b []byte) (m moment, ok bool) {
	n, whole := leading(b)
	unit := time.Second
	switch whole {
	case 9, 10:
	case 13:
		unit = time.Millisecond
	case 16:
		unit = time.Microsecond
	case 19:
		unit = time.Nanosecond
	default:
		return m, false
	}
	f := fractionOf(b[whole:])
	if n < 0 || whole+f.length != len(b) || f.length > 0 && b[whole] != '.' {
		return m, false
	}
	if unit != time.Second {
		perSecond := int64(time.Second / unit)
		f = fraction{part: time.Duration(n%perSecond) * unit, grain: unit.Truncate(time.Microsecond)}
		n /= perSecond
	}
	return newMoment(n, f), true
}

// maxTook is the longest time that an exchange is believed to take.
const maxTook = 24 * time.Hour

// lasted reads a number of units, such as "0.020" seconds; -1 for what is none.
func lasted(b []byte, unit time.Duration) time.Duration {
	n, whole := leading(b)
	if n < 0 || n > int64(maxTook/unit) || whole < len(b) && b[whole] != '.' {
		return -1
	}
	took := time.Duration(n) * unit
	for _, c := range b[min(whole+1, len(b)):] {
		if !isDigit(c) {
			return -1
		}
		unit /= 10
		took += time.Duration(c-'0') * unit
	}
	return took
}
