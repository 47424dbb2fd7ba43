package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var minScoreRange = &analyzer.Rule{
	ID:       "min-score-range",
	Title:    "minScore is outside what the service takes",
	Why:      `A score that the service does not sell is refused, or replaced by another.`,
	Fix:      "Choose a score from 0.1 to 0.9.",
	Severity: analyzer.Warning,
	Limit:    service.ScoreMost,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_INVALID_TASK", "ERROR_INVALID_TASK_DATA"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ScoreRange},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with a minScore outside 0.1 to 0.9"),
}
