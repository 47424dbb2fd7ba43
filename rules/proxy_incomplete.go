package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var proxyIncomplete = &analyzer.Rule{
	ID:       "proxy-incomplete",
	Title:    "a task has some of a proxy's fields and not all",
	Why:      `The service wants type, address and port together, and refuses a task with only some of them.`,
	Fix:      "Send proxyType, proxyAddress and proxyPort, or none of them.",
	Severity: analyzer.Error,
	Limit:    service.ProxyFields,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_PROXY_MISSING", "ERROR_PROXY_NOT_AUTHORISED"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ProxyIncomplete},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with an incomplete proxy"),
}
