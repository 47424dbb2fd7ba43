// Package parserstest reads recordings for the tests of formats.
package parserstest

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// A Reader reads recordings of one format.
type Reader struct {
	Format   *parsers.Format
	Wanted   parsers.Wanted                    // as Decode takes it; nil for all
	Attached func(name string) ([]byte, error) // as records have it; nil for nothing
}

// Read lists the exchanges of a recording, and what was passed over and is worth a
// word. The test fails where entries are not counted upwards.
func (r Reader) Read(t testing.TB, name string, in io.Reader) (exchanges []timeline.Exchange, trouble []string) {
	t.Helper()
	last := int32(0)
	for rec, err := range r.Format.Split(name, in) {
		if err == nil {
			if rec.Pos.Entry <= last {
				t.Fatalf("entry %d after %d", rec.Pos.Entry, last)
			}
			last = rec.Pos.Entry
			rec.Text, rec.Attached = bytes.Clone(rec.Text), r.Attached
			var x timeline.Exchange
			if x, err = r.Format.Decode(rec, r.Wanted); err == nil {
				exchanges = append(exchanges, x)
				continue
			}
		}
		var remark *parsers.Remark
		if errors.As(err, &remark) {
			continue
		}
		var skipped *parsers.Skipped
		if !errors.As(err, &skipped) || !skipped.Noise {
			trouble = append(trouble, err.Error())
		}
	}
	return exchanges, trouble
}
