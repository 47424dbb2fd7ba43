package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var contentTypeWrong = &analyzer.Rule{
	ID:       "content-type-wrong",
	Title:    "a form is sent where the service wants JSON",
	Why:      `The JSON dialect wants a JSON body. A form is answered as a task that is absent.`,
	Fix:      "Send the body as JSON with Content-Type: application/json (in requests: json=, not data=).",
	Severity: analyzer.Error,
	Limit:    service.ContentType,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	Codes:    []string{"ERROR_TASK_ABSENT", "ERROR_UPLOAD"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ContentTypeWrong},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Info}.checker,
	Say:      count("request", "%s as a form instead of JSON"),
}
