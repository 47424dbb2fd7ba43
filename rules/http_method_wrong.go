package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var httpMethodWrong = &analyzer.Rule{
	ID:       "http-method-wrong",
	Title:    "a request uses an HTTP method that the service does not take",
	Why:      `The methods of the JSON dialect are called by POST. Other requests fail, and failed requests count towards a block.`,
	Fix:      "Send POST with a JSON body.",
	Severity: analyzer.Error,
	Limit:    service.Method,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	Codes:    []string{"ERROR_NO_SUCH_METHOD", "ERROR_TASK_ABSENT"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.MethodWrong},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Info}.checker,
	Say:      count("request", "%s by an HTTP method that the service does not take"),
}
