package parsers

import (
	"bytes"
	"errors"
	"io"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A recording is read by several workers at once, a chunk each. A worker guesses
// where in its chunk the first record begins, and reads those that follow each
// other from there: a stretch. Whether the guess was right shows when the splitter,
// which reads the recording from its beginning, comes to that place: if a record
// begins there for it too, all that follows is what it would read itself, and it goes
// on behind the stretch. So the result is the splitter's in any case, and the splitter
// reads only what lies between the stretches: that is hardly anything, since a worker
// sees a little of the next chunk, and reads on to where the next one will begin.

// A Passage is a stream whose records workers read ahead of Split. What Split is given
// may be one.
type Passage interface {
	io.Reader

	// Ahead returns the stretch of records that begins at an offset of the stream, where
	// Split is to have a record begin; ok is false where there is none. Split yields the
	// jump as a Record, counts on as it says, and goes on at its end.
	Ahead(offset int64) (j *Jump, ok bool)

	// Skip passes bytes of the stream that nobody has to see. It never fails: what cannot
	// be read is told by the next Read.
	Skip(n int64) error

	// Peek returns the beginning of the stream, at most so much, before any of it was
	// read.
	Peek(n int) []byte
}

// A Jump is what Split has to know of a stretch of records that were read already.
type Jump struct {
	To      int64 // where in the stream the next record begins
	Lines   int32 // line breaks on the way
	Entries int32 // records on the way, those passed over included
}

// Peek returns the beginning of a stream, and the stream with that beginning.
func Peek(r io.Reader, n int) ([]byte, io.Reader) {
	if p, ok := r.(Passage); ok {
		return p.Peek(n), r
	}
	head := make([]byte, n)
	n, _ = io.ReadFull(r, head)
	return head[:n], io.MultiReader(bytes.NewReader(head[:n]), r)
}

// chunkSize is how much of a recording a worker reads at a time.
const chunkSize = 1 << 20

// maxStretches bounds how many stretches are looked for in a chunk before the rest of it is
// left to the splitter: each may cost a look at all of it, for a record that is broken.
const maxStretches = 16

// A stretch is records in a row that a worker has read. Positions in it count from its
// beginning.
type stretch[T any] struct {
	Jump
	from int64 // in the stream
	found[T]
}

// A chunk is a piece of a stream and the stretches in it.
type chunk[T any] struct {
	offset    int64  // in the stream
	end       int64  // likewise
	text      []byte // and some that follows; nil once the splitter has passed it
	stretches []*stretch[T]
	done      chan struct{} // takes one value when the worker has read the chunk
}

// read finds the stretches of a chunk.
func (w *worker[T]) read(c *chunk[T]) {
	s := &stretch[T]{found: found[T]{out: w.spare.get()}}
	text := c.text[:w.limit(c)]
	at := 0
	for range maxStretches {
		begin, end := w.stretch(c.offset, text, at, s)
		if begin < 0 {
			break
		}
		if at = end; end <= begin {
			at = begin + 1
			continue
		}
		c.stretches = append(c.stretches, s)
		s = &stretch[T]{found: found[T]{out: w.spare.get()}}
	}
	w.spare.put(s.out)
	c.done <- struct{}{}
}

// limit returns up to where a worker reads: to the record with which the next one will
// begin, and a byte of it, by which formats know that the one before is over.
func (w *worker[T]) limit(c *chunk[T]) (limit int) {
	own := int(c.end - c.offset)
	defer func() {
		if recover() != nil {
			limit = own
		}
	}()
	if own == len(c.text) {
		return own
	}
	if next := w.format.Guess(c.text, own); next >= 0 && next < len(c.text) {
		return next + 1
	}
	return own
}

// stretch reads the next stretch at or behind a place in a text; begin is negative where
// there is none. A panic costs the stretch and not the run: the splitter will come to
// the record that caused it.
func (w *worker[T]) stretch(offset int64, text []byte, at int, s *stretch[T]) (begin, end int) {
	defer func() {
		if recover() != nil {
			begin = -1
		}
	}()
	if begin = w.format.Guess(text, at); begin < 0 {
		return begin, 0
	}
	w.refused = false // which a record may have left that was not shown
	end = w.format.Each(text, begin, w.wanted, func(x *timeline.Exchange, err error) {
		if skipped, ok := err.(*Skipped); ok {
			s.Entries = max(s.Entries, skipped.Pos.Entry)
		} else {
			s.Entries = max(s.Entries, x.Pos.Entry)
		}
		w.add(&s.found, x, err)
	})
	s.from, s.To = offset+int64(begin), offset+int64(end)
	s.Lines = int32(bytes.Count(text[begin:end], []byte("\n")))
	return begin, end
}

// A passage is a stream in chunks, as the splitter sees it.
type passage[T any] struct {
	chunks  chan *chunk[T] // in order
	spare   store[byte]    // texts of chunks that were passed
	stop    <-chan struct{}
	held    []*chunk[T] // that have come and not been passed
	offset  int64       // of what is read next
	fault   error       // that ended the chunks, io.EOF at the end; set before chunks is closed
	ended   error       // the same, once the splitter knows
	current *stretch[T] // the one that Ahead returned last
}

// nearby is how much the splitter is given at a time: it reads little between
// stretches, and what it reads of the next one is copied in vain.
const nearby = 32 << 10

// behind is how far behind what it has read the splitter may still ask for a stretch: it
// holds no more than a record.
const behind = MaxRecord + 1<<20

func (p *passage[T]) Read(b []byte) (int, error) {
	c := p.at(p.offset)
	if c == nil {
		return 0, p.ended
	}
	n := copy(b[:min(len(b), nearby)], c.text[p.offset-c.offset:c.end-c.offset])
	p.offset += int64(n)
	p.release(p.offset - behind)
	return n, nil
}

// Skip passes bytes that nobody has to see.
func (p *passage[T]) Skip(n int64) error {
	p.offset += n
	return nil
}

// Peek shows the beginning of the first chunk, or of so many as it takes.
func (p *passage[T]) Peek(n int) (head []byte) {
	for len(head) < n {
		c := p.at(int64(len(head)))
		if c == nil {
			break
		}
		head = append(head, c.text[:min(int64(n-len(head)), c.end-c.offset)]...)
	}
	return head
}

// Ahead returns the stretch that begins at an offset, once its chunk was read.
func (p *passage[T]) Ahead(offset int64) (*Jump, bool) {
	p.release(offset)
	c := p.at(offset)
	if c == nil {
		return nil, false
	}
	c.wait()
	for _, s := range c.stretches {
		if s.from == offset {
			p.current = s
			return &s.Jump, true
		}
	}
	return nil, false
}

// at returns the chunk that holds an offset, once it has come; nil when the stream
// ends before it.
func (p *passage[T]) at(offset int64) *chunk[T] {
	for {
		for _, c := range p.held {
			if offset < c.end {
				return c
			}
		}
		if p.ended != nil {
			return nil
		}
		select {
		case c, more := <-p.chunks:
			if !more {
				p.ended = p.fault
				continue
			}
			p.held = append(p.held, c)
		case <-p.stop:
			p.ended = ErrStopped
		}
	}
}

// wait waits until a worker has read the chunk.
func (c *chunk[T]) wait() {
	if c.done != nil {
		<-c.done
		c.done = nil
	}
}

// release drops the chunks before an offset, and gives back the texts that were passed.
func (p *passage[T]) release(offset int64) {
	for _, c := range p.held {
		if c.end > p.offset {
			break
		}
		if c.text != nil {
			c.wait()
			p.spare.put(c.text[:0])
			c.text = nil
		}
	}
	for len(p.held) > 0 && p.held[0].end <= min(offset, p.offset) {
		p.held = p.held[1:]
	}
}

// lookahead is how much of the next chunk a worker sees, as a part of its own.
const lookahead = 8

// fill reads a stream into chunks, each of which hand gives to a worker.
func (p *passage[T]) fill(r io.Reader, size int, hand func(*chunk[T]) bool) {
	defer close(p.chunks)
	defer func() {
		if recover() != nil { // of what undoes the compression
			p.fault = errors.New("its compression cannot be undone, which is a fault of banlint; please report it")
		}
	}()
	var rest []byte // that the chunk before has seen and does not own
	for offset := int64(0); ; {
		text := p.room(size + size/lookahead)
		n := copy(text, rest)
		more, err := readFull(r, text[n:])
		n += more
		own := n
		if err == nil {
			own = size
		}
		rest = text[own:n]
		if n > 0 {
			c := &chunk[T]{offset: offset, end: offset + int64(own), text: text[:n], done: make(chan struct{}, 1)}
			offset = c.end
			if !hand(c) {
				return
			}
		}
		if err != nil {
			p.fault = err
			return
		}
	}
}

// readFull reads until b is full or nothing more comes. It is io.ReadFull, but that it
// tells the end of the stream from a decoder's error that its input has ended too early.
func readFull(r io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var more int
		more, err = r.Read(b[n:])
		n += more
	}
	return n, err
}

func (p *passage[T]) room(size int) []byte {
	if text := p.spare.get(); cap(text) >= size {
		return text[:size]
	}
	return make([]byte, size)
}
