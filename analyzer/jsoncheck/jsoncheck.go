// Package jsoncheck tells whether a JSON text from a recording may be handed to
// gjson, which answers garbage as if it were sound.
package jsoncheck

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tidwall/gjson"
)

// MaxDepth is how deep JSON may be nested.
const MaxDepth = 512

// ErrDepth is the error for JSON that is nested deeper than MaxDepth.
var ErrDepth = fmt.Errorf("JSON nested deeper than %d levels", MaxDepth)

// Check returns what is wrong with a text, and nil for valid JSON.
func Check(text []byte) error {
	// Depth first: gjson's own check recurses, and a stack overflow cannot be recovered.
	if tooDeep(text) {
		return ErrDepth
	}
	if gjson.ValidBytes(text) {
		return nil
	}
	var syntax *json.SyntaxError
	if err := json.Unmarshal(text, new(json.RawMessage)); errors.As(err, &syntax) {
		return fmt.Errorf("not valid JSON at byte %d of the record", syntax.Offset)
	}
	return errors.New("not valid JSON")
}

// tooDeep walks the text without recursion. Brackets in strings do not count.
func tooDeep(text []byte) bool {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i = endOfString(text, i+1)
		case '{', '[':
			if depth++; depth > MaxDepth {
				return true
			}
		case '}', ']':
			depth--
		}
	}
	return false
}

// endOfString returns the place of the quote that ends the string whose text
// begins at i, or len(text).
func endOfString(text []byte, i int) int {
	for {
		step := bytes.IndexByte(text[i:], '"')
		if step < 0 {
			return len(text)
		}
		end := i + step
		escapes := 0
		for end-escapes > i && text[end-escapes-1] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return end
		}
		i = end + 1
	}
}
