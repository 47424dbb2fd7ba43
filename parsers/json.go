package parsers

import "github.com/banlint/banlint/analyzer/jsoncheck"

// CheckJSON reports what is wrong with a JSON text. Whoever hands a text from a
// recording to gjson checks it first.
func CheckJSON(text []byte) error { return jsoncheck.Check(text) }

// ErrDepth is the error for JSON that is nested deeper than MaxDepth.
var ErrDepth = jsoncheck.ErrDepth
