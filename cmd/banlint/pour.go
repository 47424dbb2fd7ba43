package main

import (
	"context"
	"fmt"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// pouring is the work of reading files as one recording.
type pouring struct {
	*streams
	files     []inputFile
	directory *service.Directory
	opts      parsers.Options
	memory    int64 // for calls that have to be sorted
	begin     func() func(*timeline.Call)
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
	if s.late {
		return p.sorted()
	}
	return c.finish(s.end(), 0), nil
}

// once reads what cannot be read again.
func (p *pouring) once() (*loaded, error) {
	s := p.straight()
	c, store, err := p.stored(min(p.memory, beside), s.add)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	if s.late {
		return p.handOn(c, store)
	}
	return c.finish(s.end(), 0), nil
}

// sorted reads everything first, and then hands the calls on in order.
func (p *pouring) sorted() (*loaded, error) {
	c, store, err := p.stored(p.memory, func(*timeline.Call) {})
	if err != nil {
		return nil, err
	}
	defer store.Close()
	return p.handOn(c, store)
}

// stored reads everything into a store, and shows the calls on the way.
func (p *pouring) stored(memory int64, show func(*timeline.Call)) (*collector, *timeline.Store, error) {
	store := timeline.NewStore(memory)
	ctx, stop := context.WithCancel(p.interrupted)
	defer stop()
	var fault error
	c := p.read(ctx, func(call *timeline.Call) {
		kept := *call
		if err := store.Add(&kept); err != nil && fault == nil {
			fault = err
			stop()
		}
		show(call)
	})
	if fault != nil {
		store.Close()
		return nil, nil, unsorted(fault)
	}
	return c, store, nil
}

// handOn hands on the calls of a store.
func (p *pouring) handOn(c *collector, store *timeline.Store) (*loaded, error) {
	thread := timeline.NewThread(p.begin())
	if err := store.Each(thread.Add); err != nil {
		return nil, unsorted(err)
	}
	return c.finish(thread, store.Duplicates()), nil
}

func unsorted(err error) error { return fmt.Errorf("sorting calls in a temporary file: %w", err) }

// A straight way hands calls on as they come, but for a window that puts those in order
// that are a little late.
type straight struct {
	thread *timeline.Thread
	window *timeline.Window
	source string
	late   bool // they turned out to be out of order: what was handed on is void
}

func (p *pouring) straight() *straight {
	thread := timeline.NewThread(p.begin())
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
	c := &collector{directory: p.directory, take: take, digests: newDigests(p.files), strangers: map[string]int{}}
	opts := p.opts
	opts.Stop = ctx.Done()
	defer p.progress(&opts, p.files)()
	for _, f := range p.files {
		if ctx.Err() != nil || !c.read(f, opts) {
			break
		}
	}
	c.out.stopped = p.interrupted.Err() != nil
	return c
}

// finish makes what was read complete.
func (c *collector) finish(thread *timeline.Thread, duplicates int) *loaded {
	out := &c.out
	out.timeline = &timeline.Timeline{Labels: thread.Labels, Duplicates: duplicates}
	out.run.Timeline = out.timeline
	out.run.Coverage.Calls = thread.Calls
	out.run.Coverage.Duplicates = duplicates
	out.run.Notes = c.notes()
	return out
}
