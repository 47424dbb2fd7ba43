package timeline

import (
	"fmt"
	"hash/maphash"
	"strconv"
	"strings"
	"unique"
)

// A Key is the account key of a call, without suffixes such as __nocache. It
// compares like the raw value, does not hold it, and prints as a mask, so that no report
// leaks one by accident; Labels gives it a name that can be printed. The zero Key means
// that the call shows none.
type Key struct{ secret }

// A Proxy is the proxy that a task was given: scheme, host, port and login. It
// prints as a mask for the sake of the login.
type Proxy struct{ secret }

// NewKey makes the Key of a raw value.
func NewKey(raw string) Key { return Key{newSecret(raw)} }

// NewProxy makes the Proxy of a raw value.
func NewProxy(raw string) Proxy { return Proxy{newSecret(raw)} }

// secret stands for a string that must not come out, and does not hold it: equal strings
// make equal secrets, by a hash that is another one in each run.
type secret struct {
	hash uint64  // 0 for no value
	tail [4]byte // the last characters of a long value
}

func newSecret(raw string) (s secret) {
	if raw == "" {
		return secret{}
	}
	s.hash = max(maphash.String(seed, raw), 1)
	if len(raw) >= 16 {
		copy(s.tail[:], raw[len(raw)-len(s.tail):])
	}
	return s
}

// Hash is the same for equal values, and another one in each run; 0 for none.
func (s secret) Hash() uint64 { return s.hash }

// IsZero reports whether there is no value.
func (s secret) IsZero() bool { return s == secret{} }

// Tail returns the last four characters of a value that is long enough for them
// to give nothing away, and "" otherwise.
func (s secret) Tail() string {
	if s.tail == [4]byte{} {
		return ""
	}
	return string(s.tail[:])
}

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
	number uint64                // of an id in digits, and 1 more; 0 for others
	text   unique.Handle[string] // of any other id
}

// NewTaskID makes the TaskID of a text; "" makes the zero TaskID, which means
// that the call names no task.
func NewTaskID(text string) TaskID {
	if text == "" {
		return TaskID{}
	}
	if n, ok := natural(text); ok {
		return TaskID{number: n + 1} // most are, and millions of texts would cost more
	}
	return TaskID{text: unique.Make(text)}
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
	switch {
	case t.number > 0:
		return strconv.FormatUint(t.number-1, 10)
	case t == TaskID{}:
		return ""
	default:
		return t.text.Value()
	}
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
	text := t.value()
	if text == "" || len(text) > 20 { // an error would cost more than this look
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
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
