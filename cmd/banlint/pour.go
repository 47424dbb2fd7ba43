package main

import (
	"context"
	"errors"
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

// errLate ends a reading whose calls are too far out of order to be sorted on the way.
var errLate = errors.New("calls out of order")

// run reads the files. One file that can be read again is taken to be nearly in order,
// as nearly all are; where it is not, and for all else, calls are sorted first.
func (p *pouring) run() (*loaded, error) {
	if len(p.files) == 1 && p.files[0].path != parsers.Stdin {
		out, err := p.directly()
		if !errors.Is(err, errLate) {
			return out, err
		}
	}
	return p.sorted()
}

// directly hands calls on as they are read, by way of a window that puts those in order
// that are a little late.
func (p *pouring) directly() (*loaded, error) {
	thread := timeline.NewThread(p.begin())
	window := timeline.NewWindow(thread.Add)
	ctx, stop := context.WithCancelCause(p.interrupted)
	defer stop(nil)
	source, late := "", false
	c := p.read(ctx, func(call *timeline.Call) {
		if source == "" {
			source = call.Pos.Source
		}
		// Two recordings in one archive may be of the same traffic: that takes a second look.
		if late = late || call.Pos.Source != source || !window.Add(call); late {
			stop(errLate)
		}
	})
	if late {
		return nil, errLate
	}
	window.Flush()
	return c.finish(thread, 0), nil
}

// sorted reads everything first, and then hands the calls on in order.
func (p *pouring) sorted() (*loaded, error) {
	store := timeline.NewStore(p.memory)
	defer store.Close()
	ctx, stop := context.WithCancelCause(p.interrupted)
	defer stop(nil)
	c := p.read(ctx, func(call *timeline.Call) {
		if err := store.Add(call); err != nil {
			stop(err)
		}
	})
	if err := context.Cause(ctx); err != nil && p.interrupted.Err() == nil {
		return nil, fmt.Errorf("sorting calls in a temporary file: %w", err)
	}
	thread := timeline.NewThread(p.begin())
	if err := store.Each(thread.Add); err != nil {
		return nil, fmt.Errorf("sorting calls in a temporary file: %w", err)
	}
	return c.finish(thread, store.Duplicates()), nil
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
