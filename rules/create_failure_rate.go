package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var createFailureRate = &analyzer.Rule{
	ID:    "create-failure-rate",
	Title: "most requests are answered with an error",
	Why: `Services block addresses with a high number of failed requests, whatever the errors are. A client most of whose requests
fail does not look at the answers.`,
	Fix:      "Watch the share of errors, and stop with an alarm when half of the requests fail; correct what the errors name before going on.",
	Severity: analyzer.Warning,
	Limit:    service.FailureShare,
	Scope:    analyzer.PerClient,
	Needs:    timeline.ShowsAnswer | timeline.ShowsTime,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetBalance, timeline.Report},
	After:    []string{"identical-failing-requests"},
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &failures{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("up to %.0f%% of the requests within %s were answered with an error", 100*f.Observed, lang.Span(memory))
	},
}

// fewRequests is how many requests make a share.
const fewRequests = 20

type failures struct {
	limit       service.Limit
	all, failed timeline.Recent // requests of the last minutes
}

func (f *failures) Check(p *analyzer.Pass, c *timeline.Call) {
	if !c.Shows.Has(timeline.ShowsAnswer | timeline.ShowsTime) {
		return
	}
	all := f.all.Add(c.Start, memory)
	if !failed(c) {
		return
	}
	n := f.failed.Add(c.Start, memory)
	if all >= fewRequests && int64(100*n) >= f.limit.Value*int64(all) {
		p.Advise(c, float64(n)/float64(all), analyzer.Warning)
	}
}

// failed matches the errors that have no rule of their own. Those about the key, the
// address, the balance, the task, a banned proxy, free slots and bans have.
func failed(c *timeline.Call) bool {
	return refused(c) || c.Class == timeline.ServerError || c.Class == timeline.OtherError
}
