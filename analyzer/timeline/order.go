package timeline

import (
	"cmp"
	"slices"
	"time"
)

// A Timeline is the calls of all inputs in the order in which they were sent.
type Timeline struct {
	Calls      []Call
	Duplicates int // calls that two inputs show, each counted once
	Labels     Labels
}

// Each shows the calls of a recording in order of time, as often as it is asked.
type Each func(visit func(*Call)) error

// New orders calls, which come input by input, each in the order of its file.
// Calls without a time keep their place behind the call before them.
func New(calls []Call) *Timeline {
	t := &Timeline{Calls: make([]Call, 0, len(calls))}
	thread := NewThread(func(c *Call) { t.Calls = append(t.Calls, *c) })
	store := NewStore(0)
	for i := range calls {
		store.Add(&calls[i]) // which fails only where files are written
	}
	store.Each(thread.Add)
	t.Duplicates, t.Labels = store.Duplicates(), thread.Labels
	return t
}

// Compare orders calls by the request's start, then by input, entry and place in the
// request: the order in which files are named or lines were written plays no part.
func Compare(a, b *Call) int {
	if a.Start != b.Start {
		return cmp.Compare(a.Start, b.Start)
	}
	return cmp.Or(
		cmp.Compare(a.Pos.Source, b.Pos.Source),
		cmp.Compare(a.Pos.Entry, b.Pos.Entry),
		cmp.Compare(a.Also, b.Also),
	)
}

// A placer gives calls without a time their place behind the call before them.
type placer struct {
	source string
	start  Instant
	last   time.Duration
}

// place is given the calls of each input in the order of the file.
func (p *placer) place(c *Call) {
	if c.Start == 0 && c.Pos.Source == p.source {
		c.Start, c.Grain = p.start, p.last
	}
	p.source, p.start, p.last = c.Pos.Source, c.Start, c.Grain
}

func sortCalls(calls []Call) {
	slices.SortFunc(calls, func(a, b Call) int { return Compare(&a, &b) })
}
