package parsers

import (
	"bytes"

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
	clear(s.out)
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
