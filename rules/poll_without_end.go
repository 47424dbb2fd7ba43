package rules

import (
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
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
	Heed:     analyzer.Heed{None: true},
	Shared:   true,
	New: func(p *service.Profile, l service.Limit) analyzer.Checker {
		most, _ := p.Limit(service.PollsPerTask)
		return &deadline{limit: l.Gap(), most: most.Value}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		if f.Subjects > 1 {
			return lang.T("%s were asked for without an end, longer than %s each; worst is task %s with %s",
				lang.Count(f.Subjects, "task"), lang.Span(f.Limit.Gap()), f.Worst.String(), seconds(f.Observed))
		}
		return lang.T("a task was asked for over %s without an end", seconds(f.Observed))
	},
}

type deadline struct {
	limit time.Duration
	most  int64 // requests for the task that the service allows; 0 for no such limit
}

// Check waits for the end.
func (d *deadline) Check(*analyzer.Pass, *timeline.Call) {}

// End reports a task that was asked for too long. One that the recording's end cut
// short was not, and one that was asked for too often has a rule of its own.
func (d *deadline) End(p *analyzer.Pass, _ timeline.Instant) {
	before := p.Before()
	if before.First == nil || d.most > 0 && int64(before.Polls) > d.most {
		return
	}
	from := before.First.Start
	if sent := before.First.Created; sent != nil && sent.Start != 0 {
		from = sent.End
	}
	if span := before.Last.Sub(from) - before.First.Grain; span > d.limit {
		p.Recall(before.First, span.Seconds(), analyzer.Warning)
	}
}
