package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var unknownTaskPolled = &analyzer.Rule{
	ID:    "unknown-task-polled",
	Title: "results are asked for tasks that do not exist",
	Why: `Result requests for tasks that the service does not know are a reason for a ban, whether it is one id asked again or many
ids once each: ids kept from before a restart, of another account, or of tasks whose time is over.`,
	Fix:      "Stop asking for a task at the first answer that there is none. After a restart, drop the ids that the run before had saved.",
	Severity: analyzer.Error,
	Limit:    service.UnknownTasks,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsAnswer,
	About:    polls,
	Answers:  []timeline.Class{timeline.UnknownTask},
	After:    []string{"task-id-invalid", "task-id-mangled", "poll-expired-task", "poll-after-ready", "poll-after-terminal-error", "poll-key-mismatch"},
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.UnknownTask}},
	New:      repeats{call: answered(timeline.UnknownTask), told: answered(timeline.UnknownTask), warn: 2}.checker,
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s for tasks that do not exist%s", lang.Count(f.Count, "result request"), within(f))
	},
}
