package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var zeroBalanceRetried = &analyzer.Rule{
	ID:    "zero-balance-retried",
	Title: "tasks are sent on an empty balance again and again",
	Why: `The service refuses tasks of an account without money, and shuts out clients that go on sending them. Only a top-up
changes the answer.`,
	Fix:      "Stop sending tasks at the first ERROR_ZERO_BALANCE, for all workers of the account; look at the balance once a minute at most until it is topped up.",
	Severity: analyzer.Error,
	Limit:    service.EmptyBalance,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsAnswer,
	About:    creates,
	Answers:  []timeline.Class{timeline.ZeroBalance},
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.ZeroBalance}},
	New:      repeats{call: answered(timeline.ZeroBalance), told: answered(timeline.ZeroBalance), warn: 2}.checker,
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s sent on an empty balance%s", lang.Count(f.Count, "task"), within(f))
	},
}
