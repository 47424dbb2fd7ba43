package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var taskIDMangled = &analyzer.Rule{
	ID:       "task-id-mangled",
	Title:    "a result is asked for with an id that lost its upper bits",
	Why:      `Task ids are longer than 32 bits. Kept in a smaller number they become those of other tasks, or of none.`,
	Fix:      "Keep task ids as text, or in an integer of 64 bits.",
	Severity: analyzer.Error,
	Limit:    service.TaskIDForm,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsTask,
	About:    polls,
	Codes:    []string{"ERROR_NO_SUCH_CAPCHA_ID", "WRONG_CAPTCHA_ID", "ERROR_WRONG_CAPTCHA_ID"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.TaskIDMangled},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Warning}.checker,
	Say:      count("result request", "%s with a created id cut to 32 bits"),
}
