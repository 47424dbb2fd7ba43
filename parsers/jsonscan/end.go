package jsonscan

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/banlint/banlint/parsers"
)

// escaping reports whether b ends with a backslash that is the beginning of an escape.
func escaping(b []byte) bool {
	return len(b) > 0 && b[len(b)-1] == '\\' && trailing(b)%2 != 0
}

// trailing counts the backslashes at the end of b.
func trailing(b []byte) int {
	const backslashes = '\\' * 0x0101010101010101
	n := 0
	for n+8 <= len(b) && binary.LittleEndian.Uint64(b[len(b)-n-8:]) == backslashes {
		n += 8
	}
	for n < len(b) && b[len(b)-1-n] == '\\' {
		n++
	}
	return n
}

// Searching from quote to quote is fast on long strings, and slow on bodies full
// of \": there every hit is in vain. After a short step the search goes byte by
// byte for a while.
const (
	shortStep = 4
	slowly    = 64
)

// stringEnd returns the place of the quote that ends the string which goes on at
// from, or -1 when it is not in b.
func stringEnd(b []byte, from int) int {
	for i := from; ; {
		step := bytes.IndexByte(b[i:], '"')
		if step < 0 {
			return -1
		}
		i += step
		if !escaping(b[from:i]) {
			return i
		}
		i++
		if step >= shortStep {
			continue
		}
		for stop := min(i+slowly, len(b)); i < stop; i++ {
			if b[i] == '\\' {
				i++
			} else if b[i] == '"' {
				return i
			}
		}
		i = min(i, len(b))
	}
}

// nesting is how many brackets are open, and were at the most.
type nesting struct{ depth, deepest int }

// pass goes on from at until the bracket behind which none is open, and returns the
// place behind it. Where b ends before, it returns the end, or the quote of a string
// that b holds the beginning of.
func (n *nesting) pass(b []byte, at int) (end int, done bool) {
	for ; at < len(b); at++ {
		switch b[at] {
		case '"':
			end := stringEnd(b, at+1)
			if end < 0 {
				return at, false
			}
			at = end
		case '\n':
			at = indented(b, at+1) - 1
		case '{', '[':
			n.depth++
			n.deepest = max(n.deepest, n.depth)
		case '}', ']':
			if n.depth--; n.depth == 0 {
				return at + 1, true
			}
		}
	}
	return at, false
}

// indented returns where the spaces end that begin at from. Behind line breaks they
// are many, and eight of them are passed at a time.
func indented(b []byte, from int) int {
	const spaces = ' ' * 0x0101010101010101
	for from+8 <= len(b) {
		other := binary.LittleEndian.Uint64(b[from:]) ^ spaces
		if other != 0 {
			return from + bits.TrailingZeros64(other)/8
		}
		from += 8
	}
	return from
}

func (n *nesting) err() error {
	if n.deepest > parsers.MaxDepth {
		return ErrDeep
	}
	return nil
}
