package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var proxyHostname = &analyzer.Rule{
	ID:       "proxy-hostname",
	Title:    "a proxy is given by name instead of address",
	Why:      `The document asks for an IPv4 or IPv6 address. Names work for some proxies and fail for others.`,
	Fix:      "Send the address that the name stands for, if tasks with this proxy fail.",
	Severity: analyzer.Warning,
	Limit:    service.ProxyAddress,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_PROXY_CONNECT_REFUSED"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ProxyHostname},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Silent}.checker,
	Say:      count("task", "%s with a proxy that is given by name"),
}
