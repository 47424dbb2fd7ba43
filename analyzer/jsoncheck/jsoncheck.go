// Package jsoncheck tells whether a JSON text from a recording may be handed to
// readers that answer garbage as if it were sound.
package jsoncheck

import (
	"encoding/json"
	"errors"
	"fmt"
)

// MaxDepth is how deep JSON may be nested.
const MaxDepth = 512

// ErrDepth is the error for JSON that is nested deeper than MaxDepth.
var ErrDepth = fmt.Errorf("JSON nested deeper than %d levels", MaxDepth)

// Check returns what is wrong with a text, and nil for valid JSON.
func Check(text []byte) error {
	s := scanner{text: text}
	for s.step() {
	}
	if s.valid {
		return nil
	}
	if s.depth > MaxDepth {
		return ErrDepth
	}
	var syntax *json.SyntaxError
	if err := json.Unmarshal(text, new(json.RawMessage)); errors.As(err, &syntax) {
		return fmt.Errorf("not valid JSON at byte %d of the record", syntax.Offset)
	}
	return errors.New("not valid JSON")
}

// A Walk goes through the members of the object that a text is, and checks the text
// while it goes. Whether it is valid JSON is known at the end; what was found in one that
// is not is worth nothing.
type Walk struct{ s scanner }

// NewWalk begins a walk. In what is no object it finds no members.
func NewWalk(text []byte) Walk { return Walk{scanner{text: text}} }

// Next goes to the next member. It returns false at the end, or where the text is not
// valid.
func (w *Walk) Next() bool {
	for w.s.step() {
		if w.s.depth == 1 && !w.s.list() {
			return true
		}
	}
	return false
}

// Name returns what stands between the quotes of the member's name, as it is written.
func (w *Walk) Name() []byte { return w.s.member }

// Value returns where in the text the member's value begins and ends.
func (w *Walk) Value() (begin, end int) { return w.s.begin, w.s.at }

// Valid reports whether the text is valid JSON, once Next has returned false.
func (w *Walk) Valid() bool { return w.s.valid }
