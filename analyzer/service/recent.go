package service

import "strings"

// recent keeps what was made of the texts that came last, as the same few keys, task
// types and addresses come again and again.
type recent[T any] struct {
	slots [64]slot[T]
}

type slot[T any] struct {
	filled bool
	text   string
	made   T
}

// maxRecent bounds the texts that are kept.
const maxRecent = 128

// find returns the place for what is made of a text. known tells whether it is there
// already; otherwise the caller fills it, until which it may hold anything.
func (r *recent[T]) find(text string) (made *T, known bool) {
	if made = r.known(text); made != nil {
		return made, true
	}
	if len(text) > maxRecent {
		return new(T), false
	}
	i := slotOf(text)
	r.slots[i^1] = r.slots[i]
	r.slots[i] = slot[T]{filled: true, text: strings.Clone(text)}
	return &r.slots[i].made, false
}

// known returns what was made of a text; nil where nothing is kept.
func (r *recent[T]) known(text string) *T {
	i := slotOf(text)
	if s := &r.slots[i]; s.filled && s.text == text {
		return &s.made
	}
	if s := &r.slots[i^1]; s.filled && s.text == text {
		return &s.made
	}
	return nil
}

// slotOf returns the first of the two places where a text may be, of which the other is
// its neighbour. A few bytes tell most texts apart, and a hash of all of them would take
// longer than what is saved here and there.
func slotOf(text string) uint64 {
	h := uint64(len(text))
	if n := len(text) - 8; n >= 0 {
		h ^= word(text) + 3*word(text[n/2:]) + 5*word(text[n:])
	} else {
		for i := range len(text) {
			h = h<<8 ^ uint64(text[i])
		}
	}
	return h * 0x9e3779b97f4a7c15 >> 58 // below 64
}

// word is the first eight bytes of a text as a number.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
