package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var proxyCredentialsPercent = &analyzer.Rule{
	ID:       "proxy-credentials-percent",
	Title:    "there is a percent sign in a proxy's login or password",
	Why:      `The service refuses a percent sign there: most often the values were URL-encoded.`,
	Fix:      "Send login and password as they are, not encoded; choose a password without a percent sign.",
	Severity: analyzer.Error,
	Limit:    service.ProxyPercent,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_PROXY_CREDENTIALS_INVALID_CHARACTER"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ProxyPercent},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with a percent sign in the proxy's login or password"),
}
