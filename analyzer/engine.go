package analyzer

import (
	"cmp"
	"math/bits"
	"slices"
	"time"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// An Engine runs rules over calls as they come. It keeps nothing that points to a call,
// and forgets subjects that were idle for long: its memory does not grow with the
// length of a recording.
//
// Whether a subject is forgotten only the times of the calls tell, not when the engine
// gets round to freeing its memory.
type Engine struct {
	Watch  func(Use)      // is told of every use of a limit; nil for none
	Passed func(*Finding) // is told of a finding whose limit was passed by the current call, each time that Finding.Passed is set; nil for none

	// Room is about how many bytes subjects may take; 0 for no bound. When half of it is
	// taken by those that were met since it was so the last time, all others are forgotten.
	Room int

	rules    []*Rule
	book     service.Book
	plans    []*plan          // of the services that were met
	now      timeline.Instant // the latest time that a call had
	calls    int
	due      timeline.Instant          // when a scope is to be swept again
	pause    func(Scope) time.Duration // from one sweep of a scope to the next
	findings ledger
	gone     []*Finding // of subjects that were taken leave of, and not yet in the ledger
	spare    copies
	young    int // bytes that those take who were met since the last turn
	dropped  int // subjects that were forgotten for want of room
}

// pause is a quarter of a scope's memory: little of what is kept is forgotten, and a
// subject is looked at a few times for nothing.
func pause(s Scope) time.Duration { return memory[s] / 4 }

// New makes an engine for rules and the services that calls are judged by.
func New(rules []*Rule, book service.Book) *Engine {
	return &Engine{rules: rules, book: book, pause: pause, findings: newLedger()}
}

// Check takes the next call. Calls come in order of time; the call is only lent.
func (e *Engine) Check(c *timeline.Call) {
	e.calls++
	e.now = max(e.now, c.Start)
	if e.now >= e.due {
		e.sweep()
	}
	if e.Room > 0 && e.young > e.Room/2 {
		e.turn()
	}
	p := e.plan(c)
	p.seen.note(c)
	row := p.row(c)
	for i := range row {
		if h := &row[i]; h.begins || h.scope.awake > 0 {
			e.show(h, c)
		}
	}
	if c.Flaws != 0 {
		e.flawed(p, c)
	}
}

// plan returns the plan of the service that a call was made to. There are few.
func (e *Engine) plan(c *timeline.Call) *plan {
	for _, p := range e.plans {
		if p.profile.Name == c.Service {
			return p
		}
	}
	p := e.newPlan(e.book.Of(c))
	e.plans = append(e.plans, p)
	e.due = 0
	return p
}

// show shows a call to the rules of one scope.
func (e *Engine) show(h *heeding, c *timeline.Call) {
	who := e.subject(h.scope, c, h.begins)
	if who == nil {
		return
	}
	if h.begins {
		who.last = e.now
	}
	for _, a := range h.rules {
		e.run(a, who, c)
	}
	if len(h.told) > 0 && who.story.told() {
		for _, a := range h.told {
			e.run(a, who, c)
		}
	}
	if who.passes != nil {
		for _, a := range h.followers {
			if p := who.pass(a); p != nil {
				who.last = e.now
				p.Check(c)
			}
		}
	}
	if who.story != nil {
		who.story.note(e, c)
	}
}

// flawed shows a call to the rules about its flaws.
func (e *Engine) flawed(p *plan, c *timeline.Call) {
	for flaws := uint64(c.Flaws); flaws != 0; flaws &= flaws - 1 {
		for _, a := range p.flawed[bits.TrailingZeros64(flaws)] {
			if !a.rule.concerns(c) {
				continue
			}
			if who := e.subject(a.scope, c, true); who != nil {
				who.last = e.now
				e.run(a, who, c)
			}
		}
	}
}

// subject returns whom of a scope a call concerns; nil for nobody, or for nobody who
// was met before unless the call begins one.
func (e *Engine) subject(s *scopeState, c *timeline.Call, begins bool) *subject {
	who, again := s.crowd.get(c)
	if again {
		e.young += who.size()
	}
	if who != nil && who.forgotten(s.scope, e.now) {
		e.young -= who.size()
		e.leave(s, who, false)
		s.crowd.young.drop(c)
		who = nil
	}
	if who == nil && begins && s.crowd.young.concerns(c) {
		who = newSubject(s.scope)
		e.young += who.size()
		s.crowd.young.put(c, who)
	}
	return who
}

// run shows a call to one rule.
func (e *Engine) run(a *applied, who *subject, c *timeline.Call) {
	if who.passes != nil {
		if p := who.pass(a); p != nil {
			p.Check(c)
			return
		}
	}
	if a.shared == nil {
		e.begin(a, who).Check(c)
		return
	}
	a.lend(who).Check(c)
	a.takeBack()
}

// begin makes a pass with a checker of its own.
func (e *Engine) begin(a *applied, who *subject) *Pass {
	p := &Pass{engine: e, applied: a, limit: &a.limit, subject: who, checker: a.rule.New(a.scope.plan.profile, a.limit), next: who.passes}
	who.passes = p
	e.young += passSize
	if a.rule.Follows {
		a.scope.awake++
	}
	return p
}

// lend returns the pass of a shared checker for a subject that has none of its own.
func (a *applied) lend(who *subject) *Pass {
	a.lent.subject = who
	return &a.lent
}

// takeBack makes a lent pass one of its subject's, if there is something in it now.
func (a *applied) takeBack() {
	if p := &a.lent; p.changed {
		own := *p
		p.engine.young += passSize
		own.next, own.subject.passes = own.subject.passes, &own
		p.limit, p.checker, p.finding, p.changed = &a.limit, a.shared, nil, false
	}
}

// turn makes room: of all scopes those are forgotten who were not met since the last turn.
func (e *Engine) turn() {
	e.young = 0
	for _, p := range e.plans {
		for i := range p.scopes {
			s := &p.scopes[i]
			s.crowd.turn(func(who *subject) { e.leave(s, who, true) })
		}
	}
	e.enter()
}

// enter enters what was found about those who are gone.
func (e *Engine) enter() {
	e.findings.enter(e.gone)
	clear(e.gone)
	e.gone = e.gone[:0]
}

// sweep frees the memory of subjects that are forgotten, in scopes whose time has come.
func (e *Engine) sweep() {
	e.due = 1<<63 - 1
	for _, p := range e.plans {
		for i := range p.scopes {
			s := &p.scopes[i]
			if e.now >= s.due {
				s.crowd.sweep(func(who *subject, young bool) bool {
					over := who.forgotten(s.scope, e.now)
					if over && young {
						e.young -= who.size()
					}
					if over {
						e.leave(s, who, false)
					}
					return over
				})
				s.due = e.now.Add(e.pause(s.scope))
			}
			e.due = min(e.due, s.due)
		}
	}
	e.enter()
}

// leave takes leave of a subject: for it the recording is over. Of one that had to make room
// nobody knows what it would have done yet.
func (e *Engine) leave(s *scopeState, who *subject, early bool) {
	seen := s.plan.seen
	last, partial := seen.last, seen.Partial()
	if who.forgotten(s.scope, e.now) {
		last, early = who.last.Add(memory[s.scope]), false
		partial = seen.partialBy(last)
	}
	if early && (who.story == nil || !who.story.Over) {
		e.dropped++
	}
	if !partial && !early {
		e.end(s, who, last)
	}
	for p := who.passes; p != nil; p = p.next {
		if p.finding != nil {
			e.gone = append(e.gone, p.finding)
		}
		if p.rule.Follows {
			s.awake--
		}
	}
	if who.story != nil {
		e.spare.give(&who.story.Sent)
		e.spare.give(&who.story.First)
		seen.Polls.add(who.story.Polls)
	}
}

// end tells the checkers of a subject that the recording is over. What did not happen
// cannot be told from one that lacks a kind of call altogether.
func (e *Engine) end(s *scopeState, who *subject, last timeline.Instant) {
	for _, a := range s.enders {
		if p := who.pass(a); p != nil {
			a.shared.(Ender).End(p, last)
			continue
		}
		a.shared.(Ender).End(a.lend(who), last)
		a.takeBack()
	}
	for p := who.passes; p != nil; p = p.next {
		if ender, ok := p.checker.(Ender); ok && p.shared == nil {
			ender.End(p, last)
		}
	}
}

// Report closes the books: the engine takes no calls after it.
func (e *Engine) Report() *Report {
	r := &Report{Rules: e.rules, Calls: e.calls, Dropped: e.dropped}
	for _, profile := range e.book {
		if i := slices.IndexFunc(e.plans, func(p *plan) bool { return p.profile == profile }); i >= 0 {
			r.Services = append(r.Services, e.plans[i].seen)
		}
	}
	for _, p := range e.plans {
		for i := range p.scopes {
			s := &p.scopes[i]
			s.crowd.sweep(func(who *subject, _ bool) bool { e.leave(s, who, false); return true })
			for _, a := range s.rules {
				if a.room != nil {
					r.Headroom = append(r.Headroom, a.room.Headroom)
				}
			}
		}
	}
	e.enter()
	r.Findings, r.Left = e.findings.fold(), e.findings.left
	for _, f := range r.Findings {
		f.Fix = advice(f)
		f.Message = f.Rule.Say(f)
	}
	slices.SortStableFunc(r.Findings, compareFindings)
	slices.SortStableFunc(r.Headroom, func(a, b Headroom) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Rule.ID, b.Rule.ID))
	})
	return r
}
