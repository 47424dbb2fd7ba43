package applog

import (
	"bytes"
	"io"
	"iter"
	"slices"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/parsers"
)

// lines yields the lines that a program wrote, be it that a collector has stored them in JSON
// objects, which the first line tells. An object may hold more than one.
func (d *dialect) lines(r io.Reader) iter.Seq2[parsers.Line, error] {
	return func(yield func(parsers.Line, error) bool) {
		first, collected := true, false
		for line, err := range parsers.Lines(r) {
			text := line.Text
			if err == nil && (first || collected) {
				if said, ok := d.said(text); ok {
					text, collected = said, true
				}
				first = first && len(text) == 0
			}
			for part := range bytes.SplitSeq(text, []byte("\n")) {
				if line.Text = part; !yield(line, err) {
					return
				}
			}
		}
	}
}

// said is what a program wrote, with the collector's time where the program gives none.
func (d *dialect) said(line []byte) (text []byte, ok bool) {
	text, ok = parsers.Collected(line)
	if !ok || d.part(text) != alone {
		return text, ok
	}
	if at, _ := stamp(text); at == 0 {
		for _, when := range gjson.GetManyBytes(line, "time", "@timestamp", "timestamp") {
			if at, _ := stamp([]byte(when.Str)); at != 0 {
				return slices.Concat([]byte(when.Str), []byte(" "), text), true
			}
		}
	}
	return text, true
}

// beginning is the beginning of a file as the program wrote it.
func (d *dialect) beginning(prefix []byte) []byte {
	line, _, _ := bytes.Cut(bytes.TrimLeft(prefix, "\r\n"), []byte("\n"))
	if _, ok := parsers.Collected(line); !ok {
		return prefix
	}
	var text []byte
	for line := range d.lines(bytes.NewReader(prefix)) {
		text = append(append(text, line.Text...), '\n')
	}
	return text
}
