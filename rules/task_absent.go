package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var taskAbsent = &analyzer.Rule{
	ID:    "task-absent",
	Title: "createTask holds no task object",
	Why: `Without a task object, or with one that is text instead of JSON, the service refuses the request; refused requests
count towards a block.`,
	Fix:      "Send task as an object within the JSON body, not as a string.",
	Severity: analyzer.Error,
	Limit:    service.TaskObject,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_TASK_ABSENT", "ERROR_BAD_REQUEST"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.TaskAbsent},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Info}.checker,
	Say:      count("request", "%s to createTask without a task object"),
}
