package jsoncheck

import (
	"encoding/binary"
	"math/bits"
)

// scanner reads a text in one pass and without recursion, as a stack overflow could
// not be recovered. Its methods return false where the text is not valid.
type scanner struct {
	text  []byte
	at    int
	depth int
	lists [MaxDepth/64 + 1]uint64 // a bit for each bracket that is open: whether it is a [

	begun bool
	valid bool // the whole was read

	member []byte // the name of the last member of the outermost object
	begin  int    // of its value
}

// step reads to the end of the next value; of one that holds others, behind these. It
// returns false at the end of the text as well.
func (s *scanner) step() bool {
	switch {
	case !s.begun:
		s.begun = true
		return s.value()
	case s.depth == 0:
		s.space()
		s.valid = s.at == len(s.text)
		return false
	case s.space() != ',':
		return s.shut()
	}
	s.at++
	return (s.list() || s.name()) && s.value()
}

// value reads a value that holds no other, with the brackets and names before it.
func (s *scanner) value() bool {
	for {
		c := s.space()
		switch c {
		case '"':
			return s.string()
		case 't':
			return s.word("true")
		case 'f':
			return s.word("false")
		case 'n':
			return s.word("null")
		case '{', '[':
		default:
			return s.number()
		}
		if !s.open(c == '[') {
			return false
		}
		if s.space(); s.shut() {
			return true
		}
		if c == '{' && !s.name() {
			return false
		}
	}
}

// name reads the name of a member and the colon behind it.
func (s *scanner) name() bool {
	if s.space() != '"' {
		return false
	}
	begin := s.at + 1
	if !s.string() {
		return false
	}
	end := s.at - 1
	if !s.skip(':') { // mostly there is no white space
		if s.space(); !s.skip(':') {
			return false
		}
	}
	if s.depth == 1 {
		s.space()
		s.member, s.begin = s.text[begin:end], s.at
	}
	return true
}

func (s *scanner) open(list bool) bool {
	if s.depth++; s.depth > MaxDepth {
		return false
	}
	s.at++
	word, bit := s.depth/64, uint64(1)<<(s.depth%64)
	s.lists[word] &^= bit
	if list {
		s.lists[word] |= bit
	}
	return true
}

// shut reads the bracket that shuts the innermost one that is open, if it comes next.
func (s *scanner) shut() bool {
	bracket := byte('}')
	if s.list() {
		bracket = ']'
	}
	if !s.skip(bracket) {
		return false
	}
	s.depth--
	return true
}

// list reports whether the innermost bracket that is open is a [.
func (s *scanner) list() bool {
	return s.lists[s.depth/64]>>(s.depth%64)&1 != 0
}

// space passes white space over. It returns the byte behind it, 0 at the end.
func (s *scanner) space() byte {
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

func (s *scanner) word(w string) bool {
	end := s.at + len(w)
	if end > len(s.text) || string(s.text[s.at:end]) != w {
		return false
	}
	s.at = end
	return true
}

// string reads a string, the quote of which comes next.
func (s *scanner) string() bool {
	for s.at++; ; {
		for s.skip('\\') { // there may be many in a row
			if !s.escape() {
				return false
			}
		}
		n := plain(s.text[s.at:])
		if s.at += n; s.skip('"') {
			return true
		}
		if n == 0 {
			return false
		}
	}
}

// The highest and the lowest bits of eight bytes.
const (
	highs = 0x8080808080808080
	lows  = 0x0101010101010101
)

// plain returns how many bytes go by before a quote, a backslash or a control
// character: eight at a time, as nearly all of a text is in strings.
func plain(text []byte) int {
	i := 0
	for ; i+8 <= len(text); i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		quote, slash := w^lows*'"', w^lows*'\\'
		// A byte that is one of them sets its high bit, and may set that of those above it.
		if found := ((quote-lows)&^quote | (slash-lows)&^slash | (w-lows*' ')&^w) & highs; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for ; i < len(text); i++ {
		if c := text[i]; c == '"' || c == '\\' || c < ' ' {
			break
		}
	}
	return i
}

// escape reads what belongs to a backslash.
func (s *scanner) escape() bool {
	if s.at >= len(s.text) {
		return false
	}
	c := s.text[s.at]
	s.at++
	switch c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
	default:
		return false
	}
	for range 4 {
		if s.at >= len(s.text) || !isHex(s.text[s.at]) {
			return false
		}
		s.at++
	}
	return true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// number reads -0.5e+7 and the like.
func (s *scanner) number() bool {
	s.skip('-')
	if !s.skip('0') && !s.digits() {
		return false
	}
	if s.skip('.') && !s.digits() {
		return false
	}
	if s.skip('e') || s.skip('E') {
		if !s.skip('+') {
			s.skip('-')
		}
		return s.digits()
	}
	return true
}

// skip passes one byte over, if it comes next.
func (s *scanner) skip(c byte) bool {
	if s.at >= len(s.text) || s.text[s.at] != c {
		return false
	}
	s.at++
	return true
}

// digits passes digits over, one at least.
func (s *scanner) digits() bool {
	start := s.at
	for s.at < len(s.text) && '0' <= s.text[s.at] && s.text[s.at] <= '9' {
		s.at++
	}
	return s.at > start
}
