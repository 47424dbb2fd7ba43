package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var proxyRequiredMissing = &analyzer.Rule{
	ID:       "proxy-required-missing",
	Title:    "a task that needs a proxy has none",
	Why:      `Some protections tie their cookies to the address that passed them. The service takes such tasks only with a proxy.`,
	Fix:      "Add the proxy that the rest of the session uses.",
	Severity: analyzer.Error,
	Limit:    service.ProxyNeed,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_PROXY_MISSING"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ProxyMissing},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Info}.checker,
	Say:      count("task", "%s without the proxy that its type needs"),
}
