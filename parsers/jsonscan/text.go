package jsonscan

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A Room makes texts of JSON strings. A string without escapes is viewed where it
// stands; what others mean is written into the room, and is good until Clear.
type Room struct {
	buf  []byte
	left []timeline.Left
	bad  bool
}

// maxRoom is how much memory a room keeps for the texts to come.
const maxRoom = 1 << 20

// Clear makes room for other texts.
func (r *Room) Clear() {
	if r.buf = r.buf[:0]; cap(r.buf) > maxRoom {
		r.buf = nil
	}
	r.left, r.bad = r.left[:0], false
}

// Bad reports whether a string since Clear had an escape that is none in JSON. Its
// text ends there. Control characters are not looked for.
func (r *Room) Bad() bool { return r.bad }

// Text returns what a JSON string means, which is given with its quotes; "" for
// another value.
func (r *Room) Text(raw []byte) string {
	src, ok := inside(raw)
	if !ok || bytes.IndexByte(src, '\\') < 0 {
		return view(src)
	}
	return view(r.write(src))
}

// write writes what src means.
func (r *Room) write(src []byte) []byte {
	from := len(r.buf)
	for len(src) > 0 {
		n := plainly(src)
		r.buf = append(r.buf, src[:n]...)
		src = r.unescape(src[n:])
	}
	return r.buf[from:]
}

// plainly returns how far src goes without an escape.
func plainly(src []byte) int {
	if n := bytes.IndexByte(src, '\\'); n >= 0 {
		return n
	}
	return len(src)
}

// view makes a string of bytes that stay as they are for as long as it is used.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// inside takes the quotes off.
func inside(raw []byte) ([]byte, bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return nil, false
	}
	return raw[1 : len(raw)-1], true
}

// Body is Text for what may be long: the middle of an image is left out where it
// stands, so that nobody who reads the rest has to pass it. The body of another
// value is not shown.
func (r *Room) Body(raw []byte) timeline.Body {
	src, ok := inside(raw)
	if !ok {
		return timeline.Body{}
	}
	if bytes.IndexByte(src, '\\') < 0 && findRun(src) < 0 {
		return timeline.Body{Bytes: src[:len(src):len(src)], Shown: true}
	}
	from, left := len(r.buf), len(r.left)
	for len(src) > 0 {
		n := plainly(src)
		r.cut(src[:n], from)
		src = r.unescape(src[n:])
	}
	body := timeline.Body{Bytes: r.buf[from:len(r.buf):len(r.buf)], Shown: true}
	if left < len(r.left) {
		body.Left = r.left[left:len(r.left):len(r.left)]
	}
	return body
}

// A run of letters of Base64 that is longer than longRun is left out, but for its
// beginning, by which its kind can be told.
const (
	longRun = 1024
	kept    = 256
)

// cut writes a text without escapes, and leaves runs out. The body begins at from.
func (r *Room) cut(src []byte, from int) {
	for {
		run := findRun(src)
		if run < 0 {
			r.buf = append(r.buf, src...)
			return
		}
		end := run + longRun + base64Letters(src[run+longRun:])
		if isNumber(src[run : run+kept]) { // of which nobody can tell that something is missing
			r.buf = append(r.buf, src[:end]...)
		} else {
			r.buf = append(r.buf, src[:run+kept]...)
			r.left = append(r.left, timeline.Left{At: len(r.buf) - from, Text: src[run+kept : end : end]})
		}
		src = src[end:]
	}
}

// findRun returns where the first run begins that is longer than longRun, or -1. It
// looks where such a run would have to end: in other texts it sees few of the bytes.
func findRun(b []byte) int {
	for from := 0; from+longRun < len(b); {
		i := from + longRun
		for i >= from && inBase64[b[i]] != 0 {
			i--
		}
		if i < from {
			return from
		}
		from = i + 1
	}
	return -1
}

