package timeline

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"os"
	"slices"
)

// A Store takes calls in any order and gives them back in order of time, as often as
// it is asked, without those that a second input shows again. What its memory does not
// hold lies in a temporary file.
type Store struct {
	placer  placer
	limit   int // of calls in memory; 0 for none
	calls   []Call
	sorted  bool
	sources sources
	file    *spill // nil while everything fits
	twins   *twins // once they were looked for
}

// callSize is about how many bytes a call takes in memory, with what it points to and
// the room into which a slice of calls grows.
const callSize = 300

// NewStore makes a store that takes about so many bytes of memory; 0 for as many as it
// needs.
func NewStore(memory int64) *Store {
	s := &Store{sources: sources{}}
	if memory > 0 {
		s.limit = max(int(memory)/callSize, 16)
	}
	return s
}

// Add takes up the next call of an input; those of one input come in the order of the
// file. One without a time is given that of the call before. An error is one of the
// temporary file.
func (s *Store) Add(c *Call) error {
	s.placer.place(c)
	s.sources.add(c)
	if s.limit > 0 && len(s.calls) >= s.limit {
		if err := s.spill(); err != nil {
			return err
		}
	}
	s.calls, s.sorted = append(s.calls, *c), false
	return nil
}

// spill moves the calls in memory to the file, in order.
func (s *Store) spill() (err error) {
	if s.file == nil {
		if s.file, err = newSpill(); err != nil {
			return err
		}
	}
	sortCalls(s.calls)
	if err := s.file.write(s.calls); err != nil {
		return err
	}
	clear(s.calls)
	s.calls = s.calls[:0]
	return nil
}

// Close gives back the room of the file.
func (s *Store) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.close()
}

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
	if s.file == nil {
		for i := range s.calls {
			c := s.calls[i] // visit may change what it is shown
			visit(&c)
		}
		return nil
	}
	return s.file.merge(s.calls, visit)
}

// A spill is runs of calls in a temporary file, each in order.
type spill struct {
	file  *os.File
	size  int64
	runs  []int64 // where each ends
	codec codec
}

// newSpill makes the file, and takes its name away where the system lets it: then it
// is gone with the process, however that ends.
func newSpill() (*spill, error) {
	f, err := os.CreateTemp("", "banlint-")
	if err != nil {
		return nil, err
	}
	os.Remove(f.Name())
	return &spill{file: f}, nil
}

func (s *spill) close() error {
	err := s.file.Close()
	if gone := os.Remove(s.file.Name()); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = cmp.Or(err, gone)
	}
	return err
}

// write adds a run.
func (s *spill) write(calls []Call) error {
	out := bufio.NewWriterSize(s.file, 1<<18)
	var room []byte
	for i := range calls {
		room = s.codec.append(room[:0], &calls[i])
		s.size += int64(len(room))
		if _, err := out.Write(room); err != nil {
			return err
		}
	}
	s.runs = append(s.runs, s.size)
	return out.Flush()
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
	size := max(runBuffers/len(s.runs), leastBuffer)
	heads := []*run{{rest: calls}}
	from := int64(0)
	for _, to := range s.runs {
		heads = append(heads, &run{in: bufio.NewReaderSize(io.NewSectionReader(s.file, from, to-from), min(size, 1<<18))})
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
