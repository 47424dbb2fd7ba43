package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var keyOverHTTP = &analyzer.Rule{
	ID:       "key-over-http",
	Title:    "the key crosses the network in the clear",
	Why:      `Whoever sees the traffic of an http:// request can use the account.`,
	Fix:      "Change the address of the service to https://.",
	Severity: analyzer.Warning,
	Limit:    service.KeySecrecy,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsKeyed,
	Heed:     analyzer.Heed{Flaws: 1 << timeline.KeyOverHTTP},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Warning}.checker,
	Say:      count("request", "%s with the key over http://"),
}
