package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var failingProxyReused = &analyzer.Rule{
	ID:    "failing-proxy-reused",
	Title: "tasks are sent with a proxy that does not work",
	Why: `A proxy that refused, timed out or turned its login away for several tasks does so for the next one. Such tasks are
failed requests, and 2Captcha puts the proxy on its list of bad ones, whose use leads to a ban.`,
	Fix:      "Test a proxy before it goes into the pool, take it out for ten minutes after its first failure, and check its login.",
	Severity: analyzer.Warning,
	Limit:    service.FailingProxies,
	Scope:    analyzer.PerProxy,
	Needs:    timeline.ShowsAnswer | timeline.ShowsPayload,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult},
	Answers:  []timeline.Class{timeline.ProxyFailed},
	EachTask: true,
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.ProxyFailed}},
	Follows:  true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &proxyFailures{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s sent with a proxy after it had failed for %d others within %s%s",
			lang.Count(f.Count, "task"), int(f.Observed), lang.Span(f.Limit.Span), proxies(f))
	},
}

type proxyFailures struct {
	limit  service.Limit
	tasks  recall
	recent window
	failed int              // tasks by the last failure
	known  timeline.Instant // since when the client knows that the proxy does not work; 0 before
}

func (f *proxyFailures) Check(p *analyzer.Pass, c *timeline.Call) {
	if c.Op == timeline.CreateTask && f.known != 0 && c.Start >= f.known {
		if c.Start.Sub(f.known) > f.limit.Span {
			f.known = 0 // tried again after a rest
		} else {
			p.Advise(c, float64(f.failed), analyzer.Warning)
		}
	}
	switch {
	case c.State == timeline.Ready: // it works
		*f = proxyFailures{limit: f.limit}
	case c.Class == timeline.ProxyFailed && !f.tasks.again(c.Task):
		f.failed = f.recent.add(c.Start, f.limit.Span)
		if int64(f.failed) > f.limit.Value && f.known == 0 {
			f.known = c.Heard()
		}
	}
}
