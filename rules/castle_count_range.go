package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var castleCountRange = &analyzer.Rule{
	ID:       "castle-count-range",
	Title:    "a Castle task asks for a number of tokens that the service does not give",
	Why:      `The service gives between 1 and 49 tokens for one task.`,
	Fix:      "Set metadata.count to a number from 1 to 49.",
	Severity: analyzer.Warning,
	Limit:    service.CountMost,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_INVALID_TASK"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.CountRange},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with a metadata.count outside 1 to 49"),
}
