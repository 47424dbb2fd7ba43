package parsers

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"sync"

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
	spare   store[T]
}

func newWorker[T any](f *Format, opts *Options, convert Convert[T], spare store[T]) *worker[T] {
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
type store[T any] chan []T

func (s store[T]) get() []T {
	select {
	case some := <-s:
		return some
	default:
		return nil
	}
}

func (s store[T]) put(some []T) {
	clear(some) // what it points to is not ours to keep
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

// reading is the work on one stream: it is filled into chunks, if its format allows,
// split into records, decoded by the workers, and handed on in its order.
type reading[T any] struct {
	format   *Format
	opts     *Options
	attached func(string) ([]byte, error)
	convert  func() Convert[T]
	splitter *worker[T] // decodes what the splitter does not hand on
	jobs     chan func(*worker[T])
	ordered  chan *batch[T]
	spare    store[T]      // room of results that were handed on
	texts    store[byte]   // and of batches that were decoded
	stop     chan struct{} // closed when nothing more is wanted
	ended    chan struct{} // closed when the stream is no longer read
	broken   error         // the reader's own fault; good when ordered is closed
}

// run reads one stream with a worker for each processor. It returns the error that
// ended the reading early.
func run[T any](f *Format, source string, r io.Reader, opts *Options, attached func(string) ([]byte, error), take Taker[T], rec *Recording) error {
	workers := opts.workers()
	rd := &reading[T]{
		format: f, opts: opts, attached: attached, convert: take.Convert,
		jobs: make(chan func(*worker[T]), workers), ordered: make(chan *batch[T], workers+1),
		spare: make(store[T], 2*workers+4), texts: make(store[byte], workers+2),
		stop: make(chan struct{}), ended: make(chan struct{}),
	}
	rd.splitter = rd.worker()
	for range workers {
		w := newWorker(f, opts, take.Convert(), rd.spare)
		go func() {
			for job := range rd.jobs {
				job(w)
			}
		}()
	}
	go rd.start(source, r)
	err := rd.collect(take.Emit, rec)
	close(rd.stop)
	for range rd.ordered {
	}
	<-rd.ended
	return err
}

func (rd *reading[T]) worker() *worker[T] {
	return &worker[T]{format: rd.format, opts: rd.opts, wanted: rd.opts.Wanted, convert: rd.convert(), spare: rd.spare}
}

// start splits the stream, in chunks where the format can be read so. It ends the work
// when that is done.
func (rd *reading[T]) start(source string, r io.Reader) {
	var filling sync.WaitGroup
	if p := rd.passage(); p != nil {
		in := r
		r = p
		filling.Go(func() {
			p.fill(in, rd.opts.chunk(), func(c *chunk[T]) bool {
				select {
				case p.chunks <- c:
					rd.jobs <- func(w *worker[T]) { w.read(c) }
					return true
				case <-rd.stop:
					return false
				}
			})
		})
	}
	rd.broken = rd.split(source, r)
	close(rd.ordered)
	filling.Wait()
	close(rd.jobs)
	close(rd.ended)
}

// passage makes the passage of a stream whose format can be read in chunks; nil for
// others.
func (rd *reading[T]) passage() *passage[T] {
	if rd.format.Each == nil || rd.attached != nil || rd.opts.Strict {
		return nil
	}
	workers := rd.opts.workers()
	return &passage[T]{chunks: make(chan *chunk[T], workers), spare: make(store[byte], workers+2), stop: rd.stop}
}

// collect hands on the results in order.
func (rd *reading[T]) collect(emit func(*T, timeline.Position), rec *Recording) (fatal error) {
	for b := range rd.ordered {
		<-b.done
		fatal = cmp.Or(fatal, rec.note(&b.troubles, b.base))
		rec.add(&b.tally, b.base)
		for i := range b.out {
			emit(&b.out[i], b.base)
		}
		rd.recycle(b)
		if rec.hopeless() {
			return cmp.Or(fatal, errHopeless)
		}
	}
	return cmp.Or(rd.broken, fatal)
}

// recycle keeps the room of a batch for others, unless one long record made it large.
func (rd *reading[T]) recycle(b *batch[T]) {
	rd.spare.put(b.out)
	if cap(b.text) > 0 && cap(b.text) <= 2*batchBytes {
		rd.texts.put(b.text)
	}
}

// fresh makes a batch.
func (rd *reading[T]) fresh() *batch[T] {
	return &batch[T]{text: rd.texts.get(), done: make(chan struct{}, 1)}
}

// split cuts the stream into batches. It returns the error that ended it early.
func (rd *reading[T]) split(source string, r io.Reader) (fatal error) {
	defer func() {
		if recover() != nil {
			fatal = fmt.Errorf("the %s reader failed, which is a fault of banlint; please report it", rd.format.Name)
		}
	}()
	p, _ := r.(*passage[T])
	b := rd.fresh()
	for rec, err := range rd.format.Split(source, r) {
		switch {
		case err != nil:
			b.troubles.add(err)
		case rec.Jump:
			if !rd.hand(b) || !rd.order(p.current.batch(rec.Pos)) {
				return nil
			}
			b = rd.fresh()
			continue
		default:
			rec.Attached = rd.attached
			if len(rec.Text) >= longRecord {
				if !rd.hand(b) || !rd.order(rd.splitter.only(rec)) {
					return nil
				}
				b = rd.fresh()
				continue
			}
			b.add(rec)
		}
		if !b.full() {
			continue
		}
		if !rd.hand(b) {
			return nil
		}
		b = rd.fresh()
	}
	rd.hand(b)
	return nil
}

// batch makes a batch of a stretch whose positions count from base.
func (s *stretch[T]) batch(base timeline.Position) *batch[T] {
	b := &batch[T]{base: base, found: s.found, done: make(chan struct{}, 1)}
	b.done <- struct{}{}
	return b
}

// hand gives a batch to the workers and puts it in order. It reports false when
// nothing more is wanted.
func (rd *reading[T]) hand(b *batch[T]) bool {
	if len(b.records) == 0 && b.troubles.count == 0 {
		return true
	}
	if !rd.order(b) {
		return false
	}
	rd.jobs <- func(w *worker[T]) { w.decode(b) }
	return true
}

func (rd *reading[T]) order(b *batch[T]) bool {
	select {
	case rd.ordered <- b:
		return true
	case <-rd.stop:
		return false
	}
}

func (o *Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

func (o *Options) chunk() int { return cmp.Or(max(o.ChunkSize, 0), chunkSize) }
