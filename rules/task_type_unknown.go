package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var taskTypeUnknown = &analyzer.Rule{
	ID:       "task-type-unknown",
	Title:    "a task type that the service does not list",
	Why:      `The service refuses types that it does not know, also when only the case of a letter differs.`,
	Fix:      "Use the name that the service's documents give the type, letter by letter.",
	Severity: analyzer.Error,
	Limit:    service.TaskNames,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_TASK_NOT_SUPPORTED", "ERROR_NO_SUCH_METHOD"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.TypeUnknown},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Silent}.checker,
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s of type %s, which the service does not list", lang.Count(f.Count, "task"), taskType(f))
	},
}
