package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
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
	Heed:     analyzer.Heed{Told: true},
	Shared:   true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &afterwards{ended: func(s *analyzer.Story) timeline.Instant { return s.Ended }, limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s after an error had ended the task%s", lang.Count(f.Count, "result request"), across(f))
	},
}
