package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// flawed describes requests that are wrong by themselves. How grave that is, the
// answer tells.
type flawed struct {
	refused analyzer.Severity // where the service refuses the request for it
	taken   analyzer.Severity // where it does not; Silent for not worth a word
	lost    bool              // no request with the flaw is taken: where one was, its recorder has left something out
}

// checker makes a rule's checker. It holds no state: every request stands for itself.
func (f flawed) checker(*service.Profile, service.Limit) analyzer.Checker { return f }

// Check reports a request, which has the flaw.
func (f flawed) Check(p *analyzer.Pass, c *timeline.Call) {
	if severity := f.severity(p, c); severity > analyzer.Silent {
		p.Advise(c, 0, severity)
	}
}

func (f flawed) severity(p *analyzer.Pass, c *timeline.Call) analyzer.Severity {
	switch {
	case p.BornOut(c):
		return f.refused
	case f.lost && c.Shows.Has(timeline.ShowsAnswer) && c.Class == timeline.NoError:
		return analyzer.Silent
	case c.Shows.Has(timeline.ShowsAnswer):
		return f.taken // or refused for something else
	default:
		return min(f.refused, analyzer.Warning) // what the service said of it is not known
	}
}

// taskType names the task type that a finding is about.
func taskType(f *analyzer.Finding) string {
	if p := f.Evidence[0].Payload; p != nil && p.Type != "" {
		return p.Type
	}
	return "(not a name)"
}

// count words a finding about flawed requests: how many of them, and what is wrong.
func count(noun, form string) func(*analyzer.Finding) lang.Text {
	return func(f *analyzer.Finding) lang.Text { return lang.T(form, lang.Count(f.Count, noun)) }
}
