package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var bannedProxyReused = &analyzer.Rule{
	ID:    "banned-proxy-reused",
	Title: "tasks are sent with a proxy that was answered as banned",
	Why: `Once a proxy was answered as banned, every further task with it fails the same way, and the service counts such tasks
towards a ban of the client.`,
	Fix:      "Take the proxy out of the pool for at least ten minutes when it is answered as banned; stop and raise an alarm when the pool is empty.",
	Severity: analyzer.Error,
	Limit:    service.BannedProxies,
	Scope:    analyzer.PerProxy,
	Needs:    timeline.ShowsAnswer | timeline.ShowsPayload,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult},
	Answers:  []timeline.Class{timeline.ProxyBanned},
	After:    []string{"failing-proxy-reused"},
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.ProxyBanned}},
	Follows:  true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &proxyReuse{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s sent with a proxy that was answered as banned%s%s", lang.Count(f.Count, "more task"), within(f), proxies(f))
	},
}

type proxyReuse struct {
	limit  service.Limit
	known  timeline.Instant // when the last answer of a ban had come; 0 before
	recent window
}

func (u *proxyReuse) Check(p *analyzer.Pass, c *timeline.Call) {
	if c.Class == timeline.Banned {
		return // refused for something else
	}
	if c.Op == timeline.CreateTask && u.known != 0 && c.Start >= u.known && c.Start.Sub(u.known) <= memory {
		n := u.recent.add(c.Start, u.limit.Span)
		severity := analyzer.Warning
		if int64(n) > u.limit.Value && u.limit.Earns != "" {
			severity = analyzer.Error
		}
		p.Use(c, float64(n))
		p.Offend(c, float64(n), severity)
	}
	if c.Class != timeline.ProxyBanned {
		return
	}
	if u.known == 0 && c.Op == timeline.CreateTask {
		u.recent.add(c.Start, u.limit.Span) // the task that found it out counts as well
	}
	u.known = c.Heard()
}
