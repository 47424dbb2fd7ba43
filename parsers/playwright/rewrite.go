package playwright

import (
	"slices"

	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/har"
)

var layout = &parsers.Layout{
	Frame: func([]byte) parsers.Frame { return parsers.Frame{Between: "\n", Tail: "\n"} },
	Rewrite: func(rec parsers.Record, r parsers.Replacer) ([]byte, error) {
		entry, err := entryOf(rec.Text)
		if err != nil {
			return nil, err
		}
		entry, err = har.RewriteEntry(entry, rec.Attached, r)
		return slices.Concat([]byte(`{"type":"resource-snapshot","snapshot":`), entry, []byte("}")), err
	},
}
