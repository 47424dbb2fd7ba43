package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var ipNotAllowedRepeated = &analyzer.Rule{
	ID:    "ip-not-allowed-repeated",
	Title: "requests go on from an address that the account does not admit",
	Why: `An account with a list of trusted addresses refuses all others, whatever is asked. No retry changes that, and each one is
a failed request, for a high number of which services block addresses.`,
	Fix:      "Stop at the first ERROR_IP_NOT_ALLOWED; put the address that the service sees on the account's list, or send all traffic through one that is on it.",
	Severity: analyzer.Error,
	Limit:    service.SameFailures,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsAnswer,
	Codes:    []string{"ERROR_IP_NOT_ALLOWED"},
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.NotAllowed}},
	New:      repeats{call: notAdmitted, told: notAdmitted, warn: 2}.checker,
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s from an address that the account does not admit%s", lang.Count(f.Count, "request"), within(f))
	},
}

func notAdmitted(c *timeline.Call) bool { return c.Code == "ERROR_IP_NOT_ALLOWED" }
