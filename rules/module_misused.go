package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var moduleMisused = &analyzer.Rule{
	ID:    "module-misused",
	Title: "options of image recognition are used where they do nothing, or out of range",
	Why: `capMonsterModule and recognizingThreshold belong to ImageToTextTask. Elsewhere, or out of range, they are not read, and
the answer is not the one that was asked for.`,
	Fix:      "Keep them to ImageToTextTask, with a threshold from 0 to 100, numeric 0 or 1, and no math with captcha_math.",
	Severity: analyzer.Warning,
	Limit:    service.ModuleUse,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_INVALID_TASK"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ModuleUnfit},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with options of image recognition that do not fit it"),
}
