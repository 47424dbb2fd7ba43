package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var reportDuplicate = &analyzer.Rule{
	ID:    "report-duplicate",
	Title: "an answer is reported twice",
	Why: `A task is reported once. 2Captcha answers ERROR_DUPLICATE_REPORT to the second report, and no service gives money back
twice: each is a request for nothing.`,
	Fix:      "Mark a task as reported when the service has taken the report, and report it no more.",
	Severity: analyzer.Info,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsAnswer,
	About:    []timeline.Operation{timeline.Report},
	Codes:    []string{"ERROR_DUPLICATE_REPORT"},
	New: func(*service.Profile, service.Limit) analyzer.Checker {
		return &reportTwice{}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s on an answer that was reported before%s", lang.Count(f.Count, "report"), across(f))
	},
}

// reportTwice lets a second opinion pass, and a report that nobody has taken yet.
type reportTwice struct {
	good, bad bool // such a report was taken
}

func (r *reportTwice) Check(p *analyzer.Pass, c *timeline.Call) {
	before := &r.bad
	if c.Correct {
		before = &r.good
	}
	if *before || c.Code == "ERROR_DUPLICATE_REPORT" {
		p.Advise(c, 0, analyzer.Info)
	}
	*before = *before || c.State == timeline.Accepted
}
