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
	if len(text) > maxRecent {
		return new(T), false
	}
	s := r.slot(text)
	if s.filled && s.text == text {
		return &s.made, true
	}
	s.filled, s.text = true, strings.Clone(text)
	return &s.made, false
}

// known returns what was made of a text; nil where nothing is kept.
func (r *recent[T]) known(text string) *T {
	if s := r.slot(text); s.filled && s.text == text {
		return &s.made
	}
	return nil
}

// slot returns the only place where a text may be.
func (r *recent[T]) slot(text string) *slot[T] {
	h := uint(len(text))
	for i := 0; i < len(text); i += 1 + len(text)/8 {
		h = h*31 + uint(text[i])
	}
	return &r.slots[h%uint(len(r.slots))]
}
