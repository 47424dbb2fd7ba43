package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var imageDataURI = &analyzer.Rule{
	ID:       "image-data-uri",
	Title:    "an image begins with data: instead of Base64",
	Why:      `The prefix data:image/png;base64, is no Base64: services take the image for a broken one, or strip it and say nothing.`,
	Fix:      "Send what stands behind the comma.",
	Severity: analyzer.Warning,
	Limit:    service.ImagePrefix,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_IMAGE_TYPE_NOT_SUPPORTED", "ERROR_UPLOAD", "ERROR_INVALID_IMAGE"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ImageDataURI},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Info}.checker,
	Say:      count("image", "%s with the prefix data:"),
}
