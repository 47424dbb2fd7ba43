package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var requestBurst = &analyzer.Rule{
	ID:    "request-burst",
	Title: "one address sends very many requests a second",
	Why: `No service publishes how many requests it takes from an address, and each can shut out one that sends too many. A loop
without a pause looks like this as well as a large farm does.`,
	Fix:      "Look for a loop without a pause; if the number is meant, put requests into a queue, and tell the service's support what to expect.",
	Severity: analyzer.Info,
	Limit:    service.RequestRate,
	Scope:    analyzer.PerClient,
	Needs:    timeline.ShowsTime,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &burst{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("more than %s for %d seconds in a row or longer, up to %s in one", f.Limit.Text(), fewSeconds, lang.Count(int(f.Observed), "request"))
	},
}

// fewSeconds is how many seconds in a row make a burst. The figure is banlint's own:
// workers that start together make a single one.
const fewSeconds = 3

type burst struct {
	limit  service.Limit
	second timeline.Instant // when it began
	count  int              // requests in it
	row    int              // seconds in a row with more than the limit
	peak   int              // the most requests in one of them
}

func (b *burst) Check(p *analyzer.Pass, c *timeline.Call) {
	if !c.Shows.Has(timeline.ShowsTime) || c.Grain > b.limit.Span {
		return
	}
	if span := timeline.Instant(b.limit.Span); c.Start < b.second || c.Start >= b.second+span {
		second := c.Start - c.Start%span
		if second != b.second+span || int64(b.count) <= b.limit.Value {
			b.row, b.peak = 0, 0
		}
		b.second, b.count = second, 0
	}
	b.count++
	if int64(b.count) <= b.limit.Value {
		return
	}
	if int64(b.count) == b.limit.Value+1 {
		b.row++
	}
	b.peak = max(b.peak, b.count)
	if b.row >= fewSeconds {
		p.Advise(c, float64(b.peak), analyzer.Info)
	}
}