// inBase64 is 1 for the letters of both alphabets of Base64, without padding.
var inBase64 = func() (table [256]uint8) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_" {
		table[c] = 1
	}
	return table
}()

// base64Letters counts the letters of Base64 at the beginning of b.
func base64Letters(b []byte) (n int) {
	for ; n+8 <= len(b); n += 8 {
		if w := b[n : n+8]; inBase64[w[0]]&inBase64[w[1]]&inBase64[w[2]]&inBase64[w[3]]&inBase64[w[4]]&inBase64[w[5]]&inBase64[w[6]]&inBase64[w[7]] == 0 {
			break
		}
	}
	for n < len(b) && inBase64[b[n]] != 0 {
		n++
	}
	return n
}

// isNumber reports whether letters of Base64 may all be part of a JSON number.
func isNumber(b []byte) bool {
	for _, c := range b {
		if (c < '0' || c > '9') && c != 'e' && c != 'E' && c != '+' && c != '-' {
			return false
		}
	}
	return true
}

// How far unescape goes: through a piece, and up to quiet bytes without an escape.
const (
	piece = 4096
	quiet = 64
)

// unescape writes what src means up to where escapes get rare, and returns the rest.
// It copies eight bytes at a time, wanted or not: the next escape is hardly ever far.
func (r *Room) unescape(src []byte) (rest []byte) {
	end := min(piece, len(src))
	r.buf = slices.Grow(r.buf, end+quiet)
	dst, n, i, calm := r.buf[:cap(r.buf)], len(r.buf), 0, 0
	for i < end && calm < quiet {
		if src[i] == '\\' {
			wrote, size := 1, 2
			if i+1 == len(src) || simple[src[i+1]] == 0 {
				wrote, size = letter(dst[n:], src[i:])
			} else {
				dst[n] = simple[src[i+1]]
			}
			if size == 0 {
				i, r.bad = len(src), true
			}
			i, n, calm = i+size, n+wrote, 0
			continue
		}
		step := 1
		if i+8 <= len(src) {
			word := binary.LittleEndian.Uint64(src[i:])
			binary.LittleEndian.PutUint64(dst[n:], word)
			step = firstBackslash(word)
		} else {
			dst[n] = src[i]
		}
		i, n, calm = i+step, n+step, calm+step
	}
	if i < len(src) { // a run may begin in what was copied last
		i, n = i-calm, n-calm
	}
	r.buf = dst[:n]
	return src[i:]
}

// firstBackslash returns which of eight bytes is the first backslash; 8 for none.
func firstBackslash(word uint64) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	word ^= '\\' * ones
	return bits.TrailingZeros64((word-ones)&^word&highs) / 8
}

// simple is what the escapes of two letters mean.
var simple = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// letter writes what the escape with u at the beginning of src means. A size of 0
// says that there is no such escape.
func letter(dst, src []byte) (wrote, size int) {
	r, ok := hex4(src)
	if size = 6; utf16.IsSurrogate(r) && len(src) >= 12 && src[6] == '\\' && src[7] == 'u' {
		var low rune
		if low, ok = hex4(src[6:]); ok {
			r, size = utf16.DecodeRune(r, low), 12
		}
	}
	if !ok {
		return 0, 0
	}
	return utf8.EncodeRune(dst, r), size
}

// hex4 reads an escape with u.
func hex4(src []byte) (r rune, ok bool) {
	if len(src) < 6 || src[1] != 'u' {
		return 0, false
	}
	for _, c := range src[2:6] {
		digit := hexDigit[c]
		if digit == 0 {
			return 0, false
		}
		r = r<<4 | rune(digit-1)
	}
	return r, true
}

// hexDigit is one more than what a hexadecimal digit means.
var hexDigit = func() (table [256]uint8) {
	for i := range uint8(16) {
		table["0123456789abcdef"[i]], table["0123456789ABCDEF"[i]] = i+1, i+1
	}
	return table
}()
