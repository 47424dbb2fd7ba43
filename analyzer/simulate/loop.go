package simulate

import (
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A loop asks for one task.
type loop struct {
	polls   int              // that it has made
	from    timeline.Instant // from when on its deadline runs
	last    timeline.Instant // when it made the last one
	done    timeline.Instant // when that was answered
	shift   time.Duration    // by which its task was sent later
	created *timeline.Created
	slower  float64          // what backing off has made of its interval; 0 for nothing
	moved   bool             // a request of it was made at another time than in the recording
	waits   bool             // the last answer was one that says nothing of the task
	end     timeline.Instant // when its client knew the end; 0 before
	how     answer           // the end
	extras  int              // requests made since
}

// begin starts the loop of the task that c created.
func (p *player) begin(t int32, c *timeline.Call, i int32) {
	l, k := &p.loops[t], &p.rec.tasks[t]
	recorded := &p.rec.calls[i]
	l.shift, l.from = c.Start.Sub(recorded.Start), c.End()
	if c.State == timeline.Ready {
		l.end, l.how = c.Heard(), answerOf(c)
	}
	first := &p.rec.calls[k.polls[0]]
	l.created = first.Created
	if l.shift != 0 && first.Created != nil {
		created := *first.Created
		created.Start, created.End = c.Start, c.End()
		l.created = &created
	}
	at := first.Start.Add(l.shift)
	if p.b.FirstPoll > 0 {
		at = c.End().Add(p.b.FirstPoll)
	}
	p.plan(t, at)
}

// plan sets the time of a loop's next request.
func (p *player) plan(t int32, at timeline.Instant) {
	l, k := &p.loops[t], &p.rec.tasks[t]
	i := k.polls[min(l.polls, len(k.polls)-1)]
	c := &p.rec.calls[i]
	if l.polls < len(k.polls) && at != c.Start {
		p.parties(c).client.changed = true
	}
	p.queue.push(event{at: at, call: i, task: t})
}

// poll makes a loop's next request, if it still wants to.
func (p *player) poll(e event) {
	l, k := &p.loops[e.task], &p.rec.tasks[e.task]
	c := p.rec.calls[e.call]
	who := p.parties(&c)
	if l.end > e.at && l.polls >= len(k.polls) {
		if l.extras < k.extras {
			p.plan(e.task, l.end) // more at once it never had on its way
		}
		return
	}
	if !p.goesOn(l, k, e.at) || who.stopped(e.at) {
		if l.polls < len(k.polls) {
			who.client.changed = true
		}
		return
	}
	if until := who.until(e.at); until > e.at {
		who.pause(e.at)
		p.plan(e.task, until)
		return
	}
	gap := e.at.Sub(l.last)
	l.moved = l.moved || l.polls >= len(k.polls) || e.at != c.Start.Add(l.shift)
	c.Start = e.at
	if l.created != nil {
		c.Created = l.created
	}
	if l.moved {
		p.answer(&c, l, k, gap)
	} else {
		p.judge(&c, e.call, who)
	}
	p.emit(&c, e.call, who)
	p.heard(l, &c)
	p.plan(e.task, p.then(l, k))
}

// goesOn reports whether a loop makes a request at the time, when it comes.
func (p *player) goesOn(l *loop, k *task, at timeline.Instant) bool {
	switch {
	case p.b.MaxPolls > 0 && l.polls >= p.b.MaxPolls:
		return false
	case p.b.Deadline > 0 && l.from != 0 && at.Sub(l.from) > p.b.Deadline:
		return false
	case l.end != 0 && at >= l.end:
		return l.extras < k.extras && !p.leaves(&l.how)
	case l.polls < len(k.polls):
		return true
	case !k.ends:
		return false
	default:
		// The end is yet to be heard. Where the service says something else all the time,
		// the client gives up when it has asked as often and as long as it did.
		last := p.rec.calls[k.polls[len(k.polls)-1]].Start
		return !l.waits || at.Add(-l.shift) <= last
	}
}

// leaves reports whether the behaviour does not ask on after such an end.
func (p *player) leaves(how *answer) bool {
	switch {
	case how.state == timeline.Ready:
		return p.b.StopWhenReady
	case how.class == timeline.UnknownTask:
		return p.b.DropUnknown
	default:
		return p.b.DropFailed
	}
}

// answer gives a request at a new time what the service would have said.
func (p *player) answer(c *timeline.Call, l *loop, k *task, gap time.Duration) {
	c.Took = p.rec.pace.took
	if !c.Shows.Has(timeline.ShowsAnswer) {
		return
	}
	who := p.parties(c)
	fast := p.rec.pace.fast[c.Service]
	switch y := who.banned(c.Start); {
	case y != nil:
		y.says.give(c)
		y.ban(p.rec.book, c)
	case l.polls > 0 && fast.gap > 0 && gap <= fast.gap:
		fast.say.give(c)
	default:
		k.at(p.rec.calls, c.Start.Add(-l.shift)).give(c)
	}
}

// heard notes what a loop learns from an answer.
func (p *player) heard(l *loop, c *timeline.Call) {
	if l.polls == 0 && l.from == 0 {
		l.from = c.Start
	}
	if l.end != 0 && c.Start >= l.end {
		l.extras++
	}
	if over(c) && (l.end == 0 || c.Heard() < l.end) {
		l.end, l.how = c.Heard(), answerOf(c)
	}
	l.waits = c.Class == timeline.Banned || c.Class == timeline.TooFast
	if c.Class == timeline.TooFast && p.b.Backoff > 0 {
		l.slower = max(l.slower, 1) * p.b.Backoff
	}
	l.polls++
	l.last, l.done = c.Start, c.End()
}

// longest bounds the interval that backing off leads to.
const longest = time.Hour

// then returns when a loop wants to make its next request.
func (p *player) then(l *loop, k *task) timeline.Instant {
	gap := p.b.PollInterval
	switch n := l.polls; {
	case gap > 0:
	case n < len(k.polls):
		gap = p.rec.calls[k.polls[n]].Start.Sub(p.rec.calls[k.polls[n-1]].Start)
	default:
		gap = p.rec.pace.gap
	}
	if l.slower > 0 {
		gap = max(gap, min(time.Duration(float64(gap)*l.slower), longest))
	}
	at := l.last.Add(gap)
	if p.b.PollInterval > 0 || l.slower > 0 {
		at = max(at, l.done)
	}
	return at
}
