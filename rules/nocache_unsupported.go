package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var nocacheUnsupported = &analyzer.Rule{
	ID:       "nocache-unsupported",
	Title:    "nocache is set for a captcha that it does nothing for",
	Why:      `The service documents nocache for reCAPTCHA v2 and v3. Behind the key it applies to all tasks of the key.`,
	Fix:      "Set nocache in the tasks that need it instead of behind the key.",
	Severity: analyzer.Warning,
	Limit:    service.NoCacheUse,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_INVALID_TASK"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.NoCacheUnfit},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with nocache, which the service does not document for its type"),
}
