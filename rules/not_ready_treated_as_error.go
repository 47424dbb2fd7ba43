package rules

import (
	"slices"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var notReadyTreatedAsError = &analyzer.Rule{
	ID:    "not-ready-treated-as-error",
	Title: "a task is dropped and sent anew at the first answer that it is not ready",
	Why: `Not ready is an answer that asks to wait. A client that takes it for an error pays for the task, leaves its result
behind, and pays for the same task again.`,
	Fix:      "Go on asking at CAPCHA_NOT_READY, CAPTCHA_NOT_READY and status processing; take only other codes as errors.",
	Severity: analyzer.Warning,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsTask | timeline.ShowsAnswer | timeline.ShowsTime,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult},
	EachTask: true,
	Heed:     analyzer.Heed{States: []timeline.State{timeline.Accepted}},
	Follows:  true,
	New: func(*service.Profile, service.Limit) analyzer.Checker {
		return &dropped{}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s sent anew after one answer that the task before was not ready", lang.Count(f.Count, "task"))
	},
}

const (
	// anew is within what time a task that is sent again takes the place of a dropped
	// one. The figure is banlint's own: a loop that takes an answer for an error comes
	// back within seconds.
	anew = 30 * time.Second

	// fewDrops is how many dropped tasks are no accident: one may have been cancelled.
	fewDrops = 2

	// maxOpen is how many tasks of an account are watched at once, the latest ones. A
	// client that drops its tasks has few of them open.
	maxOpen = 64
)

type dropped struct {
	open  []attempt // oldest first
	drops int
}

// An attempt is a task that was sent, and asked for once at most.
type attempt struct {
	task    timeline.TaskID
	request uint64
	told    timeline.Instant // when the client had the answer that it is not ready; 0 before
	again   *analyzer.Kept   // the call that sent the same task once more; nil before
}

func (d *dropped) Check(p *analyzer.Pass, c *timeline.Call) {
	if c.Op == timeline.GetTaskResult {
		d.asked(c)
		return
	}
	d.open = slices.DeleteFunc(d.open, func(a attempt) bool {
		return a.again == nil && a.told != 0 && c.Start.Sub(a.told) > anew
	})
	if c.Request == 0 || !c.Shows.Has(timeline.ShowsTime) {
		return
	}
	i := slices.IndexFunc(d.open, func(a attempt) bool {
		return a.again == nil && a.request == c.Request && a.told != 0 && c.Start >= a.told
	})
	if i >= 0 {
		d.open[i].again = p.Keep(c)
	}
	if c.State != timeline.Accepted || c.Task == (timeline.TaskID{}) {
		return
	}
	if d.open = append(d.open, attempt{task: c.Task, request: c.Request}); len(d.open) > maxOpen {
		d.settle(p, &d.open[0], c.Start)
		d.open = d.open[1:]
	}
}

// asked notes the answer to a result request. A task that is asked for twice was
// not dropped.
func (d *dropped) asked(c *timeline.Call) {
	i := slices.IndexFunc(d.open, func(a attempt) bool { return a.task == c.Task })
	switch {
	case i < 0:
	case d.open[i].told == 0 && c.State == timeline.Processing:
		d.open[i].told = c.Heard()
	default:
		d.open = slices.Delete(d.open, i, i+1)
	}
}

// End looks at the tasks that were not asked for again.
func (d *dropped) End(p *analyzer.Pass, last timeline.Instant) {
	for i := range d.open {
		d.settle(p, &d.open[i], last)
	}
}

// settle reports a task that another one has taken the place of. One whose client
// had no time to ask again by then is not among them.
func (d *dropped) settle(p *analyzer.Pass, a *attempt, now timeline.Instant) {
	if a.again == nil || now.Sub(a.told) <= anew {
		return
	}
	d.drops++
	severity := analyzer.Silent
	if d.drops >= fewDrops {
		severity = analyzer.Warning
	}
	p.Recall(a.again, float64(d.drops), severity)
}
