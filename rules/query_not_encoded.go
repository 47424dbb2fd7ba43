package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var queryNotEncoded = &analyzer.Rule{
	ID:    "query-not-encoded",
	Title: "a URL in the query was not encoded",
	Why: `What stands behind an & in the page's URL becomes a parameter of the request, so that the page is another one to the
service, and the captcha is solved in vain.`,
	Fix:      "Encode the values of the query (encodeURIComponent, urllib.parse.quote), pageurl above all.",
	Severity: analyzer.Warning,
	Limit:    service.QueryEncoding,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_BAD_TOKEN_OR_PAGEURL"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.QueryUnencoded},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Warning}.checker,
	Say:      count("task", "%s with a URL in the query that was not encoded"),
}
