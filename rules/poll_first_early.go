package rules

import (
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var pollFirstEarly = &analyzer.Rule{
	ID:    "poll-first-early",
	Title: "a result is asked for before it can be there",
	Why: `No worker solves a task in its first seconds, so a result request that comes at once brings nothing. It counts like any
other, and 2Captcha weighs the result requests of an account against its tasks.`,
	Fix:      "Wait the first delay of the service between the answer to createTask and the first result request, and the usual interval from then on.",
	Severity: analyzer.Info,
	Limit:    service.FirstPoll,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsTime,
	About:    polls,
	Shared:   true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return firstPoll{least: l.Gap()}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s sooner than %s after the answer to createTask, the soonest after %s%s",
			lang.Count(f.Count, "first result request"), lang.Span(f.Limit.Gap()), seconds(f.Observed), across(f))
	},
}

type firstPoll struct {
	least time.Duration
}

func (f firstPoll) Check(p *analyzer.Pass, c *timeline.Call) {
	if p.Before().Polls > 0 || c.Created == nil || c.State == timeline.Ready || !c.Shows.Has(timeline.ShowsTime) {
		return
	}
	if gap := c.Start.Sub(c.Created.End); gap >= 0 && gap+c.Grain < f.least-jitter {
		p.Advise(c, gap.Seconds(), analyzer.Info)
	}
}
