package analyzer

import (
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A Story is what came before in the life of one task. The rules about tasks share it:
// most of them need no memory of their own, so that a task that goes well costs little.
type Story struct {
	Sent  *Kept // the call that created it, until somebody asks for it; nil otherwise
	First *Kept // the first result request, until an answer ends the task; nil otherwise

	Taken timeline.Instant // when the client had the answer to the call that created it; 0 for not known
	Ready timeline.Instant // when it had the answer that the task is ready; 0 before
	Ended timeline.Instant // when it had an error that ends the task; 0 before

	Last  timeline.Instant // when the last result request that shows its time was sent; 0 before
	Gap   time.Duration    // between the last two of these; 0 where there are not two
	Until timeline.Instant // when the last result request was answered; 0 for not known

	Polls int32 // result requests
	Timed int32 // of these, those that show when they were sent

	Unheard    bool // no answer came to the last of those that show their time
	TooFast    bool // it was answered as too fast
	Complained bool // one of them was
	Answered   bool // an answer may have been the result
	Over       bool // an answer ended the task, or was not shown and may have
}

// told reports whether the client was told what to do about the task.
func (s *Story) told() bool { return s.Ready != 0 || s.Ended != 0 || s.TooFast }

// note takes up a call of the task, after the rules have seen it.
func (s *Story) note(e *Engine, c *timeline.Call) {
	switch c.Op {
	case timeline.CreateTask:
		s.created(e, c)
	case timeline.GetTaskResult:
		s.asked(e, c)
	case timeline.Report:
		e.release(&s.Sent)
	}
}

func (s *Story) created(e *Engine, c *timeline.Call) {
	if s.Taken == 0 {
		s.Taken = c.Heard()
	}
	if c.State == timeline.Ready {
		s.Answered = true
		s.ready(c)
	}
	if c.State == timeline.Accepted && s.Polls == 0 {
		e.release(&s.Sent)
		s.Sent = e.keep(c)
	}
}

func (s *Story) asked(e *Engine, c *timeline.Call) {
	s.Polls++
	s.Answered = s.Answered || c.State != timeline.Processing && c.Code == ""
	e.release(&s.Sent)
	switch {
	case c.State == timeline.Ready:
		s.ready(c)
	case s.Ended == 0 && Ends(c):
		s.Ended = c.Heard()
	}
	if Over(c) || !c.Shows.Has(timeline.ShowsAnswer|timeline.ShowsTime) {
		s.Over = true
	}
	switch {
	case s.Over:
		e.release(&s.First)
	case s.Polls == 1:
		s.First = e.keep(c)
	}
	s.paced(c)
}

// paced notes when a result request was sent and answered.
func (s *Story) paced(c *timeline.Call) {
	s.Until = 0
	if !c.Shows.Has(timeline.ShowsTime) {
		return
	}
	s.Unheard = Unheard(c)
	if c.Took >= 0 && !s.Unheard {
		s.Until = c.End()
	}
	if s.Timed++; s.Timed > 1 {
		s.Gap = c.Start.Sub(s.Last)
	}
	s.Last = c.Start
	s.TooFast = c.Class == timeline.TooFast
	s.Complained = s.Complained || s.TooFast
}

func (s *Story) ready(c *timeline.Call) {
	if s.Ready == 0 {
		s.Ready = c.Heard()
	}
}

// Over matches the answers after which there is nothing more to ask of a task.
func Over(c *timeline.Call) bool {
	return c.State == timeline.Ready || c.Class == timeline.UnknownTask || Ends(c)
}

// Ends matches the errors after which a task is over. Those about the key, the
// address or the pace say nothing of the task; that of a task which does not
// exist has a rule of its own.
func Ends(c *timeline.Call) bool {
	switch c.Class {
	case timeline.Unsolvable, timeline.BadRequest, timeline.ProxyBanned, timeline.ProxyFailed:
		return true
	case timeline.OtherError:
		return c.Code != ""
	default:
		return false
	}
}

// Unheard reports whether no answer came to a request: its client, or the
// transport below it, tries again at once.
func Unheard(c *timeline.Call) bool {
	return c.Shows.Has(timeline.ShowsAnswer) && c.Status == 0 && c.State == timeline.NoState && c.Code == ""
}
