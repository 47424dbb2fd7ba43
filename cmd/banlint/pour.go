package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// pouring is the work of reading files as one recording.
type pouring struct {
	*streams
	files    []inputFile
	known    *known
	opts     parsers.Options
	memory   size     // for calls that have to be sorted, and for what is remembered of them
	profiles []string // that the user has chosen
	begin    func() func(*timeline.Call)
}

// beside is how much memory calls may take that are stored only in case they turn out to
// be out of order.
const beside = 4 << 20

// run reads the files. A single one is taken to be nearly in order, as nearly all are;
// where it is not, it is read again, or else its calls were stored.
func (p *pouring) run() (*loaded, error) {
	if len(p.files) > 1 {
		return p.sorted()
	}
	if p.files[0].path == parsers.Stdin {
		return p.once()
	}
	ctx, stop := context.WithCancel(p.interrupted)
	defer stop()
	s := p.straight()
	c := p.read(ctx, func(call *timeline.Call) {
		if s.add(call); s.late {
			stop()
		}
	})
	if s.late && p.interrupted.Err() == nil {
		return p.sorted()
	}
	return p.threaded(c, s.end(), 0), nil
}

// once reads what cannot be read again.
func (p *pouring) once() (*loaded, error) {
	s := p.straight()
	store := timeline.NewStore(min(int64(p.memory), beside))
	defer store.Close()
	var fault error // of the store, which is needed only when calls come late
	c := p.read(p.interrupted, func(call *timeline.Call) {
		if fault == nil {
			kept := *call // both give calls without a time their place
			fault = store.Add(&kept)
		}
		s.add(call)
	})
	switch {
	case !s.late:
		return p.threaded(c, s.end(), 0), nil
	case fault != nil:
		return nil, unsorted(fault)
	default:
		return p.handOn(c, store)
	}
}

// sorted reads everything first, and then hands the calls on in order.
func (p *pouring) sorted() (*loaded, error) {
	store := timeline.NewStore(int64(p.memory))
	defer store.Close()
	c, err := p.fill(store, func(*timeline.Call) {})
	if err != nil {
		return nil, err
	}
	return p.handOn(c, store)
}

// fill reads all files into a store, and shows the calls as they come.
func (p *pouring) fill(store *timeline.Store, see func(*timeline.Call)) (*collector, error) {
	ctx, stop := context.WithCancel(p.interrupted)
	defer stop()
	var fault error
	c := p.read(ctx, func(call *timeline.Call) {
		if fault != nil {
			return
		}
		if fault = store.Add(call); fault != nil {
			stop()
		}
		see(call)
	})
	if fault != nil {
		return nil, unsorted(fault)
	}
	return c, nil
}

// handOn hands on the calls of a store, until the user interrupts that. What an interrupted
// reading has left is handed on whole.
func (p *pouring) handOn(c *collector, store *timeline.Store) (*loaded, error) {
	thread := newThread(p.begin(), p.memory)
	done := p.interrupted.Done()
	if p.interrupted.Err() != nil {
		done = nil
	}
	err := store.Each(func(call *timeline.Call) {
		select {
		case <-done:
		default:
			thread.Add(call)
		}
	})
	if err != nil {
		return nil, unsorted(err)
	}
	if left := c.calls - store.Duplicates() - thread.Calls; left > 0 {
		c.out.run.Notes = append(c.out.run.Notes, fmt.Sprintf("interrupted while calls were judged in the order of their times: the last %d were not.", left))
	}
	return p.threaded(c, thread, store.Duplicates()), nil
}

func unsorted(err error) error { return fmt.Errorf("sorting calls in a temporary file: %w", err) }

// newThread returns a thread that remembers of tasks what a share of the memory has room for.
func newThread(next func(*timeline.Call), memory size) *timeline.Thread {
	t := timeline.NewThread(next)
	t.Room = memory.share(4)
	return t
}

// A straight way hands calls on as they come, but for a window that puts those in order
// that are a little late.
type straight struct {
	thread *timeline.Thread
	window *timeline.Window
	source string
	late   bool // they turned out to be out of order: what was handed on is void
}

func (p *pouring) straight() *straight {
	thread := newThread(p.begin(), p.memory)
	return &straight{thread: thread, window: timeline.NewWindow(thread.Add)}
}

func (s *straight) add(c *timeline.Call) {
	if s.source == "" {
		s.source = c.Pos.Source
	}
	// Two recordings in one archive may be of the same traffic: that takes a second look.
	s.late = s.late || c.Pos.Source != s.source || !s.window.Add(c)
}

func (s *straight) end() *timeline.Thread {
	s.window.Flush()
	return s.thread
}

// read reads all files, until the context ends.
func (p *pouring) read(ctx context.Context, take func(*timeline.Call)) *collector {
	c := &collector{directory: p.known.Directory, take: take, digests: newDigests(p.files), strangers: map[string]int{}, sizes: map[string]*answerSizes{}}
	opts := p.opts
	opts.Stop = ctx.Done()
	defer p.progress(&opts, p.files)()
	for _, f := range p.files {
		if ctx.Err() != nil || !c.read(f, opts) {
			break
		}
	}
	return c
}

// finish makes what was read complete, but for what only the calls in their order tell.
func (p *pouring) finish(c *collector) *loaded {
	out := &c.out
	out.stopped = p.interrupted.Err() != nil
	out.calls, out.memory = c.calls, p.memory
	out.book, out.config = p.known.book, p.known.config
	out.run.Notes = append(out.run.Notes, c.notes()...)
	for _, version := range p.profiles {
		out.run.Notes = append(out.run.Notes, "judged by the limits of "+version+", not by those of today.")
	}
	return out
}

func (p *pouring) threaded(c *collector, t *timeline.Thread, duplicates int) *loaded {
	out := p.finish(c)
	out.threaded(t, duplicates)
	return out
}

// threaded takes up what the calls in their order have told.
func (l *loaded) threaded(t *timeline.Thread, duplicates int) {
	l.run.Labels = t.Labels
	l.run.Coverage.Calls, l.run.Coverage.Duplicates = t.Calls, duplicates
	if duplicates == 0 {
		return
	}
	if note := fmt.Sprintf("%d calls stand in two of the inputs and were counted once.", duplicates); !slices.Contains(l.run.Notes, note) {
		l.run.Notes = append(l.run.Notes, note)
	}
}
