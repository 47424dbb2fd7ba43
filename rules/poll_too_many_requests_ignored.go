package rules

import (
	"fmt"
	"time"

	"github.com/banlint/banlint/analyzer"
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
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &slackening{least: l.Gap()}
	},
	Say: func(f *analyzer.Finding) string {
		return fmt.Sprintf("%s no slower than before although the service had answered that it is too much%s",
			plural(f.Count, "result request"), across(f))
	},
}

type slackening struct {
	least  time.Duration
	last   timeline.Instant
	before time.Duration // the gap before the last request; 0 when there was none
	warned bool          // the last answer said that it is too much
}

func (s *slackening) Check(p *analyzer.Pass, c *timeline.Call) {
	if !c.Shows.Has(timeline.ShowsTime) {
		return
	}
	gap := time.Duration(0)
	if s.last != 0 {
		gap = c.Start.Sub(s.last)
	}
	if s.warned && gap+c.Grain <= s.before+jitter {
		switch {
		case gap+c.Grain < s.least-jitter:
			p.Offend(c, gap.Seconds(), analyzer.Error)
		case c.Class == timeline.TooFast: // the documented pace is too fast, and the client does not listen
			p.Offend(c, gap.Seconds(), analyzer.Warning)
		}
	}
	s.last, s.before, s.warned = c.Start, gap, c.Class == timeline.TooFast
}
