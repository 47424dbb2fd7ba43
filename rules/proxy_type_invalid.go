package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var proxyTypeInvalid = &analyzer.Rule{
	ID:       "proxy-type-invalid",
	Title:    "a proxy has a type or port that does not exist",
	Why:      `The service knows the types http, https, socks4 and socks5, and ports up to 65535.`,
	Fix:      "Correct proxyType and proxyPort.",
	Severity: analyzer.Warning,
	Limit:    service.ProxyTypes,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_PROXY_MISSING", "ERROR_PROXY_FORMAT"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ProxyTypeUnfit},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with a proxy type or port that does not exist"),
}
