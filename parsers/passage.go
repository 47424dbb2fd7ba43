package parsers

import (
	"bytes"
	"errors"
	"io"
)

// A Passage is a stream whose records workers read ahead of Split. What Split is given
// may be one. It is an interface because the one there is depends on what records come to.
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

// A passage is a stream in chunks, as the splitter sees it.
type passage[T any] struct {
	chunks  chan *chunk[T] // in order
	spare   spares[byte]   // texts of chunks that were passed
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
