package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var taskPollLimit = &analyzer.Rule{
	ID:    "task-poll-limit",
	Title: "more result requests for one task than the service allows",
	Why: `The service bans clients that ask for one task more often than its limit, most often a loop without an end around a task
that never gets ready. Every request counts, also those that were answered with an error or not at all.`,
	Fix:      "Give up on a task at a deadline, such as 120 s, and create a new one; with 2 to 5 s between requests that is far below the limit.",
	Severity: analyzer.Error,
	Limit:    service.PollsPerTask,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask,
	About:    polls,
	After:    []string{"poll-interval-short", "poll-too-many-requests-ignored", "poll-concurrent", "poll-without-end", "known-buggy-client", "poll-after-ready", "poll-after-terminal-error"},
	Shared:   true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return pollCount{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		if f.Subjects > 1 {
			return lang.T("%s were asked for more than %d times each; worst is task %s with %s",
				lang.Count(f.Subjects, "task"), f.Limit.Value, f.Worst.String(), lang.Count(int(f.Observed), "result request"))
		}
		return lang.T("%s for one task, where %d are allowed", lang.Count(int(f.Observed), "result request"), f.Limit.Value)
	},
}

type pollCount struct {
	limit service.Limit
}

func (n pollCount) Check(p *analyzer.Pass, c *timeline.Call) {
	seen := int64(p.Before().Polls) + 1
	p.Use(c, float64(seen))
	if seen > n.limit.Value {
		p.Offend(c, float64(seen), analyzer.Error)
	}
}
