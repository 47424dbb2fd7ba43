package parserstest_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/parserstest"
)

// A judge takes down what a test is told of its failures.
type judge struct {
	testing.TB
	said []string
}

func (j *judge) Helper() {}

func (j *judge) Errorf(format string, args ...any) {
	j.said = append(j.said, fmt.Sprintf(format, args...))
}

func (j *judge) Fatalf(format string, args ...any) {
	j.Errorf(format, args...)
	panic(errFatal)
}

var errFatal = errors.New("the test has ended")

// splitting makes a format of how it splits: a record for each letter.
func splitting(each func(yield func(parsers.Record, error) bool, letters string, fault error)) *parsers.Format {
	return &parsers.Format{
		Split: func(_ string, r io.Reader) iter.Seq2[parsers.Record, error] {
			return func(yield func(parsers.Record, error) bool) {
				text, err := io.ReadAll(r)
				each(yield, string(text), err)
			}
		},
		Decode: func(parsers.Record, parsers.Wanted) (timeline.Exchange, error) { return timeline.Exchange{}, nil },
	}
}

// What Interrupted is for is noticed by it.
func TestInterrupted(t *testing.T) {
	for _, test := range []struct {
		name string
		each func(yield func(parsers.Record, error) bool, letters string, fault error)
		want string // "" for a format that passes
	}{
		{"sound", func(yield func(parsers.Record, error) bool, letters string, fault error) {
			for _, c := range letters {
				if !yield(parsers.Record{Text: []byte(string(c))}, nil) {
					return
				}
			}
			if fault != nil {
				yield(parsers.Record{}, fault)
			}
		}, ""},
		{"going on", func(yield func(parsers.Record, error) bool, letters string, fault error) {
			for _, c := range letters {
				yield(parsers.Record{Text: []byte(string(c))}, nil)
			}
			if fault != nil {
				yield(parsers.Record{}, fault)
			}
		}, "told to stop at step 1 of 2"},
		{"deaf to faults", func(yield func(parsers.Record, error) bool, letters string, _ error) {
			for _, c := range letters {
				if !yield(parsers.Record{Text: []byte(string(c))}, nil) {
					return
				}
			}
		}, "2 steps, and to a fault"},
		{"empty", func(yield func(parsers.Record, error) bool, _ string, fault error) {
			if fault != nil {
				yield(parsers.Record{}, fault)
			}
		}, "0 steps, and to a fault"},
	} {
		t.Run(test.name, func(t *testing.T) {
			j := &judge{TB: t}
			parserstest.Reader{Format: splitting(test.each)}.Interrupted(j, "ab")
			if said := strings.Join(j.said, "\n"); !strings.HasPrefix(said, test.want) || (test.want == "") != (said == "") {
				t.Errorf("the test was told %q, want %q", said, test.want)
			}
		})
	}
}

// Entries that are not counted upwards fail the test of whoever reads them.
func TestUncounted(t *testing.T) {
	j := &judge{TB: t}
	defer func() {
		if recover() == nil || strings.Join(j.said, "\n") != "entry 0 after 0" {
			t.Errorf("the test was told %q", j.said)
		}
	}()
	parserstest.Reader{Format: splitting(func(yield func(parsers.Record, error) bool, _ string, _ error) {
		yield(parsers.Record{}, nil)
	})}.Read(j, "x", strings.NewReader("a"))
}
