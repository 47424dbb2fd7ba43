package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var taskIDInvalid = &analyzer.Rule{
	ID:    "task-id-invalid",
	Title: "a result is asked for with something that is no task id",
	Why: `When createTask fails its answer holds no id, or 0. A client that goes on with it asks for a task that does not exist,
which is a reason for a ban.`,
	Fix:      "Look at errorId (in.php: at the status or OK|) before the id is read, and keep ids as text or as 64 bits.",
	Severity: analyzer.Error,
	Limit:    service.TaskIDForm,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsTask,
	About:    polls,
	Codes:    []string{"ERROR_NO_SUCH_CAPCHA_ID", "WRONG_CAPTCHA_ID", "ERROR_WRONG_CAPTCHA_ID", "ERROR_WRONG_ID_FORMAT", "ERROR_TASKID_INVALID"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.TaskIDInvalid},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Warning}.checker,
	Say:      count("result request", "%s with something that is no task id, such as what a failed createTask leaves"),
}
