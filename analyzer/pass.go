package analyzer

import (
	"slices"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// maxEvidence is how many offending calls a finding keeps besides counting all.
const maxEvidence = 5

// A Pass connects one checker with the analyzer.
type Pass struct {
	*applied
	engine  *Engine
	subject *subject
	limit   *service.Limit // shared by all subjects; Against replaces it
	checker Checker        // nil where the rule does not concern the service
	finding *Finding
	next    *Pass // of the same subject
	changed bool  // there is something to remember
}

// Check shows a call to the checker.
func (p *Pass) Check(c *timeline.Call) {
	if p.checker != nil {
		p.checker.Check(p, c)
	}
}

// Before returns what came before in the life of the task.
func (p *Pass) Before() *Story { return p.subject.story }

// Count returns how many offences were recorded.
func (p *Pass) Count() int {
	if p.finding == nil {
		return 0
	}
	return p.finding.Count
}

// Limit returns the figure that calls are held against.
func (p *Pass) Limit() *service.Limit { return p.limit }

// Become gives the subject a checker of its own in the place of the shared one, or
// another one in its place.
func (p *Pass) Become(c Checker) { p.checker, p.changed = c, true }

// Keep returns a copy of the current call, to be reported later.
func (p *Pass) Keep(c *timeline.Call) *Kept { return p.engine.keep(c) }

// Offend records that c breaks the rule, with the figure that it brings and how
// grave it is by now. All offences of one subject make one finding, as grave as
// its gravest.
func (p *Pass) Offend(c *timeline.Call, observed float64, severity Severity) {
	p.record(c, p.engine.calls, observed, severity)
	p.finding.Reason = p.limit.Earns
}

// Advise is Offend for what earns no ban by itself.
func (p *Pass) Advise(c *timeline.Call, observed float64, severity Severity) {
	p.record(c, p.engine.calls, observed, severity)
}

// Recall is Advise for a call that was kept.
func (p *Pass) Recall(k *Kept, observed float64, severity Severity) {
	p.record(&k.Call, k.number, observed, severity)
}

func (p *Pass) record(c *timeline.Call, number int, observed float64, severity Severity) {
	before := p.finding.size()
	if p.finding == nil {
		p.finding, p.changed = p.newFinding(c, number, observed), true
	}
	f := p.finding
	f.Count++
	if f.Passed != nil {
		f.Past++
	}
	f.Subject = common(f.Subject, subjectOf(c))
	f.Last = c.Start
	f.Severity = max(f.Severity, severity)
	if worse(p.limit, observed, f.Observed) {
		f.Observed = observed
	}
	if len(f.Evidence) < maxEvidence {
		f.Evidence, f.owners = append(f.Evidence, copyOf(c)), append(f.owners, f.number)
		p.engine.young += f.size() - before
	}
	if severity == Error && f.Passed == nil && worse(p.limit, observed, p.limit.Most()) {
		passed := copyOf(c)
		f.Passed = &passed
		if p.engine.Passed != nil {
			p.engine.Passed(f)
		}
	}
}

// BornOut reports whether a call was answered with an error code that bears the rule
// out.
func (p *Pass) BornOut(c *timeline.Call) bool { return slices.Contains(p.rule.Codes, c.Code) }

// Use records how much of its limit the subject has used up by call c, whether
// or not that is an offence.
func (p *Pass) Use(c *timeline.Call, used float64) {
	if p.engine.Watch != nil {
		p.engine.Watch(Use{p.rule, p.limit, c, used})
	}
	if p.room == nil {
		p.room = &room{Headroom: Headroom{Rule: p.rule, Service: c.Service, Limit: *p.limit}}
	}
	if worst := p.room; worst.At == nil || worse(p.limit, used, worst.Used) {
		worst.at.set(c, p.engine.calls)
		worst.Used, worst.At = used, &worst.at.Call
	}
}

// Served records that the service served a call with that figure, although it is
// past the limit: then the limit in force is another.
func (p *Pass) Served(figure float64) {
	if f := p.finding; f != nil && (f.Served == 0 || worse(p.limit, figure, f.Served)) {
		f.Served = figure
	}
}

// Against makes the finding one about another limit of the same service, which
// the same behaviour has passed as well.
func (p *Pass) Against(l *service.Limit) {
	p.limit, p.changed = l, true
	if f := p.finding; f != nil && f.Limit.ID != l.ID {
		f.Limit, f.Reason, f.Passed, f.Past = *l, l.Earns, nil, 0
	}
}

func (p *Pass) newFinding(c *timeline.Call, number int, observed float64) *Finding {
	return &Finding{
		Rule: p.rule, Profile: p.scope.plan.profile, Service: c.Service, Subject: subjectOf(c), Limit: *p.limit,
		Observed: observed, Subjects: 1, Worst: c.Task, First: c.Start, Library: c.Library,
		number: number, worst: number, passed: number,
	}
}

// worse reports whether figure a is further past the limit than b.
func worse(l *service.Limit, a, b float64) bool {
	if l.Least {
		return a < b
	}
	return a > b
}

func subjectOf(c *timeline.Call) Subject {
	return Subject{Account: c.Key, Task: c.Task, Client: c.Client, Proxy: c.Proxy}
}

// common keeps of a subject what another one shares.
func common(a, b Subject) Subject {
	if a.Account != b.Account {
		a.Account = timeline.Key{}
	}
	if a.Task != b.Task {
		a.Task = timeline.TaskID{}
	}
	if a.Client != b.Client {
		a.Client = ""
	}
	if a.Proxy != b.Proxy {
		a.Proxy = timeline.Proxy{}
	}
	return a
}
