package rules

import (
	"fmt"

	"github.com/banlint/banlint/analyzer"
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
	About:    polls,
	New: func(*service.Profile, service.Limit) analyzer.Checker {
		return &afterwards{over: func(c *timeline.Call) bool { return c.State == timeline.Ready }}
	},
	Say: func(f *analyzer.Finding) string {
		return fmt.Sprintf("%s after the task was answered as ready%s", plural(f.Count, "result request"), across(f))
	},
}

// afterwards reports result requests that were sent after the client had the
// answer that ends a task.
type afterwards struct {
	over  func(*timeline.Call) bool
	ended timeline.Instant // when the last word had arrived; 0 before
	count int
}

func (a *afterwards) Check(p *analyzer.Pass, c *timeline.Call) {
	// A request that was on its way when the answer came is nobody's fault.
	if a.ended != 0 && c.Start > a.ended.Add(c.Grain) {
		a.count++
		p.Offend(c, float64(a.count), analyzer.Warning)
	}
	if a.ended == 0 && a.over(c) {
		a.ended = c.End()
	}
}
