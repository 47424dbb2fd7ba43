package rules

import (
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var taskNeverPolled = &analyzer.Rule{
	ID:    "task-never-polled",
	Title: "a task is sent and its result never asked for",
	Why: `The task is solved and paid for, and the service forgets its result after some minutes. Most often an error made the
client forget the id, or its program ended too soon.`,
	Fix:      "Ask for every task that the service took, also after an error of one result request, or have the results delivered by callbackUrl or pingback.",
	Severity: analyzer.Warning,
	Limit:    service.Unasked,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsAnswer | timeline.ShowsPayload | timeline.ShowsTime,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult, timeline.Report},
	Heed:     analyzer.Heed{None: true},
	Shared:   true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return forgotten{limit: l.Gap()}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s taken and never asked for, although the recording goes on for more than %s",
			lang.Count(f.Count, "task"), lang.Span(f.Limit.Gap()))
	},
}

type forgotten struct {
	limit time.Duration
}

// Check waits for the end.
func (forgotten) Check(*analyzer.Pass, *timeline.Call) {}

// End reports a task that nobody asked for in time. For one that was sent shortly
// before the recording's end there was none.
func (f forgotten) End(p *analyzer.Pass, last timeline.Instant) {
	sent := p.Before().Sent
	if sent == nil || sent.Payload == nil || sent.Payload.Callback || !sent.Shows.Has(timeline.ShowsPayload|timeline.ShowsTime) {
		return
	}
	if wait := last.Sub(sent.End()) - sent.Grain; wait > f.limit {
		p.Recall(sent, wait.Seconds(), analyzer.Warning)
	}
}
