package rules

import (
	"fmt"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var pollWithoutEnd = &analyzer.Rule{
	ID:    "poll-without-end",
	Title: "a task that never ends is asked for on and on",
	Why: `A task that got no answer for minutes will get none. A loop without a deadline goes on asking until the limit of
requests for the task is passed, and that is a reason for a ban.`,
	Fix:      "Give every task a deadline, such as 120 s; at the deadline drop it and create a new one.",
	Severity: analyzer.Warning,
	Limit:    service.TaskEnd,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsAnswer | timeline.ShowsTime,
	About:    polls,
	After:    []string{"known-buggy-client"},
	New: func(p *service.Profile, l service.Limit) analyzer.Checker {
		most, _ := p.Limit(service.PollsPerTask)
		return &deadline{limit: l.Gap(), most: most.Value}
	},
	Say: func(f *analyzer.Finding) string {
		if f.Subjects > 1 {
			return fmt.Sprintf("%d tasks were asked for without an end, longer than %s each; worst is task %s with %s",
				f.Subjects, service.Span(f.Limit.Gap()), f.Worst, seconds(f.Observed))
		}
		return fmt.Sprintf("a task was asked for over %s without an end", seconds(f.Observed))
	},
}

type deadline struct {
	limit time.Duration
	most  int64 // requests for the task that the service allows; 0 for no such limit
	asked int64
	first *timeline.Call
	from  timeline.Instant // when the task was sent, or first asked for
	last  timeline.Instant
	over  bool
}

func (d *deadline) Check(_ *analyzer.Pass, c *timeline.Call) {
	switch {
	case d.first != nil:
	case c.Created != nil && c.Created.Start != 0:
		d.first, d.from = c, c.Created.End
	default:
		d.first, d.from = c, c.Start
	}
	d.asked++
	d.last = c.Start
	// An answer that is not shown may be the last one.
	if over(c) || !c.Shows.Has(timeline.ShowsAnswer|timeline.ShowsTime) {
		d.over = true
	}
}

// End reports a task that was asked for too long. One that the recording's end cut
// short was not, and one that was asked for too often has a rule of its own.
func (d *deadline) End(p *analyzer.Pass, _ timeline.Instant) {
	if d.over || d.first == nil || d.most > 0 && d.asked > d.most {
		return
	}
	if span := d.last.Sub(d.from) - d.first.Grain; span > d.limit {
		p.Advise(d.first, span.Seconds(), analyzer.Warning)
	}
}

// over matches the answers after which there is nothing more to ask of a task.
func over(c *timeline.Call) bool {
	return c.State == timeline.Ready || c.Class == timeline.UnknownTask || ends(c)
}
