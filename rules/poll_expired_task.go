package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var pollExpiredTask = &analyzer.Rule{
	ID:    "poll-expired-task",
	Title: "a result is asked for when the service has forgotten the task",
	Why: `A service keeps a task for minutes only. What is asked for later brings an answer that there is no such task, and
requests for tasks that do not exist lead to a ban.`,
	Fix:      "Give up on a task before its time is over, fetch its result as soon as it is there, and do not ask for ids of an earlier run.",
	Severity: analyzer.Warning,
	Limit:    service.TaskLife,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsAnswer | timeline.ShowsTime,
	About:    polls,
	Answers:  []timeline.Class{timeline.UnknownTask},
	After:    []string{"poll-without-end"},
	Shared:   true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &taskLife{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		from := lang.T("the task was sent")
		if f.Limit.Solved {
			from = lang.T("the task was answered as ready")
		}
		return lang.T("%s later than %s after %s, the latest after %s%s",
			lang.Count(f.Count, "result request"), lang.Span(f.Limit.Gap()), from, seconds(f.Observed), across(f))
	},
}

type taskLife struct {
	limit service.Limit
}

func (t *taskLife) Check(p *analyzer.Pass, c *timeline.Call) {
	switch {
	case !t.past(p, c):
	case c.State != timeline.NoState || analyzer.Ends(c):
		p.Become(outlived{t})
	default:
		t.report(p, c)
	}
}

// past reports whether the service can have forgotten the task.
func (t *taskLife) past(p *analyzer.Pass, c *timeline.Call) bool {
	from := t.from(p, c)
	return from != 0 && c.Shows.Has(timeline.ShowsAnswer|timeline.ShowsTime) && c.Start.Sub(from)-c.Grain > t.limit.Gap()
}

// from returns when the task's time began; 0 when not known.
func (t *taskLife) from(p *analyzer.Pass, c *timeline.Call) timeline.Instant {
	switch {
	case t.limit.Solved:
		return p.Before().Ready
	case c.Created != nil:
		return c.Created.End
	default:
		return 0
	}
}

func (t *taskLife) report(p *analyzer.Pass, c *timeline.Call) {
	p.Advise(c, c.Start.Sub(t.from(p, c)).Seconds(), analyzer.Warning)
}

// outlived is a task that the service knew still when its time was over.
type outlived struct{ *taskLife }

func (t outlived) Check(p *analyzer.Pass, c *timeline.Call) {
	if c.Class == timeline.UnknownTask && t.past(p, c) {
		t.report(p, c)
	}
}
