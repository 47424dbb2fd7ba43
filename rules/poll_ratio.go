package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var pollRatio = &analyzer.Rule{
	ID:    "poll-ratio",
	Title: "too many result requests for the number of tasks sent",
	Why: `The service compares the result and balance requests of an account with its tasks, and blocks the account for five
minutes when there are more than 20 for each task and 1200 beside them (ERROR: 1005).`,
	Fix:      "Wait 5 s before the first result request and between two (10 to 20 s before the first for reCAPTCHA), or let the results be delivered by pingback; look at the balance rarely.",
	Severity: analyzer.Error,
	Limit:    service.PollAllowance,
	Scope:    analyzer.PerAccount,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult, timeline.GetBalance},
	After:    []string{"poll-interval-short", "poll-first-early", "balance-polled-often", "poll-after-ready"},
	New: func(p *service.Profile, l service.Limit) analyzer.Checker {
		each, _ := p.Limit(service.PollsPerCreate)
		return &ratio{each: each.Value, allowance: l.Value}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s more than 20 for each task sent, where %d are granted", lang.Count(int(f.Observed), "result and balance request"), f.Limit.Value)
	},
}

type ratio struct {
	each, allowance int64
	asked, sent     int64
}

func (r *ratio) Check(p *analyzer.Pass, c *timeline.Call) {
	if c.Op == timeline.CreateTask {
		r.sent++
		return
	}
	if c.Op == timeline.GetTaskResult && c.Created == nil {
		return // its task may have been sent where the recording did not look
	}
	r.asked++
	beyond := r.asked - r.each*r.sent
	p.Use(c, float64(beyond))
	if beyond > r.allowance {
		p.Offend(c, float64(beyond), analyzer.Error)
	}
}
