package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// nightly asks tests for all that they can do, which takes minutes.
var nightly = os.Getenv("BANLINT_NIGHTLY") != ""

// notRaced skips a test that is long and has little to do with how work is shared out, where the
// race detector makes it ten times as long: that run is told to be short.
func notRaced(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("long")
	}
}

// TestControls holds that there is a control of every format, and that each is read as a whole.
func TestControls(t *testing.T) {
	missing := formatNames()
	for _, c := range controls(t) {
		missing = slices.DeleteFunc(missing, func(name string) bool { return name == c.format() })
		path := filepath.Join(t.TempDir(), "control")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		r := judged(t, "--no-config", path)
		if in := r.Inputs[0]; in.Format != c.format() || in.Exchanges != c.exchanges || in.Calls != c.exchanges || !in.Complete || in.Skipped != 0 {
			t.Errorf("%s: %+v, %v", c.name, in, r.Warnings)
		}
	}
	if len(missing) > 0 {
		t.Errorf("no control of %s", strings.Join(missing, ", "))
	}
}

// slack is by how many exchanges a longer prefix may show less, for formats in which that
// cannot be helped.
var slack = map[string]int{
	"vcr": 1, // an interaction is YAML: the beginning of a line that goes on may be broken where what stands before it is not
}

// TestTruncation reads every prefix of every control, as what it looks like and as what it is. None
// may end one of the readers, and a longer one never shows less than a shorter one: what was written
// down before a recording broke off is judged. At night each is read by the whole program; otherwise
// some are.
func TestTruncation(t *testing.T) {
	notRaced(t)
	for _, c := range controls(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			step := 29
			if nightly {
				step = 1
			}
			whole(t, c, step)
			if format := formatNamed(c.format()); format.Index == nil && !strings.Contains(c.name, "in-") {
				falling(t, c, 1, func(k int) int { return exchangesOf(t, format, iotest.DataErrReader(strings.NewReader(c.text[:k]))) })
			}
		})
	}
}

// whole lets the program read prefixes of a file.
func whole(t *testing.T, c control, step int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "control")
	if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
		t.Fatal(err)
	}
	falling(t, c, step, func(k int) int {
		if err := os.Truncate(path, int64(k)); err != nil {
			t.Fatal(err)
		}
		return exchangesIn(t, path)
	})
}

// falling counts the exchanges of prefixes, the longest first.
func falling(t *testing.T, c control, step int, count func(k int) int) {
	t.Helper()
	last := count(len(c.text))
	if last != c.exchanges {
		t.Errorf("%d exchanges in the whole, want %d", last, c.exchanges)
	}
	for k := len(c.text) - 1; k >= 0; k -= step {
		n := count(k)
		if n > last+slack[c.format()] {
			t.Errorf("%d exchanges in the first %d bytes, and %d in some more", n, k, last)
		}
		last = n
	}
	if count(0) != 0 {
		t.Error("exchanges in nothing")
	}
}

// exchangesIn reads a file as the program does, and counts its exchanges. A reader that fails is
// kept from ending the program, and says so.
func exchangesIn(t *testing.T, path string) int {
	t.Helper()
	rec, err := parsers.Read(path, parsers.Options{Formats: formats, Workers: 1, ChunkSize: 1 << 12}, parsers.Taker[int]{
		Convert: func() parsers.Convert[int] { return func(_ *timeline.Exchange, out []int) []int { return out } },
		Emit:    func(*int, timeline.Position) {},
	})
	var unreadable *parsers.Unreadable
	if err != nil && (!errors.As(err, &unreadable) || strings.Contains(err.Error(), "fault of banlint")) {
		t.Fatal(err)
	}
	if rec == nil {
		return 0
	}
	for _, w := range rec.Warnings {
		if strings.Contains(w.Message, "fault of banlint") {
			t.Error(w)
		}
	}
	return rec.Exchanges
}

// exchangesOf counts the exchanges of a stream by its format alone.
func exchangesOf(t *testing.T, f *parsers.Format, r io.Reader) (n int) {
	t.Helper()
	for rec, err := range f.Split("x", r) {
		if err == nil {
			if _, err := f.Decode(rec, nil); err == nil {
				n++
			}
		}
	}
	return n
}
