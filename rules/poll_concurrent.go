package rules

import (
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var pollConcurrent = &analyzer.Rule{
	ID:    "poll-concurrent",
	Title: "a result is asked for while the same question is still unanswered",
	Why: `Two requests for one task at the same time learn the same, and both count towards the limit of requests for it. A timer
that does not wait for answers, or two loops around one task, use that limit up twice as fast.`,
	Fix:      "Let one loop ask for a task, and start its wait when the answer is there: a sleep after each request instead of a timer.",
	Severity: analyzer.Warning,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsTime,
	About:    polls,
	Shared:   true,
	New: func(*service.Profile, service.Limit) analyzer.Checker {
		return overlap{}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s while the one before was unanswered, up to %s before its answer%s",
			lang.Count(f.Count, "result request"), seconds(f.Observed), across(f))
	},
}

// touching is how much two requests may overlap by the inaccuracy of clocks.
const touching = 50 * time.Millisecond

// fewOverlaps is how many overlaps of one task are no accident.
const fewOverlaps = 2

type overlap struct{}

func (overlap) Check(p *analyzer.Pass, c *timeline.Call) {
	until := p.Before().Until
	early := until.Sub(c.Start) - c.Grain
	if until == 0 || early <= touching || c.Took < 0 || !c.Shows.Has(timeline.ShowsTime) {
		return
	}
	severity := analyzer.Silent
	if p.Count()+1 >= fewOverlaps {
		severity = analyzer.Warning
	}
	p.Advise(c, early.Seconds(), severity)
}
