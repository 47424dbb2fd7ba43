package rules

import (
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var pollTooManyRequestsIgnored = &analyzer.Rule{
	ID:    "poll-too-many-requests-ignored",
	Title: "the pace does not slacken when the service says that it is too much",
	Why: `ERROR_TOO_MUCH_REQUESTS and HTTP 429 are the last warning before a ban. A client that goes on at the same pace shows
that it does not read the answers.`,
	Fix:      "Double the interval after each such answer, and keep it for the rest of the task.",
	Severity: analyzer.Error,
	Limit:    service.PollInterval,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsTime | timeline.ShowsAnswer,
	About:    polls,
	Answers:  []timeline.Class{timeline.TooFast},
	After:    []string{"poll-interval-short"},
	Heed:     analyzer.Heed{Told: true},
	Shared:   true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &slackening{least: l.Gap()}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s no slower than before although the service had answered that it is too much%s",
			lang.Count(f.Count, "result request"), across(f))
	},
}

type slackening struct {
	least time.Duration
}

func (s *slackening) Check(p *analyzer.Pass, c *timeline.Call) {
	before := p.Before()
	if !before.TooFast || !c.Shows.Has(timeline.ShowsTime) {
		return
	}
	gap := c.Start.Sub(before.Last)
	switch {
	case gap+c.Grain > before.Gap+jitter:
	case gap+c.Grain < s.least-jitter:
		p.Offend(c, gap.Seconds(), analyzer.Error)
	case c.Class == timeline.TooFast: // the documented pace is too fast, and the client does not listen
		p.Offend(c, gap.Seconds(), analyzer.Warning)
	}
}
