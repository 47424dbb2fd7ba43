package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var imageCountMismatch = &analyzer.Rule{
	ID:       "image-count-mismatch",
	Title:    "a recognition task has another number of images than it wants",
	Why:      `Some recognition tasks want a fixed number of images in a fixed order.`,
	Fix:      "Send as many images as the page of the task says.",
	Severity: analyzer.Error,
	Limit:    service.ImageNumber,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_INVALID_TASK"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ImageCount},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with another number of images than it wants"),
}
