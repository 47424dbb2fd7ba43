package timeline

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"strconv"
	"strings"
)

// A Key is the account key of a call, without suffixes such as __nocache. It
// compares like the raw value, does not hold it, and prints as a mask, so that no report
// leaks one by accident; Labels gives it a name that can be printed. The zero Key means
// that the call shows none.
type Key struct {
	secret
	tail uint32 // the last four characters of a long value; 0 otherwise
}

// A Proxy is the proxy that a task was given: scheme, host, port and login. It
// prints as a mask for the sake of the login.
type Proxy struct{ secret }

// NewKey makes the Key of a raw value.
func NewKey(raw string) Key {
	k := Key{secret: newSecret(raw)}
	if len(raw) >= 16 {
		k.tail = binary.BigEndian.Uint32([]byte(raw[len(raw)-4:]))
	}
	return k
}

// Tail returns the last four characters of a value that is long enough for them
// to give nothing away, and "" otherwise.
func (k Key) Tail() string {
	if k.tail == 0 {
		return ""
	}
	return string(binary.BigEndian.AppendUint32(nil, k.tail))
}

// NewProxy makes the Proxy of a raw value.
func NewProxy(raw string) Proxy { return Proxy{newSecret(raw)} }

// secret stands for a string that must not come out, and does not hold it: equal strings
// make equal secrets, by a hash that is another one in each run.
type secret struct{ hash uint64 } // 0 for no value

func newSecret(raw string) secret {
	if raw == "" {
		return secret{}
	}
	return secret{max(maphash.String(seed, raw), 1)}
}

// Hash is the same for equal values, and another one in each run; 0 for none.
func (s secret) Hash() uint64 { return s.hash }

// IsZero reports whether there is no value.
func (s secret) IsZero() bool { return s == secret{} }

func (s secret) String() string {
	if s.IsZero() {
		return ""
	}
	return "****"
}

// Format masks the value under every verb.
func (s secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// MarshalText masks the value in JSON and the like.
func (s secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A TaskID names a task within one service: digits or a UUID, as text.
type TaskID struct {
	number uint64 // of an id in digits, and 1 more; 0 for others
	text   string // of any other id, veiled: it may be a key in the wrong place
}

// veil makes a text unreadable to whoever prints it by accident, and readable again. It keeps
// no secret from anybody else.
func veil(text string) string {
	b := []byte(text)
	for i := range b {
		b[i] ^= pattern[i%len(pattern)]
	}
	return string(b)
}

// pattern is what veil lays over a text.
var pattern = func() (p [16]byte) {
	for i := range p {
		p[i] = byte(0x80 | rand.IntN(0x80))
	}
	return p
}()

// NewTaskID makes the TaskID of a text; "" makes the zero TaskID, which means
// that the call names no task.
func NewTaskID(text string) TaskID {
	if text == "" {
		return TaskID{}
	}
	if n, ok := natural(text); ok {
		return TaskID{number: n + 1} // most are, and millions of texts would cost more
	}
	return TaskID{text: veil(text)}
}

// is is ==, and faster where ids are numbers.
func (t TaskID) is(other TaskID) bool {
	return t.number == other.number && (t.number > 0 || t.text == other.text)
}

// natural reads a number that its digits are the only way to write.
func natural(text string) (n uint64, ok bool) {
	if len(text) > 18 || text[0] == '0' && len(text) > 1 {
		return 0, false
	}
	for i := range len(text) {
		digit := text[i] - '0'
		if digit > 9 {
			return 0, false
		}
		n = n*10 + uint64(digit)
	}
	return n, true
}

// value returns the id as it was read.
func (t TaskID) value() string {
	if t.number > 0 {
		return strconv.FormatUint(t.number-1, 10)
	}
	return veil(t.text)
}

// low returns the id as a client shows it that keeps ids in 32 bits; ok is false where
// they are enough, and for ids that are no numbers.
func (t TaskID) low() (id TaskID, ok bool) {
	n, ok := t.integer()
	return cut(n), ok && n != int64(int32(n))
}

// short returns an id that may be one in 32 bits.
func (t TaskID) short() (id TaskID, ok bool) {
	n, ok := t.integer()
	return cut(n), ok && n == int64(int32(n))
}

// cut cuts a number to 32 bits.
func cut(n int64) TaskID { return TaskID{number: uint64(uint32(n)) + 1} }

// integer returns the number that an id is; ok is false for none.
func (t TaskID) integer() (n int64, ok bool) {
	if t.number > 0 {
		return int64(t.number - 1), true
	}
	if t.text == "" || len(t.text) > 20 { // an error would cost more than this look
		return 0, false
	}
	n, err := strconv.ParseInt(t.value(), 10, 64)
	return n, err == nil
}

// String gives digits and UUIDs as they are. A task id of any other shape may be
// a key in the wrong place: of such a one it gives the length.
func (t TaskID) String() string {
	plain, odd := t.plain()
	if odd != "" {
		return fmt.Sprintf("(%d characters)", len(odd))
	}
	return plain
}

// plain returns the text of an id that may be shown as it is, or else the text of one
// that may not.
func (t TaskID) plain() (text, odd string) {
	text = t.value()
	if t.number > 0 || isDigits(text) || isUUID(text) {
		return text, ""
	}
	return "", text
}

func isDigits(s string) bool {
	return len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

func isUUID(s string) bool {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	return strings.Count(s, "-") == 4 && strings.Trim(s, "0123456789abcdefABCDEF-") == ""
}
