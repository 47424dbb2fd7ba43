package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var instructionsTooLong = &analyzer.Rule{
	ID:       "instructions-too-long",
	Title:    "instructions for the worker are longer than the service takes",
	Why:      `Longer instructions are refused or cut, and the worker does not see their end.`,
	Fix:      "Shorten textinstructions to 140 characters, or send a picture as imginstructions.",
	Severity: analyzer.Warning,
	Limit:    service.TextMost,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_BAD_PARAMETERS", "ERROR_BAD_IMGINSTRUCTIONS"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.InstructionsLong},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with instructions longer than the service takes"),
}
