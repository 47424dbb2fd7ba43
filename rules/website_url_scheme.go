package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var websiteURLScheme = &analyzer.Rule{
	ID:       "website-url-scheme",
	Title:    "the page's URL lacks http:// or https://",
	Why:      `The service opens the page by this URL. One without a scheme is refused as an invalid domain, or the token fits no page.`,
	Fix:      "Send the whole URL of the page that shows the captcha, with its scheme.",
	Severity: analyzer.Error,
	Limit:    service.PageURL,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_RECAPTCHA_INVALID_DOMAIN", "ERROR_BAD_TOKEN_OR_PAGEURL", "ERROR_PAGEURL", "ERROR_INVALID_TASK"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.URLScheme},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with a page URL that lacks http:// or https://"),
}
