package rules

import (
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var duplicateCreate = &analyzer.Rule{
	ID:    "duplicate-create",
	Title: "an image is sent again while its result is open",
	Why: `Each createTask is a task of its own that is solved and paid for. One that got no answer may have been taken
all the same.`,
	Fix:      "Keep the open tasks by the image they are about, and wait for the one that is there; let createTask wait 20 s or more for its answer.",
	Severity: analyzer.Warning,
	Limit:    service.Twins,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload | timeline.ShowsAnswer | timeline.ShowsTime,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult},
	EachTask: true,
	Heed:     analyzer.Heed{Settled: true},
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &twins{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s sent again while the first had no result, up to %d times the same within %s",
			lang.Count(f.Count, "image"), int(f.Observed), lang.Span(f.Limit.Span))
	},
}

// maxImages is how many open images of an account are watched at once, the latest
// ones.
const maxImages = 500

// twins looks at images only: tasks for one site repeat their content as they should.
type twins struct {
	limit service.Limit
	open  []openImage // oldest first
}

// An openImage is one that was sent and has no result yet.
type openImage struct {
	request uint64
	task    timeline.TaskID // zero where no answer came
	sent    timeline.Instant
	known   timeline.Instant // when the client had the answer to it
}

func (t *twins) Check(p *analyzer.Pass, c *timeline.Call) {
	switch {
	case c.Op == timeline.GetTaskResult:
		if analyzer.Over(c) {
			t.open = slices.DeleteFunc(t.open, func(i openImage) bool { return i.task == c.Task && i.task != (timeline.TaskID{}) })
		}
	case c.Payload != nil && c.Payload.Image >= 0 && c.Request != 0 && c.Shows.Has(timeline.ShowsTime):
		t.send(p, c)
	}
}

// send takes up an image, and reports it where the same one is open.
func (t *twins) send(p *analyzer.Pass, c *timeline.Call) {
	for len(t.open) > 0 && c.Start.Sub(t.open[0].sent) > t.limit.Span-c.Grain {
		t.open = t.open[1:]
	}
	copies, taken := 1, 1
	for _, i := range t.open {
		if i.request != c.Request {
			continue
		}
		copies++
		if i.task != (timeline.TaskID{}) && c.Start >= i.known { // what is sent at the same moment is sent unknowing
			taken++
		}
	}
	if int64(copies) > t.limit.Value {
		severity := analyzer.Info
		if taken >= fewRepeats {
			severity = analyzer.Warning
		}
		p.Advise(c, float64(copies), severity)
	}
	if accepted := c.State == timeline.Accepted && c.Task != (timeline.TaskID{}); accepted || analyzer.Unheard(c) {
		t.open = append(t.open, openImage{c.Request, c.Task, c.Start, c.Heard()})
		t.open = t.open[max(0, len(t.open)-maxImages):]
	}
}
