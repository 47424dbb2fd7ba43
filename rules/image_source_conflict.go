package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var imageSourceConflict = &analyzer.Rule{
	ID:       "image-source-conflict",
	Title:    "a complex image task has no images, or has them twice",
	Why:      `A ComplexImageTask wants either imageUrls or imagesBase64, and either metadata.Task or metadata.TaskDefinition.`,
	Fix:      "Send exactly one of each pair.",
	Severity: analyzer.Error,
	Limit:    service.ImageSource,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_INVALID_TASK", "ERROR_TASK_ABSENT"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ImageSource},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Info}.checker,
	Say:      count("task", "%s with neither or both of imageUrls and imagesBase64, or without metadata.Task"),
}
