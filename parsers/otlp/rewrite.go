package otlp

import (
	"slices"

	"github.com/banlint/banlint/parsers"
)

// layout puts each span into an object of its own, without what the resource is.
var layout = &parsers.Layout{
	Frame: func([]byte) parsers.Frame { return parsers.Frame{Between: "\n", Tail: "\n"} },
	Rewrite: func(rec parsers.Record, r parsers.Replacer) ([]byte, error) {
		return slices.Concat([]byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[`), r.JSON(rec.Text), []byte(`]}]}]}`)), nil
	},
}
