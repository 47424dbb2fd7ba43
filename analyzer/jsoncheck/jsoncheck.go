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
	if s.document() {
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
