package parsers

import (
	"fmt"

	"github.com/banlint/banlint/analyzer/timeline"
)

// How records are handed to the workers: together, so that a hand-over costs
// little, and few enough to bound memory.
const (
	batchRecords = 256
	batchBytes   = 1 << 20
	longRecord   = 1 << 18 // is not handed on: its copy would cost more than that saves
)

// Convert appends to out what an exchange means. The exchange is gone when it
// returns.
type Convert[T any] func(x *timeline.Exchange, out []T) []T

// A Taker takes up what is read.
type Taker[T any] struct {
	// Convert makes a function that says what exchanges mean: one for each worker.
	// They are not shown what Options.Wanted has refused.
	Convert func() Convert[T]

	// Emit is given the results in the order of the input. Positions in one count from
	// base; see timeline.Position.After.
	Emit func(v *T, base timeline.Position)
}

// found is what some records in a row came to.
type found[T any] struct {
	troubles troubles
	tally    tally
	out      []T
}

// A batch is some records in a row that a worker is to decode, or a stretch that one
// has read already.
type batch[T any] struct {
	records []Record
	text    []byte // of all records
	ends    []int  // of each record's text
	base    timeline.Position
	found[T]
	done chan struct{} // takes one value when there is nothing left to do
}

func (b *batch[T]) add(rec Record) {
	b.text = append(b.text, rec.Text...)
	b.ends = append(b.ends, len(b.text))
	rec.Text = nil
	b.records = append(b.records, rec)
}

func (b *batch[T]) full() bool {
	return len(b.records) >= batchRecords || len(b.text) >= batchBytes || b.troubles.count >= batchRecords
}

// A worker decodes records, and reads chunks. What it finds stands in room that was
// used before: with fast formats nearly all memory would go into that otherwise.
type worker[T any] struct {
	format  *Format
	opts    *Options
	wanted  Wanted // nil for all
	refused bool   // that was the answer to the last question about the record at hand
	convert Convert[T]
	spare   spares[T]
}

func newWorker[T any](f *Format, opts *Options, convert Convert[T], spare spares[T]) *worker[T] {
	w := &worker[T]{format: f, opts: opts, convert: convert, spare: spare}
	if opts.Wanted != nil {
		w.wanted = func(url, server string) bool {
			w.refused = !opts.Wanted(url, server)
			return !w.refused
		}
	}
	return w
}

// add takes up what a record came to.
func (w *worker[T]) add(f *found[T], x *timeline.Exchange, err error) {
	switch {
	case err != nil:
		f.troubles.add(err)
	case w.refused:
		f.tally.count(x)
	default:
		f.out = w.convert(x, f.out)
		f.tally.count(x)
	}
	w.refused = false
}

// A store keeps slices that were used, for others.
type spares[T any] chan []T

func (s spares[T]) get() []T {
	select {
	case some := <-s:
		return some
	default:
		return nil
	}
}

func (s spares[T]) put(some []T) {
	select {
	case s <- some[:0]:
	default:
	}
}

// decode makes exchanges of the records and converts them.
func (w *worker[T]) decode(b *batch[T]) {
	b.out = w.spare.get()
	start := 0
	for i, rec := range b.records {
		rec.Text = b.text[start:b.ends[i]:b.ends[i]]
		start = b.ends[i]
		w.safely(rec, &b.found)
	}
	b.done <- struct{}{}
}

// only makes a batch of a long record, which is decoded where it stands: a copy of it
// would take more memory than all else.
func (w *worker[T]) only(rec Record) *batch[T] {
	b := &batch[T]{records: []Record{rec}, text: rec.Text, ends: []int{len(rec.Text)}, done: make(chan struct{}, 1)}
	w.decode(b)
	b.records, b.text = nil, nil
	return b
}

// safely decodes a record and takes up what it came to. A panic costs the record and not
// the run: whoever sent the recording must not be able to stop it.
func (w *worker[T]) safely(rec Record, f *found[T]) {
	defer func() {
		if recover() != nil {
			w.add(f, nil, &Skipped{Pos: rec.Pos, Reason: fmt.Sprintf("the %s reader failed on this record, which is a fault of banlint; please report it", w.format.Name)})
		}
	}()
	if w.opts.Strict && w.format.JSON {
		if err := CheckJSON(rec.Text); err != nil {
			w.add(f, nil, &Skipped{Pos: rec.Pos, Reason: err.Error()})
			return
		}
	}
	x, err := w.format.Decode(rec, w.wanted)
	w.add(f, &x, err)
}
