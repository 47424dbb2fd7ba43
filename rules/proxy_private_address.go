package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var proxyPrivateAddress = &analyzer.Rule{
	ID:       "proxy-private-address",
	Title:    "a proxy has an address that the service cannot reach",
	Why:      `The service connects to the proxy from outside: localhost and private addresses lead nowhere.`,
	Fix:      "Give the proxy's public address.",
	Severity: analyzer.Error,
	Limit:    service.ProxyReach,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_PROXY_CONNECT_REFUSED", "ERROR_PROXY_CONNECT_TIMEOUT", "ERROR_PROXY_CONNECTION_FAILED"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ProxyPrivate},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Warning}.checker,
	Say:      count("task", "%s with a proxy at a private address"),
}
