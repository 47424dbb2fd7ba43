package parsers

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/banlint/banlint/analyzer/timeline"
)

// reading is the work on one stream: it is filled into chunks, if its format allows,
// split into records, decoded by the workers, and handed on in its order.
type reading[T any] struct {
	format   *Format
	opts     *Options
	attached func(string) ([]byte, error)
	convert  func() Convert[T]
	serial   bool       // records are decoded in their order, by one worker
	splitter *worker[T] // decodes what the splitter does not hand on
	jobs     chan func(*worker[T])
	ordered  chan *batch[T]
	spare    spares[T]     // room of results that were handed on
	texts    spares[byte]  // and of batches that were decoded
	stop     chan struct{} // closed when nothing more is wanted
	closed   chan struct{} // closed when the stream is no longer read
	broken   error         // the reader's own fault; good when ordered is closed
}

// run reads one stream, with a worker for each processor beside the splitter. It returns
// the error that ended the reading early.
func (l *loading[T]) run(f *Format, source string, r io.Reader, attached func(string) ([]byte, error)) error {
	workers := l.opts.workers()
	if l.beside {
		workers = 1
	}
	rd := &reading[T]{
		format: f, opts: l.opts, attached: attached, convert: l.take.Convert, serial: l.beside,
		jobs: make(chan func(*worker[T]), workers), ordered: make(chan *batch[T], workers+1),
		spare: make(spares[T], 2*workers+4), texts: make(spares[byte], workers+2),
		stop: make(chan struct{}), closed: make(chan struct{}),
	}
	rd.splitter = rd.worker()
	var working sync.WaitGroup
	defer working.Wait()
	for range workers {
		w := rd.worker()
		working.Go(func() {
			for job := range rd.jobs {
				job(w)
			}
		})
	}
	go rd.start(source, r)
	err := rd.collect(l.take.Emit, l.rec)
	close(rd.stop)
	for range rd.ordered {
	}
	<-rd.closed
	return err
}

func (rd *reading[T]) worker() *worker[T] {
	return newWorker(rd.format, rd.opts, rd.convert(), rd.spare)
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
	close(rd.closed)
}

// passage makes the passage of a stream whose format can be read in chunks; nil for
// others.
func (rd *reading[T]) passage() *passage[T] {
	if rd.format.Each == nil || rd.attached != nil || rd.opts.Strict {
		return nil
	}
	workers := rd.opts.workers()
	return &passage[T]{chunks: make(chan *chunk[T], workers), spare: make(spares[byte], workers+2), stop: rd.stop}
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
	clear(b.out) // what it points to is not ours to keep
	rd.spare.put(b.out)
	if cap(b.text) > 0 && cap(b.text) <= 2*batchBytes {
		rd.texts.put(b.text)
	}
}

// fresh makes a batch.
func (rd *reading[T]) fresh() *batch[T] {
	return &batch[T]{text: rd.texts.get(), done: make(chan struct{}, 1)}
}

// split cuts the stream into batches. What the splitter has to say goes with them; the
// error returned is for a splitter that failed.
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
			if len(rec.Text) >= longRecord && !rd.serial {
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
