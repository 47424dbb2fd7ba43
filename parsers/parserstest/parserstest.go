// Package parserstest reads recordings for the tests of formats.
package parserstest

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

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

var errReading = errors.New("input/output error")

// Interrupted reads a recording again and again, each time breaking off one record later, and
// once to a fault of reading at its end. The test fails where a format goes on that was told
// to stop, which ends a program that ranges over it, or where the fault is not the last that
// it tells.
func (r Reader) Interrupted(t testing.TB, text string) {
	t.Helper()
	whole := r.steps(strings.NewReader(text), 0)
	for n := 1; n <= len(whole); n++ {
		if got := r.steps(strings.NewReader(text), n); !slices.Equal(got, whole[:n]) {
			t.Errorf("told to stop at step %d of %d, it took %q", n, len(whole), got)
		}
	}
	broken := r.steps(io.MultiReader(strings.NewReader(text), iotest.ErrReader(errReading)), 0)
	if i := slices.Index(broken, errReading.Error()); len(whole) == 0 || i != len(broken)-1 || i < 0 {
		t.Errorf("%d steps, and to a fault %q", len(whole), broken)
	}
}

// steps lists what a recording is split into, up to so many steps; 0 for all.
func (r Reader) steps(in io.Reader, limit int) (steps []string) {
	r.Format.Split("x", in)(func(rec parsers.Record, err error) bool {
		step := rec.Pos.String() + " " + string(rec.Text)
		if err != nil {
			step = err.Error()
		}
		steps = append(steps, step)
		return len(steps) != limit
	})
	return steps
}
