// Package vcr reads the YAML cassettes of VCR libraries: vcrpy, VCR for Ruby,
// go-vcr. They hold no times but the answer's Date header.
//
// A cassette is split by its lines, and each interaction read by itself, so that
// a broken one costs only itself and a long cassette no memory.
package vcr

import (
	"bytes"
	"io"
	"iter"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// Format is the cassette.
var Format = &parsers.Format{
	Name:   "vcr",
	Title:  "VCR cassette in YAML (vcrpy, VCR, go-vcr)",
	Shows:  parsers.Facts{Times: "answer's Date header, 1 s", Request: "yes", Response: "yes", Remarks: "cassettes in YAML; no order but that of recording"},
	Match:  match,
	Split:  split,
	Decode: decode,
	Layout: layout,
}

func match(prefix []byte) string {
	for line := range bytes.Lines(bytes.TrimPrefix(prefix, []byte("\xef\xbb\xbf"))) {
		text := string(bytes.TrimSpace(line))
		switch {
		case isList(text) && bytes.Contains(prefix, []byte("request:")):
			name, _, _ := strings.Cut(text, ":")
			return name + "[].request"
		case text == "- request:" || strings.HasPrefix(text, "- request: !!python/"):
			return "[].request"
		case !isHead(text):
			return ""
		}
	}
	return ""
}

// isList reports whether a line is the one before the interactions.
func isList(line string) bool {
	return line == "interactions:" || line == "http_interactions:"
}

// isHead reports whether a line may stand before the interactions.
func isHead(line string) bool {
	for _, head := range []string{"---", "#", "%YAML", "version:", "recorded_with:"} {
		if strings.HasPrefix(line, head) {
			return true
		}
	}
	return line == ""
}

func split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		c := cassette{pos: timeline.Position{Source: source}}
		for line, err := range parsers.Lines(r) {
			if err != nil {
				yield(parsers.Record{}, err)
				return
			}
			if !c.starts(line) {
				c.add(line)
			} else if !c.flush(yield) {
				return
			} else {
				c.begin(line)
			}
		}
		if !c.flush(yield) {
			return
		}
		if c.open && c.cut {
			yield(parsers.Record{}, &parsers.Cut{Pos: c.pos, Reason: "the file ends in the middle of a line"})
		}
	}
}

// A cassette is the state of reading one.
type cassette struct {
	pos     timeline.Position // of the current interaction
	indent  int               // of the interactions' dashes
	open    bool              // within an interaction
	ended   bool              // behind the list
	cut     bool              // the last line has no end
	tooLong bool
	text    bytes.Buffer
}

// starts reports whether a line begins an interaction: a dash that is indented
// no deeper than the first. What belongs to an interaction stands deeper.
func (c *cassette) starts(line parsers.Line) bool {
	indent := indentOf(line.Text)
	return !c.ended && (c.pos.Entry == 0 || indent == c.indent) && isDash(line.Text[indent:])
}

func isDash(text []byte) bool {
	return len(text) > 0 && text[0] == '-' && (len(text) == 1 || text[1] == ' ')
}

func (c *cassette) begin(line parsers.Line) {
	c.pos.Entry++
	c.pos.Line = line.Number
	c.indent = indentOf(line.Text)
	c.open, c.tooLong = true, false
	c.add(line)
}

func (c *cassette) add(line parsers.Line) {
	if !c.open {
		return
	}
	text := line.Text
	indent := indentOf(text)
	if blank := indent == len(text) || text[indent] == '#'; !blank && indent <= c.indent && !isDash(text[indent:]) {
		c.open, c.ended = false, true
		return
	}
	if c.tooLong = c.tooLong || line.TooLong || c.text.Len()+len(text) > parsers.MaxRecord; c.tooLong {
		return
	}
	c.cut = line.Last
	c.text.Write(text)
	c.text.WriteByte('\n')
}

// flush yields the interaction that has been gathered.
func (c *cassette) flush(yield func(parsers.Record, error) bool) bool {
	text := c.text.Bytes()
	c.text.Reset()
	switch {
	case len(text) == 0 && !c.tooLong:
		return true
	case c.tooLong:
		c.tooLong = false
		return yield(parsers.Record{}, &parsers.Skipped{Pos: c.pos, Reason: "interaction longer than 16 MiB, which is as long as one may be"})
	default:
		return yield(parsers.Record{Pos: c.pos, Text: text}, nil)
	}
}

func indentOf(line []byte) int {
	return len(line) - len(bytes.TrimLeft(line, " "))
}
