package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var pollAfterReady = &analyzer.Rule{
	ID:    "poll-after-ready",
	Title: "a result is asked for again after it was given",
	Why: `A task that was answered as ready has nothing more to say. Asking on counts towards the limit of requests for the task,
and towards those for tasks that do not exist once the service has forgotten it.`,
	Fix:      "Leave the loop at the answer ready, stop its timer, and keep the result where all that need it find it.",
	Severity: analyzer.Warning,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsAnswer,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult}, // createTask may give the answer itself
	Heed:     analyzer.Heed{Told: true},
	Shared:   true,
	New: func(*service.Profile, service.Limit) analyzer.Checker {
		return &afterwards{ended: func(s *analyzer.Story) timeline.Instant { return s.Ready }}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s after the task was answered as ready%s", lang.Count(f.Count, "result request"), across(f))
	},
}

// afterwards reports result requests that were sent after the client had the
// answer that ends a task. Those for a task that the service has forgotten by then
// have a rule of their own.
type afterwards struct {
	ended func(*analyzer.Story) timeline.Instant // when the last word had arrived; 0 before
	limit service.Limit                          // of such requests; the zero Limit for none
}

func (a *afterwards) Check(p *analyzer.Pass, c *timeline.Call) {
	if a.asks(p, c) {
		p.Become(&asking{afterwards: a})
		p.Check(c)
	}
}

// asks matches such requests. One that was on its way when the answer came is nobody's
// fault.
func (a *afterwards) asks(p *analyzer.Pass, c *timeline.Call) bool {
	ended := a.ended(p.Before())
	return ended != 0 && c.Op == timeline.GetTaskResult && c.Start > ended && c.Class != timeline.UnknownTask
}

// asking is such requests for one task.
type asking struct {
	*afterwards
	recent window
}

func (a *asking) Check(p *analyzer.Pass, c *timeline.Call) {
	if !a.asks(p, c) {
		return
	}
	n := a.recent.add(c.Start, a.limit.Span)
	switch again := n + 1; { // the answer that ended it counts as well
	case a.limit.Earns == "" || again < fewRepeats:
		p.Advise(c, float64(n), analyzer.Warning)
	case int64(again) > a.limit.Value:
		p.Offend(c, float64(again), analyzer.Error)
	default:
		p.Offend(c, float64(again), analyzer.Warning)
	}
}
