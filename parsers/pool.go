package parsers

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/banlint/banlint/analyzer/timeline"
)

// How records are handed to the workers: together, so that a hand-over costs
// little, and few enough to bound memory.
const (
	batchRecords = 256
	batchBytes   = 1 << 20
)

// Convert appends to out what an exchange means. The exchange is gone when it
// returns.
type Convert[T any] func(x *timeline.Exchange, out []T) []T

// A batch is some records in a row, and what became of them. It is used again
// when its results were handed on: with fast formats nearly all memory would go
// into batches otherwise.
type batch[T any] struct {
	records  []Record
	text     []byte // of all records
	ends     []int  // of each record's text
	troubles []error
	tally    tally
	out      []T
	done     chan struct{}
}

func newBatch[T any]() *batch[T] { return &batch[T]{done: make(chan struct{}, 1)} }

func (b *batch[T]) add(rec Record) {
	b.text = append(b.text, rec.Text...)
	b.ends = append(b.ends, len(b.text))
	rec.Text = nil
	b.records = append(b.records, rec)
}

func (b *batch[T]) full() bool {
	return len(b.records) >= batchRecords || len(b.text) >= batchBytes || len(b.troubles) >= batchRecords
}

// reset empties the batch. What one long record made large is given back.
func (b *batch[T]) reset() {
	clear(b.out) // what it points to is not ours to keep
	b.records, b.ends, b.troubles, b.out, b.tally = b.records[:0], b.ends[:0], nil, b.out[:0], tally{}
	if b.text = b.text[:0]; cap(b.text) > 2*batchBytes {
		b.text = nil
	}
}

// decode makes exchanges of the records and converts them.
func (b *batch[T]) decode(f *Format, wanted Wanted, convert Convert[T]) {
	start := 0
	for i, rec := range b.records {
		rec.Text = b.text[start:b.ends[i]:b.ends[i]]
		start = b.ends[i]
		x, err := safely(f, rec, wanted)
		if err != nil {
			b.troubles = append(b.troubles, err)
			continue
		}
		b.out = convert(&x, b.out)
		b.tally.count(&x)
	}
	b.done <- struct{}{}
}

// safely decodes a record. A panic costs the record and not the run: whoever
// sent the recording must not be able to stop it.
func safely(f *Format, rec Record, wanted Wanted) (x timeline.Exchange, err error) {
	defer func() {
		if recover() != nil {
			err = &Skipped{Pos: rec.Pos, Reason: fmt.Sprintf("the %s reader failed on this record, which is a fault of banlint; please report it", f.Name)}
		}
	}()
	return f.Decode(rec, wanted)
}

// run splits one stream, decodes the records with a worker for each processor,
// and hands on what they give in the order of the stream. It returns the error that
// ended the reading early.
func run[T any](f *Format, source string, r io.Reader, opts Options, attached func(string) ([]byte, error), convert Convert[T], rec *Recording, emit func(T)) error {
	workers := opts.workers()
	work := make(chan *batch[T], workers)
	ordered := make(chan *batch[T], workers)
	spare := make(chan *batch[T], 2*workers+2)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for b := range work {
				b.decode(f, opts.Wanted, convert)
			}
		})
	}
	var enough atomic.Bool  // nothing more is wanted
	var broken, fatal error // the reader's own fault; what Split reported
	wg.Go(func() {
		defer close(ordered)
		defer close(work)
		broken = split(f, source, r, attached, spare, &enough, func(b *batch[T]) {
			ordered <- b
			work <- b
		})
	})
	for b := range ordered {
		<-b.done
		if enough.Load() {
			continue // were it counted, the outcome would depend on how far the reader got
		}
		for _, err := range b.troubles {
			fatal = cmp.Or(fatal, rec.trouble(err))
		}
		rec.add(&b.tally)
		for _, v := range b.out {
			emit(v)
		}
		if rec.hopeless() {
			enough.Store(true)
			fatal = cmp.Or(fatal, errHopeless)
		}
		b.reset()
		select {
		case spare <- b:
		default:
		}
	}
	wg.Wait()
	return cmp.Or(broken, fatal)
}

// split cuts the stream into batches. It returns the error that ended it early.
func split[T any](f *Format, source string, r io.Reader, attached func(string) ([]byte, error), spare <-chan *batch[T], enough *atomic.Bool, hand func(*batch[T])) (fatal error) {
	defer func() {
		if recover() != nil {
			fatal = fmt.Errorf("the %s reader failed, which is a fault of banlint; please report it", f.Name)
		}
	}()
	b := newBatch[T]()
	for rec, err := range f.Split(source, r) {
		if err != nil {
			b.troubles = append(b.troubles, err)
		} else {
			rec.Attached = attached
			b.add(rec)
		}
		if !b.full() {
			continue
		}
		if hand(b); enough.Load() {
			return nil
		}
		select {
		case b = <-spare:
		default:
			b = newBatch[T]()
		}
	}
	hand(b)
	return nil
}

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}
