package main

import (
	"cmp"
	"errors"

	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
	"github.com/banlint/banlint/rules"
)

// kept is what was read for those who go through the calls more than once. The calls
// themselves lie in a store, and have to be given back to it.
type kept struct {
	*loaded
	store  *timeline.Store
	window window
	tails  bool // the labels of keys show their ends
	done   <-chan struct{}
}

// load reads all inputs, and says which could not be understood.
func (in *inputFlags) load(s *streams) (*kept, error) {
	out, err := in.keep(s, in.Files)
	if err != nil {
		return nil, err
	}
	out.tails = in.KeyTails
	if err := out.complain(s.err); err != nil {
		return nil, errors.Join(err, out.close())
	}
	return out, nil
}

// keep reads files as one recording.
func (in *readFlags) keep(s *streams, args []string) (*kept, error) {
	p, err := in.pouring(s, args)
	if err != nil {
		return nil, err
	}
	k := &kept{store: timeline.NewStore(int64(p.memory)), done: s.interrupted.Done()}
	c, err := p.fill(k.store, k.window.add)
	if err == nil && s.interrupted.Err() != nil {
		err = exitCode(exitInterrupted)
	}
	if err != nil {
		return nil, errors.Join(err, k.close())
	}
	k.loaded = p.finish(c)
	return k, nil
}

// close gives back the calls.
func (k *kept) close() error { return k.store.Close() }

// each shows all calls in order of time, and can do so again and again. It ends with the
// first error of visit; others are those of the store, or an interruption.
func (k *kept) each(visit func(*timeline.Call) error) (err error) {
	thread := newThread(func(c *timeline.Call) { err = visit(c) }, k.memory)
	fault := k.store.Each(func(c *timeline.Call) {
		select {
		case <-k.done:
			err = cmp.Or(err, error(exitCode(exitInterrupted)))
		default:
			if err == nil {
				thread.Add(c)
			}
		}
	})
	switch {
	case err != nil:
		return err
	case fault != nil:
		return unsorted(fault)
	}
	k.threaded(thread, k.store.Duplicates())
	if k.tails {
		k.run.Labels.AddTails()
	}
	return nil
}

// all is each for those who find no fault with a call.
func (k *kept) all(visit func(*timeline.Call)) error {
	return k.each(func(c *timeline.Call) error {
		visit(c)
		return nil
	})
}

// judge holds the calls against the rules, in the light of what the user knows of a ban.
func (k *kept) judge(told verdict.Told) (*report.Run, error) {
	c := newCourt(rules.All, k.book, told, k.memory)
	if err := k.all(c.hear); err != nil {
		return nil, err
	}
	return c.run(k.run), nil
}

// listed is the exit code of a command that lists what it could read.
func (k *kept) listed() error {
	switch {
	case len(k.failed) > 0:
		return exitCode(exitUsage)
	case k.broken, k.calls == 0:
		return exitCode(exitUnjudged)
	default:
		return nil
	}
}
