package rules

import (
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var reportLate = &analyzer.Rule{
	ID:    "report-late",
	Title: "an answer is reported when the service no longer takes the report",
	Why: `A service keeps a task for a short time. A report that comes later is refused, so that the answer stays paid for and
nobody learns from it; and a request for a task that is no longer known is one of those that count towards a ban.`,
	Fix:      "Report as soon as the site has refused or taken the answer; where that is known too late, drop the report.",
	Severity: analyzer.Warning,
	Limit:    service.ReportWindow,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsTime,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult, timeline.Report},
	Codes:    []string{"REPORT_NOT_RECORDED", "ERROR_NO_SUCH_CAPCHA_ID", "ERROR_WRONG_CAPTCHA_ID"},
	Heed:     analyzer.Heed{Reports: true},
	Shared:   true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &reportTime{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		since := lang.T("the task was sent")
		if f.Limit.Solved {
			since = lang.T("the answer was given")
		}
		late := time.Duration(f.Observed * float64(time.Second)).Round(time.Second)
		s := lang.T("%s later than %s after %s, the latest after %s%s",
			lang.Count(f.Count, "report"), lang.Span(f.Limit.Gap()), since, lang.Span(late), across(f))
		if f.Severity == analyzer.Info {
			return lang.T("%s, and taken all the same: the limit in force is another than the documented one", s)
		}
		return s
	},
}

type reportTime struct {
	limit service.Limit
}

func (r *reportTime) Check(p *analyzer.Pass, c *timeline.Call) {
	since := r.since(p.Before())
	late := c.Start.Sub(since)
	if since == 0 || !c.Shows.Has(timeline.ShowsTime) || late <= r.limit.Gap() {
		return
	}
	p.Advise(c, late.Seconds(), analyzer.Warning)
	if c.State == timeline.Accepted {
		p.Served(late.Seconds())
	}
}

// since returns the window's beginning; 0 where the recording does not show it.
func (r *reportTime) since(s *analyzer.Story) timeline.Instant {
	if !r.limit.Solved && s.Taken != 0 {
		return s.Taken
	}
	return s.Ready
}
