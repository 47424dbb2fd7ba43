package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var balancePolledOften = &analyzer.Rule{
	ID:    "balance-polled-often",
	Title: "the balance is asked for again and again",
	Why: `A balance changes by the price of a task, and every answer of createTask tells when it is used up. At 2Captcha
requests for the balance count like result requests towards a block.`,
	Fix:      "Ask for the balance at the start and every few minutes, not before each task; stop at ERROR_ZERO_BALANCE.",
	Severity: analyzer.Info,
	Limit:    service.BalanceChecks,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsTime,
	About:    []timeline.Operation{timeline.GetBalance},
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &balanceChecks{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("up to %s within %s", lang.Count(int(f.Observed), "balance request"), lang.Span(f.Limit.Span))
	},
}

type balanceChecks struct {
	limit  service.Limit
	recent window
}

func (b *balanceChecks) Check(p *analyzer.Pass, c *timeline.Call) {
	if c.Class != timeline.NoError || !c.Shows.Has(timeline.ShowsTime) || c.Grain >= b.limit.Span {
		return
	}
	if n := b.recent.add(c.Start, b.limit.Span-c.Grain); int64(n) > b.limit.Value {
		p.Advise(c, float64(n), analyzer.Info)
	}
}
