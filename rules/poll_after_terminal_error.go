package rules

import (
	"fmt"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var pollAfterTerminalError = &analyzer.Rule{
	ID:    "poll-after-terminal-error",
	Title: "a result is asked for again after an error that ends the task",
	Why: `A task that ended with an error stays ended. Each further request fails the same way, and counts towards the bans for
failed requests and for tasks that do not exist.`,
	Fix:      "Take every error of a result request as final, but for those that ask to wait: not ready, too many requests, no slot, HTTP 429 and 5xx.",
	Severity: analyzer.Error,
	Limit:    service.SameFailures,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsAnswer,
	About:    polls,
	Answers:  []timeline.Class{timeline.Unsolvable, timeline.BadRequest, timeline.ProxyBanned, timeline.ProxyFailed},
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &afterwards{over: ends, limit: l}
	},
	Say: func(f *analyzer.Finding) string {
		return fmt.Sprintf("%s after an error had ended the task%s", plural(f.Count, "result request"), across(f))
	},
}

// ends matches the errors after which a task is over. Those about the key, the
// address or the pace say nothing of the task; that of a task which does not
// exist has a rule of its own.
func ends(c *timeline.Call) bool {
	switch c.Class {
	case timeline.Unsolvable, timeline.BadRequest, timeline.ProxyBanned, timeline.ProxyFailed:
		return true
	case timeline.OtherError:
		return c.Code != ""
	default:
		return false
	}
}
