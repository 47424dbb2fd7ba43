package parsers

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
)

// TestHopeless reads a recording without end of which only the beginning is any
// good. What is counted does not depend on the number of workers.
func TestHopeless(t *testing.T) {
	endless := &Format{
		Name: "endless",
		Split: func(string, io.Reader) iter.Seq2[Record, error] {
			return func(yield func(Record, error) bool) {
				for yield(Record{Text: []byte("x")}, nil) {
					yielded := true
					for range 1000 {
						yielded = yielded && yield(Record{}, &Skipped{Reason: "no exchange"})
					}
					if !yielded {
						return
					}
				}
			}
		},
		Decode: func(Record, Wanted) (timeline.Exchange, error) { return timeline.Exchange{Start: 1}, nil },
	}
	var counts [2]Recording
	for i, workers := range []int{1, 8} {
		emitted := 0
		take := Taker[int]{
			Convert: func() Convert[int] { return func(_ *timeline.Exchange, out []int) []int { return append(out, 1) } },
			Emit:    func(*int, timeline.Position) { emitted++ },
		}
		l := loading[int]{opts: &Options{Workers: workers}, take: take, rec: &counts[i]}
		err := l.run(endless, "x", strings.NewReader(""), nil)
		if !errors.Is(err, errHopeless) {
			t.Fatal(err)
		}
		if emitted != counts[i].Exchanges || emitted == 0 {
			t.Errorf("%d workers: %d exchanges counted, %d handed on", workers, counts[i].Exchanges, emitted)
		}
	}
	if a, b := counts[0], counts[1]; a.Exchanges != b.Exchanges || a.Skipped != b.Skipped {
		t.Errorf("1 worker: %d and %d, 8 workers: %d and %d", a.Exchanges, a.Skipped, b.Exchanges, b.Skipped)
	}
}

// TestLongRecords reads short records and long ones in turn, which come back in their
// order, from a buffer that is used for all of them.
func TestLongRecords(t *testing.T) {
	sizes := []int{1, longRecord, 2, 3, longRecord - 1, longRecord + 1, batchBytes, 4, 4 * batchBytes, 5}
	alternating := &Format{
		Name: "alternating",
		Split: func(string, io.Reader) iter.Seq2[Record, error] {
			return func(yield func(Record, error) bool) {
				room := make([]byte, 4*batchBytes)
				for i, size := range sizes {
					text := room[:size]
					for j := range text {
						text[j] = byte(i)
					}
					if !yield(Record{Text: text}, nil) {
						return
					}
				}
			}
		},
		Decode: func(rec Record, _ Wanted) (timeline.Exchange, error) {
			return timeline.Exchange{Status: bytes.Count(rec.Text, rec.Text[:1]), URL: string(rec.Text[:1])}, nil
		},
	}
	for _, workers := range []int{1, 2, 8} {
		var got []int
		var rec Recording
		take := Taker[int]{
			Convert: func() Convert[int] {
				return func(x *timeline.Exchange, out []int) []int { return append(out, x.Status, int(x.URL[0])) }
			},
			Emit: func(n *int, _ timeline.Position) { got = append(got, *n) },
		}
		l := loading[int]{opts: &Options{Workers: workers}, take: take, rec: &rec}
		err := l.run(alternating, "x", strings.NewReader(""), nil)
		var want []int
		for i, size := range sizes {
			want = append(want, size, i)
		}
		if err != nil || !slices.Equal(got, want) || rec.Exchanges != len(sizes) {
			t.Errorf("%d workers: %v, %d exchanges, %v; want %v", workers, got, rec.Exchanges, err, want)
		}
	}
}
