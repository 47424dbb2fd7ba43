package accesslog

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// A field is one of a line, without its quotes.
type field struct {
	text   []byte
	quoted bool
	open   bool // the quote at its end is missing
	ragged bool // its quote is not followed by a blank: it was none that ends a field
}

// next takes the field at the beginning off a line. A quote behind a backslash
// ends nothing, lest what a client sends could forge the fields behind it.
func next(line []byte) (f field, rest []byte) {
	for len(line) > 0 && isBlank(line[0]) {
		line = line[1:]
	}
	if len(line) == 0 {
		return f, nil
	}
	if line[0] != '"' {
		end := 0
		for end < len(line) && !isBlank(line[end]) {
			end++
		}
		f.text = line[:end]
		return f, line[end:]
	}
	f.quoted = true
	end := closing(line[1:])
	if end < 0 {
		f.text, f.open = line[1:], true
		return f, nil
	}
	f.text, rest = line[1:1+end], line[2+end:]
	f.ragged = len(rest) > 0 && !isBlank(rest[0])
	return f, rest
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// trim takes white space off a line's end, and NULs, which a log that was cut
// while it was written may have for lines.
func trim(line []byte) []byte {
	end := len(line)
	for end > 0 && line[end-1] <= ' ' {
		end--
	}
	return line[:end]
}

// closing returns the place of the quote that ends a field, or -1.
func closing(b []byte) int {
	for from := 0; ; {
		i := bytes.IndexByte(b[from:], '"')
		if i < 0 {
			return -1
		}
		i += from
		slashes := 0
		for i-slashes > from && b[i-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i
		}
		from = i + 1
	}
}

// plain undoes what servers escape within quotes: \xHH, \" and the like, and with
// escape=json \u00HH.
func (d *decoder) plain(b []byte) []byte {
	at := bytes.IndexByte(b, '\\')
	if at < 0 {
		return b
	}
	start, out := len(d.made), d.made
	for at >= 0 && at+1 < len(b) {
		out = append(out, b[:at]...)
		var n int
		out, n = escape(out, b[at+1:])
		b = b[at+1+n:]
		at = bytes.IndexByte(b, '\\')
	}
	d.made = append(out, b...)
	return d.made[start:]
}

// escape appends the character that the escape at the beginning of b means. n is
// its length, the backslash not counted.
func escape(out, b []byte) (_ []byte, n int) {
	digits := 0
	switch b[0] {
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'n':
		return append(out, '\n'), 1
	case 'r':
		return append(out, '\r'), 1
	case 't':
		return append(out, '\t'), 1
	case 'b':
		return append(out, '\b'), 1
	case 'f':
		return append(out, '\f'), 1
	case 'v':
		return append(out, '\v'), 1
	}
	if digits == 0 || len(b) <= digits {
		return append(out, b[0]), 1
	}
	v, err := strconv.ParseUint(string(b[1:1+digits]), 16, 16)
	switch {
	case err != nil:
		return append(out, b[0]), 1
	case digits == 2:
		return append(out, byte(v)), 3
	default:
		return append(out, string(rune(v))...), 5
	}
}

// number reads up to nine digits; -1 when there is something else.
func number(b []byte) int {
	if len(b) > 9 {
		return -1
	}
	return int(integer(b))
}

// integer reads up to 19 digits; -1 when there is something else.
func integer(b []byte) int64 {
	n, length := leading(b)
	if length != len(b) {
		return -1
	}
	return n
}

// leading reads the digits at the beginning; -1 when there are none, or too many.
func leading(b []byte) (n int64, length int) {
	for length < len(b) && isDigit(b[length]) {
		n = n*10 + int64(b[length]-'0')
		length++
	}
	if length == 0 || length > 19 || n < 0 || n > math.MaxInt64/10*10-1 {
		return -1, length
	}
	return n, length
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isNone tells the dash that stands for nothing.
func isNone(b []byte) bool { return len(b) == 0 || len(b) == 1 && b[0] == '-' }

func outOf(part, whole int) string { return fmt.Sprintf("%d of %d lines looked at", part, whole) }
