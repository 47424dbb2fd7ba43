package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var softIDWrong = &analyzer.Rule{
	ID:       "soft-id-wrong",
	Title:    "softId is no number, or stands within the task",
	Why:      `The number tells the service which software sends the tasks. In the wrong place, or as text, it is not read.`,
	Fix:      "Send softId as a number beside task.",
	Severity: analyzer.Info,
	Limit:    service.SoftID,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_TASK_ABSENT"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.SoftIDWrong},
	Shared:   true,
	New:      flawed{refused: analyzer.Info, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with a softId that the service does not read"),
}
