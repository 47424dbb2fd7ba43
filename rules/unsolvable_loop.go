package rules

import (
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var unsolvableLoop = &analyzer.Rule{
	ID:    "unsolvable-loop",
	Title: "one task after another cannot be solved",
	Why: `When no task is solved any more, it is not the captchas that are too hard: a parameter, a proxy or the page is wrong.
Going on wastes money where such tasks are charged, and counts as failed requests everywhere.`,
	Fix:      "Stop after three tasks of the same captcha that could not be solved, and look at what is sent: site key, URL, proxy, and the image itself.",
	Severity: analyzer.Warning,
	Limit:    service.Unsolvable,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsTask | timeline.ShowsAnswer,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult},
	Answers:  []timeline.Class{timeline.Unsolvable},
	EachTask: true,
	Heed:     analyzer.Heed{States: []timeline.State{timeline.Ready}, Classes: []timeline.Class{timeline.Unsolvable}},
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &unsolved{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("up to %s in a row could not be solved", lang.Count(int(f.Observed), "task"))
	},
}

type unsolved struct {
	limit service.Limit
	tasks recall
	row   int
}

func (u *unsolved) Check(p *analyzer.Pass, c *timeline.Call) {
	if c.State == timeline.Ready {
		u.row = 0
	}
	if c.Class != timeline.Unsolvable || u.tasks.again(c.Task) {
		return
	}
	if u.row++; int64(u.row) <= u.limit.Value {
		return
	}
	// Three in a row happen by chance among many tasks; more than that do not.
	severity := analyzer.Info
	if u.row > vain {
		severity = analyzer.Warning
	}
	p.Advise(c, float64(u.row), severity)
}

// recall remembers the last few tasks, so that one that is answered twice counts
// once.
type recall struct{ tasks []timeline.TaskID }

// maxRecall is how many tasks are remembered: more than one client asks for at once.
const maxRecall = 16

// again reports whether a task is among the last ones, and remembers it.
func (r *recall) again(t timeline.TaskID) bool {
	switch {
	case t == timeline.TaskID{}:
		return false
	case slices.Contains(r.tasks, t):
		return true
	}
	r.tasks = append(r.tasks, t)
	r.tasks = r.tasks[max(0, len(r.tasks)-maxRecall):]
	return false
}
