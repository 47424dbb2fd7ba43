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
	run     *run
	rule    *Rule
	service string
	limit   *service.Limit // shared by all subjects; Against replaces it
	checker Checker
	finding *Finding
}

// Offend records that c breaks the rule, with the figure that it brings and how
// grave it is by now. All offences of one subject make one finding, as grave as
// its gravest.
func (p *Pass) Offend(c *timeline.Call, observed float64, severity Severity) {
	p.Advise(c, observed, severity)
	p.finding.Reason = p.limit.Earns
}

// Advise is Offend for what earns no ban by itself.
func (p *Pass) Advise(c *timeline.Call, observed float64, severity Severity) {
	if p.finding == nil {
		p.finding = p.newFinding(c, observed)
	}
	f := p.finding
	f.Count++
	if f.Passed != nil {
		f.Past++
	}
	f.Subject = common(f.Subject, subjectOf(c))
	f.Last = c.Start
	f.Severity = max(f.Severity, severity)
	if worse(*p.limit, observed, f.Observed) {
		f.Observed = observed
	}
	if severity == Error && f.Passed == nil && worse(*p.limit, observed, p.limit.Most()) {
		f.Passed = c
	}
	if len(f.Evidence) < maxEvidence {
		f.Evidence = append(f.Evidence, *c)
	}
}

// BornOut reports whether a call was answered with an error code that bears the rule
// out.
func (p *Pass) BornOut(c *timeline.Call) bool { return slices.Contains(p.rule.Codes, c.Code) }

// Use records how much of its limit the subject has used up by call c, whether
// or not that is an offence.
func (p *Pass) Use(c *timeline.Call, used float64) {
	if p.run.watch != nil {
		p.run.watch(Use{p.rule, p.limit, c, used})
	}
	h := &p.run.report.Headroom
	i := slices.IndexFunc(*h, func(h Headroom) bool { return h.Rule == p.rule && h.Service == c.Service })
	if i < 0 {
		*h = append(*h, Headroom{Rule: p.rule, Service: c.Service, Limit: *p.limit})
		i = len(*h) - 1
	}
	if worst := &(*h)[i]; worst.At == nil || worse(*p.limit, used, worst.Used) {
		worst.Used, worst.At = used, c
	}
}

// Served records that the service served a call with that figure, although it is
// past the limit: then the limit in force is another.
func (p *Pass) Served(figure float64) {
	if f := p.finding; f != nil && (f.Served == 0 || worse(*p.limit, figure, f.Served)) {
		f.Served = figure
	}
}

// Against makes the finding one about another limit of the same service, which
// the same behaviour has passed as well.
func (p *Pass) Against(l service.Limit) {
	p.limit = &l
	if f := p.finding; f != nil && f.Limit.ID != l.ID {
		f.Limit, f.Reason, f.Passed, f.Past = l, l.Earns, nil, 0
	}
}

func (p *Pass) newFinding(c *timeline.Call, observed float64) *Finding {
	f := &Finding{
		Rule: p.rule, Service: c.Service, Subject: subjectOf(c), Limit: *p.limit,
		Fix: p.rule.Fix, Observed: observed, Subjects: 1, Worst: c.Task, First: c.Start, Library: c.Library,
	}
	p.run.findings = append(p.run.findings, f)
	return f
}

// worse reports whether figure a is further past the limit than b.
func worse(l service.Limit, a, b float64) bool {
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
