package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var proxyOnProxyless = &analyzer.Rule{
	ID:       "proxy-on-proxyless",
	Title:    "a proxy is sent with a task type that takes none",
	Why:      `The fields are not read: the captcha is solved from the service's own addresses.`,
	Fix:      "Drop the proxy, or use the type that takes one.",
	Severity: analyzer.Warning,
	Limit:    service.ProxyTaken,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_INVALID_TASK"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ProxyNotTaken},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with a proxy that its type does not take"),
}
