package service

import (
	"bytes"
	"hash/maphash"
	"strings"
	"unsafe"

	"github.com/banlint/banlint/analyzer/timeline"
)

// view returns bytes as a string without a copy. It lies in the parser's buffer or in
// the Reader's, as the strings of an exchange do: what is kept of it must be cloned.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// same reports whether two texts are the same piece of memory.
func same(a, b string) bool { return len(a) == len(b) && unsafe.StringData(a) == unsafe.StringData(b) }

// trimmed strips white space, and the byte order mark that some clients send.
func trimmed(body []byte) []byte {
	if n := len(body); n > 0 && isPrint(body[0]) && isPrint(body[n-1]) { // as nearly always
		return body
	}
	return bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
}

func isPrint(c byte) bool { return ' ' < c && c <= '~' }

// settle brings a body into a form that it can be read in: trimmed, and without the
// long runs that a parser left out only where it reads the same without them.
func settle(b *timeline.Body) {
	if b.Left != nil && !dispensable(b) {
		b.Bytes, b.Left = b.Whole(), nil
	}
	b.Bytes = trimmed(b.Bytes)
}

// settleRequest is settle for a request, which may be a form.
func settleRequest(b *timeline.Body) {
	if formBody(b) >= 0 {
		b.Bytes = trimmed(b.Bytes)
		return
	}
	settle(b)
}

// members is value.members for what a settled body holds.
func members(b timeline.Body, visit func(name string, v value)) bool {
	return value{raw: view(b.Bytes), left: b.Left}.members(b.Bytes, visit)
}

// dispensable reports whether all that was left out of a body belongs into strings of
// a JSON object, and not to names or escapes.
func dispensable(b *timeline.Body) bool {
	text := view(b.Bytes)
	if b.Cut || text == "" || text[0] != '{' {
		return false
	}
	begin, end := 0, 0 // of a string
	for _, l := range b.Left {
		for l.At >= end {
			step := strings.IndexByte(text[end:], '"')
			if step < 0 {
				return false
			}
			begin = end + step
			end = endOfText(text, begin)
		}
		if l.At <= begin || strings.HasPrefix(strings.TrimLeft(text[end:], " \t\r\n"), ":") ||
			strings.IndexByte(text[max(begin, l.At-len(`\u000`)):l.At], '\\') >= 0 {
			return false
		}
	}
	return true
}

// formBody returns where the value of "body" begins in a form from which nothing else
// was left out, and which needs no decoding there; -1 for any other body.
func formBody(b *timeline.Body) int {
	const name = "&body="
	if b.Left == nil || b.Cut {
		return -1
	}
	text := view(b.Bytes)
	before, rest, found := strings.Cut(text, name)
	if !found || !isForm(text) || !isPrint(text[0]) || text[0] == '-' || text[0] == '{' {
		return -1
	}
	value, after, _ := cut(rest, '&')
	encoded := strings.ContainsFunc(value, func(c rune) bool { return c == '%' || c <= ' ' || c > '~' })
	if value == "" || encoded || strings.HasPrefix(text, name[1:]) || strings.Contains("&"+after, name) {
		return -1
	}
	begin := len(before) + len(name)
	if b.Left[0].At < begin || b.Left[len(b.Left)-1].At > begin+len(value) {
		return -1
	}
	return begin
}

var seed = maphash.MakeSeed()

// A hasher makes the fingerprint of a text that comes in pieces: the same for the
// same text, however it was cut. It is twice as fast as a maphash.Hash on long texts, as
// the blocks do not wait for each other.
type hasher struct {
	sum   uint64
	block [128]byte
	n     int // bytes in block
}

// begin begins another text with a byte.
func (h *hasher) begin(first byte) {
	h.sum, h.n = 0, 1
	h.block[0] = first
}

func (h *hasher) write(text string) {
	for text != "" {
		if h.n == 0 && len(text) >= len(h.block) {
			h.add(text[:len(h.block)])
			text = text[len(h.block):]
			continue
		}
		n := copy(h.block[h.n:], text)
		h.n += n
		text = text[n:]
		if h.n == len(h.block) {
			h.add(view(h.block[:]))
			h.n = 0
		}
	}
}

func (h *hasher) body(b timeline.Body) {
	at := 0
	for _, l := range b.Left {
		h.write(view(b.Bytes[at:l.At]))
		h.write(view(l.Text))
		at = l.At
	}
	h.write(view(b.Bytes[at:]))
}

// add takes the next block in. An odd factor loses nothing, and makes the order count.
func (h *hasher) add(block string) {
	h.sum = (h.sum ^ maphash.String(seed, block)) * 0x9e3779b97f4a7c15
}

// finish returns the fingerprint, which is not 0.
func (h *hasher) finish() uint64 {
	h.add(view(h.block[:h.n]))
	return max(h.sum, 1)
}
