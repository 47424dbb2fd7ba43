package timeline

import (
	"bufio"
	"errors"
	"io"
	"math"
	"slices"
)

// A Store takes calls in any order and gives them back in order of time, as often as
// it is asked, without those that a second input shows again. All but the last of them it
// holds as a few bytes each, and those that its memory has no room for in a temporary file.
type Store struct {
	placer  placer
	batch   int    // calls that are put in order together
	calls   []Call // of the batch that is not full
	sorted  bool
	sources sources
	runs    spill
	twins   *twins // once they were looked for
}

const (
	// callSize is about how many bytes a call of a batch takes, with what it points to.
	callSize = 300

	largest  = 1 << 14 // batch
	smallest = 16
)

// NewStore makes a store that takes no more than about so many bytes of memory, and leaves most of them
// to others; 0 for as many as it needs.
func NewStore(memory int64) *Store {
	s := &Store{sources: sources{}, batch: largest}
	s.runs.tape.room = math.MaxInt64
	if memory > 0 {
		s.batch = int(min(max(memory/callSize, smallest), largest))
		s.runs.tape.room = (memory - int64(s.batch)*callSize) / 4 / blockSize * blockSize
	}
	return s
}

// Add takes up the next call of an input; those of one input come in the order of the
// file. One without a time is given that of the call before. An error is one of the
// temporary file.
func (s *Store) Add(c *Call) error {
	s.placer.place(c)
	s.sources.add(c)
	if len(s.calls) >= s.batch {
		sortCalls(s.calls)
		if err := s.runs.write(s.calls); err != nil {
			return err
		}
		clear(s.calls)
		s.calls = s.calls[:0]
	}
	s.calls, s.sorted = append(s.calls, *c), false
	return nil
}

// Close gives back the room of the file.
func (s *Store) Close() error { return s.runs.tape.close() }

// Each shows all calls to visit, in order of time. An error is one of the temporary
// file.
func (s *Store) Each(visit func(*Call)) error {
	if s.twins == nil {
		twins := newTwins(s.sources)
		if err := twins.find(s.merge); err != nil {
			return err
		}
		s.twins = twins
	}
	if len(s.twins.pairs) == 0 {
		return s.merge(visit)
	}
	merger := s.twins.merger(visit)
	if err := s.merge(merger.add); err != nil {
		return err
	}
	merger.flush()
	return nil
}

// Duplicates is how many calls were left out because another input shows them, once
// Each has run.
func (s *Store) Duplicates() int {
	if s.twins == nil {
		return 0
	}
	return s.twins.dropped
}

// merge shows all calls in order, duplicates included.
func (s *Store) merge(visit func(*Call)) error {
	if !s.sorted {
		sortCalls(s.calls)
		s.sorted = true
	}
	if len(s.runs.ends) == 0 {
		for i := range s.calls {
			c := s.calls[i] // visit may change what it is shown
			visit(&c)
		}
		return nil
	}
	return s.runs.merge(s.calls, visit)
}

// A spill is runs of calls on a tape, each in order.
type spill struct {
	tape  tape
	ends  []int64 // of the runs
	codec codec
	room  []byte // for one call
}

// write adds a run.
func (s *spill) write(calls []Call) error {
	out := bufio.NewWriterSize(&s.tape, blockSize)
	for i := range calls {
		s.room = s.codec.append(s.room[:0], &calls[i])
		if _, err := out.Write(s.room); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	s.ends = append(s.ends, s.tape.size)
	return nil
}

// A run is one that is being read.
type run struct {
	in   *bufio.Reader // nil for the calls in memory
	rest []Call
	head Call
}

// runBuffers is how much memory the buffers of all runs take together, and
// leastBuffer what each has at the least.
const (
	runBuffers  = 8 << 20
	leastBuffer = 4 << 10
)

// merge shows the calls of all runs, and those in memory, in order.
func (s *spill) merge(calls []Call, visit func(*Call)) error {
	size := min(max(runBuffers/len(s.ends), leastBuffer), blockSize)
	heads := []*run{{rest: calls}}
	from := int64(0)
	for _, to := range s.ends {
		heads = append(heads, &run{in: bufio.NewReaderSize(io.NewSectionReader(&s.tape, from, to-from), size)})
		from = to
	}
	left := runs{codec: &s.codec}
	for _, r := range heads {
		if err := left.refill(r); err != nil {
			return err
		}
	}
	for len(left.heads) > 0 {
		r := left.pop()
		c := r.head
		if err := left.refill(r); err != nil {
			return err
		}
		visit(&c)
	}
	return nil
}

// runs are runs by their first call, the earliest last.
type runs struct {
	codec *codec
	heads []*run
}

// refill moves a run to its next call, and puts it into its place, unless it is over.
func (h *runs) refill(r *run) error {
	if r.in != nil {
		err := h.codec.read(r.in, &r.head)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	} else {
		if len(r.rest) == 0 {
			return nil
		}
		r.head, r.rest = r.rest[0], r.rest[1:]
	}
	at, _ := slices.BinarySearchFunc(h.heads, r, func(a, b *run) int { return -Compare(&a.head, &b.head) })
	h.heads = slices.Insert(h.heads, at, r)
	return nil
}

// pop takes the run with the earliest call, which is the last.
func (h *runs) pop() *run {
	last := len(h.heads) - 1
	r := h.heads[last]
	h.heads = h.heads[:last]
	return r
}
