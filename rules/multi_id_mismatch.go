package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var multiIDMismatch = &analyzer.Rule{
	ID:    "multi-id-mismatch",
	Title: "several results are asked for at once, and the answer has another number of parts",
	Why: `res.php answers ids= with as many parts as there are ids. A client that does not count the parts gives answers to the
wrong captchas and pays for all.`,
	Fix:      "Count the parts of the answer, or ask for one id at a time.",
	Severity: analyzer.Warning,
	Limit:    service.TaskIDForm,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsTask,
	About:    polls,
	Codes:    []string{"ERROR_WRONG_CAPTCHA_ID"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.AnswersMissed},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Warning}.checker,
	Say:      count("request", "%s for several results with another number of answers"),
}
