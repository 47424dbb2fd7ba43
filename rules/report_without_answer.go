package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var reportWithoutAnswer = &analyzer.Rule{
	ID:    "report-without-answer",
	Title: "a task is reported that never got an answer",
	Why: `A report says that an answer was wrong. Of a task without one the service refuses it, and it is one more of the failed
requests that services block addresses for.`,
	Fix:      "Report a task only after its answer was used at the site; give a task up without a report.",
	Severity: analyzer.Warning,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsAnswer,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult, timeline.Report},
	Heed:     analyzer.Heed{Reports: true},
	Shared:   true,
	New: func(*service.Profile, service.Limit) analyzer.Checker {
		return unanswered{}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s on a task that was not answered%s", lang.Count(f.Count, "report"), across(f))
	},
}

// unanswered follows a task whose answer could come by result requests only: it was
// asked for in the recording, and no callback delivers it.
type unanswered struct{}

func (unanswered) Check(p *analyzer.Pass, c *timeline.Call) {
	known := c.Created != nil && c.Created.Payload != nil && !c.Created.Payload.Callback
	if known && p.Before().Polls > 0 && !p.Before().Answered {
		p.Advise(c, 0, analyzer.Warning)
	}
}
