package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var reportExcess = &analyzer.Rule{
	ID:    "report-excess",
	Title: "more answers are reported as wrong than the service believes",
	Why: `Above a share of the answers 2Captcha records no more reports (REPORT_NOT_RECORDED): they bring no money back, and they
say more about the client's parameters than about the workers.`,
	Fix:      "Report only what the site has refused for the answer; where so many are refused, check the parameters, the proxy and the time from answer to use first.",
	Severity: analyzer.Warning,
	Limit:    service.ReportShare,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsAnswer | timeline.ShowsTask,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult, timeline.Report},
	Codes:    []string{"REPORT_NOT_RECORDED"},
	EachTask: true,
	Heed:     analyzer.Heed{Settled: true},
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &reportedShare{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("up to %.0f %% of the answers were reported as wrong, where %d %% are believed", f.Observed*100, f.Limit.Value)
	},
}

// fewAnswers are too few to speak of a share of them.
const fewAnswers = 20

type reportedShare struct {
	limit service.Limit
	tally
}

func (s *reportedShare) Check(p *analyzer.Pass, c *timeline.Call) {
	if s.count(c) && s.answers >= fewAnswers && int64(s.wrong)*100 > s.limit.Value*int64(s.answers) {
		p.Advise(c, float64(s.wrong)/float64(s.answers), analyzer.Warning)
	}
}

// A tally counts answers, and the reports that they were wrong.
type tally struct {
	answers, wrong int
	last           timeline.TaskID // that was reported
}

// count reports whether the call is one more report that an answer was wrong. Of a
// task that was sent where the recording did not look, the answer may lie there too.
func (t *tally) count(c *timeline.Call) bool {
	switch {
	case c.State == timeline.Ready:
		t.answers++
	case c.Op == timeline.Report && !c.Correct && c.Created != nil && c.Task != t.last &&
		(c.State == timeline.Accepted || c.Code == "REPORT_NOT_RECORDED"):
		t.wrong++
		t.last = c.Task
		return true
	}
	return false
}
