package rules

import (
	"fmt"

	"github.com/banlint/banlint/analyzer"
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
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &taskLife{limit: l}
	},
	Say: func(f *analyzer.Finding) string {
		from := "was sent"
		if f.Limit.Solved {
			from = "was answered as ready"
		}
		return fmt.Sprintf("%s later than %s after the task %s, the latest after %s%s",
			plural(f.Count, "result request"), service.Span(f.Limit.Gap()), from, seconds(f.Observed), across(f))
	},
}

type taskLife struct {
	limit    service.Limit
	from     timeline.Instant // when its time began; 0 when not known
	outlived bool             // the service knew it still when its time was over
}

func (t *taskLife) Check(p *analyzer.Pass, c *timeline.Call) {
	if !c.Shows.Has(timeline.ShowsAnswer | timeline.ShowsTime) {
		return
	}
	if c.Created != nil && !t.limit.Solved {
		t.from = c.Created.End
	}
	age := c.Start.Sub(t.from)
	if t.from != 0 && age-c.Grain > t.limit.Gap() {
		switch known := c.State != timeline.NoState || ends(c); {
		case known:
			t.outlived = true
		case !t.outlived || c.Class == timeline.UnknownTask:
			p.Advise(c, age.Seconds(), analyzer.Warning)
		}
	}
	if c.State == timeline.Ready && t.limit.Solved && t.from == 0 {
		t.from = c.Heard()
	}
}
