// Package playwright reads the network records in a Playwright trace: the
// members *.network of its zip archive, a HAR entry a line, whose bodies are
// other members.
package playwright

import (
	"bytes"
	"io"
	"iter"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/har"
	"github.com/tidwall/gjson"
)

// Format is the network part of a trace.
var Format = &parsers.Format{
	Name:   "playwright",
	Title:  "Playwright trace (trace.zip, *.network)",
	Shows:  parsers.Facts{Times: "start, ms", Request: "yes", Response: "yes", Remarks: "`trace.zip`, or the `*.network` file in it; only calls through the browser or its request context"},
	Match:  match,
	Split:  split,
	Decode: decode,
	Layout: layout,
}

// snapshot is the type of the lines that hold an exchange.
const snapshot = "resource-snapshot"

// opening is the type of the first line of a trace's other files, which record
// what the test did. They are read so that nobody takes them for something else.
const opening = "context-options"

// glanced is how much of a line tells its type.
const glanced = 256

func match(prefix []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(prefix, []byte("\xef\xbb\xbf")), []byte("\n"))
	switch kind, _ := typeOf(line); kind {
	case snapshot:
		return `lines of type "resource-snapshot"`
	case opening:
		return `lines of type "context-options", without network records`
	default:
		return ""
	}
}

// typeOf is the type that a line gives at its beginning.
func typeOf(line []byte) (string, bool) {
	line = line[:min(len(line), glanced)]
	if !bytes.HasPrefix(line, []byte("{")) {
		return "", false
	}
	kind := gjson.GetBytes(line, "type")
	return kind.Str, kind.Type == gjson.String
}

func split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		pos := timeline.Position{Source: source}
		for line, err := range parsers.Lines(r) {
			if err != nil {
				yield(parsers.Record{}, err)
				return
			}
			if len(bytes.TrimSpace(line.Text)) == 0 {
				continue
			}
			pos.Line = line.Number
			rec, err := record(&pos, line)
			if !yield(rec, err) {
				return
			}
		}
	}
}

func record(pos *timeline.Position, line parsers.Line) (parsers.Record, error) {
	if kind, found := typeOf(line.Text); found && kind != snapshot {
		noise := timeline.Position{Source: pos.Source, Line: line.Number}
		return parsers.Record{}, &parsers.Skipped{Pos: noise, Reason: "a line of the trace that is no exchange", Noise: true}
	}
	pos.Entry++
	switch {
	case line.TooLong:
		return parsers.Record{}, &parsers.Skipped{Pos: *pos, Reason: "line longer than 16 MiB, which is as long as one may be"}
	case line.Last && parsers.CheckJSON(line.Text) != nil:
		return parsers.Record{}, &parsers.Cut{Pos: *pos, Reason: "the trace ends in the middle of a line"}
	default:
		return parsers.Record{Pos: *pos, Text: line.Text}, nil
	}
}

func decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	entry, err := entryOf(rec.Text)
	if err != nil {
		return timeline.Exchange{Pos: rec.Pos, Took: -1}, &parsers.Skipped{Pos: rec.Pos, Reason: err.Error()}
	}
	return har.DecodeEntry(rec.Pos, entry, rec.Attached, wanted)
}

// entryOf cuts the HAR entry out of a line, without a look at what is inside
// where the line is written as Playwright writes it.
func entryOf(line []byte) ([]byte, error) {
	line = bytes.TrimSpace(line)
	rest, found := bytes.CutPrefix(line, []byte(`{"type":"resource-snapshot","snapshot":`))
	if found && bytes.HasSuffix(rest, []byte("}")) {
		return rest[:len(rest)-1], nil
	}
	if err := parsers.CheckJSON(line); err != nil {
		return nil, err
	}
	return []byte(gjson.GetBytes(line, "snapshot").Raw), nil
}
