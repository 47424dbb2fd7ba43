package analyzer

import (
	"slices"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// Seen says what the calls to one service could show.
type Seen struct {
	Profile *service.Profile
	Calls   int
	Polls   PollCounts                  // of its tasks, once the recording is over
	last    timeline.Instant            // when the last one was sent
	shown   [timeline.Operations]counts // what the calls of each operation could show
	first   [timeline.Operations]moment // when the first call of each was sent
	taken   moment                      // when the service took a task for the first time, to be asked for
}

// counts is how many calls show one set of things.
type counts [1 << 8]int // by timeline.Shows

// A moment is when something was met for the first time.
type moment struct {
	met bool
	at  timeline.Instant
}

func (m *moment) meet(at timeline.Instant) {
	if !m.met {
		*m = moment{true, at}
	}
}

// by reports whether it was met at that time or before.
func (m moment) by(at timeline.Instant) bool { return m.met && m.at <= at }

// note counts what a call could show.
func (s *Seen) note(c *timeline.Call) {
	s.Calls++
	s.last = c.Start
	s.first[c.Op].meet(c.Start)
	s.shown[c.Op][c.Shows]++
	if c.Op == timeline.CreateTask && c.State == timeline.Accepted {
		s.taken.meet(c.Start)
	}
}

// Lack returns, of the calls that a rule looks at, how many there are, how many
// lack what it needs most, and what that is.
func (s *Seen) Lack(r *Rule) (calls, lacking int, what timeline.Shows) {
	var byBit [8]int
	for op := range s.shown {
		if r.About != nil && !slices.Contains(r.About, timeline.Operation(op)) {
			continue
		}
		for shows, n := range s.shown[op] {
			calls += n
			for bit := range byBit {
				if need := timeline.Shows(1 << bit); r.Needs&need != 0 && !timeline.Shows(shows).Has(need) {
					byBit[bit] += n
				}
			}
		}
	}
	lacking = slices.Max(byBit[:])
	return calls, lacking, 1 << slices.Index(byBit[:], lacking)
}

// Partial reports whether the recording lacks a kind of call that must have been
// made: no task is sent or asked for in it, or tasks are sent and never asked for.
func (s *Seen) Partial() bool {
	return s.partialBy(1<<63 - 1)
}

// partialBy is Partial for a recording that ends at a time.
func (s *Seen) partialBy(at timeline.Instant) bool {
	return !s.first[timeline.GetTaskResult].by(at) && (!s.first[timeline.CreateTask].by(at) || s.taken.by(at))
}
