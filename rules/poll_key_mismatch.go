package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var pollKeyMismatch = &analyzer.Rule{
	ID:    "poll-key-mismatch",
	Title: "a result is asked for with another key than the task was sent with",
	Why: `A task belongs to the account that sent it. To another account it does not exist, and requests for tasks that do not
exist lead to a ban, while the account that paid never gets its result.`,
	Fix:      "Keep the key with the id of the task, and ask with that key.",
	Severity: analyzer.Warning,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsKey,
	About:    polls,
	Answers:  []timeline.Class{timeline.UnknownTask},
	Shared:   true,
	New: func(*service.Profile, service.Limit) analyzer.Checker {
		return otherKey{}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s with another key than the task was sent with%s", lang.Count(f.Count, "result request"), across(f))
	},
}

type otherKey struct{}

func (otherKey) Check(p *analyzer.Pass, c *timeline.Call) {
	if c.Created == nil || c.Key.IsZero() || c.Created.Key.IsZero() || c.Key == c.Created.Key {
		return
	}
	severity := analyzer.Warning
	if c.State != timeline.NoState { // accounts that share their tasks
		severity = analyzer.Info
	}
	p.Advise(c, 0, severity)
}
