package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var userAgentStale = &analyzer.Rule{
	ID:       "user-agent-stale",
	Title:    "a task names a user agent that is not of Chrome on Windows",
	Why:      `CapMonster Cloud takes the user agent that it publishes and refuses others.`,
	Fix:      "Fetch https://capmonster.cloud/api/useragent/actual once a day and send what it says.",
	Severity: analyzer.Warning,
	Limit:    service.UserAgent,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_WRONG_USERAGENT", "ERROR_RECAPTCHA_OLD_BROWSER"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.UserAgentUnfit},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with a userAgent that is not of Chrome on Windows"),
}
