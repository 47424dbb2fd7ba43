package jsondump

import (
	"bytes"

	"github.com/banlint/banlint/parsers"
)

// layout keeps a list a list and a cassette a cassette; all else are objects one after another.
var layout = &parsers.Layout{Frame: frame, Rewrite: rewrite}

func frame(prefix []byte) parsers.Frame {
	switch m := interactions.Find(prefix); {
	case bytes.Contains(m, []byte(`"http_interactions"`)):
		return parsers.Frame{Head: "{\"http_interactions\":[\n", Between: ",\n", Tail: "\n]}\n"}
	case m != nil:
		return parsers.Frame{Head: "{\"interactions\":[\n", Between: ",\n", Tail: "\n]}\n"}
	case list.Match(prefix):
		return parsers.Frame{Head: "[\n", Between: ",\n", Tail: "\n]\n"}
	default:
		return parsers.Frame{Between: "\n", Tail: "\n"}
	}
}

func rewrite(rec parsers.Record, r parsers.Replacer) ([]byte, error) {
	if err := parsers.CheckJSON(rec.Text); err != nil {
		return nil, err
	}
	return r.JSON(rec.Text), nil
}

// Listed is the layout of formats whose files are lists of objects.
var Listed = &parsers.Layout{Frame: func([]byte) parsers.Frame { return parsers.Frame{Head: "[\n", Between: ",\n", Tail: "\n]\n"} }, Rewrite: rewrite}
