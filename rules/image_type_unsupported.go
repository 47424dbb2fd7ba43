package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var imageTypeUnsupported = &analyzer.Rule{
	ID:       "image-type-unsupported",
	Title:    "an image is of a type that the service does not list",
	Why:      `The service takes JPG, GIF and PNG, and tells them by their first bytes.`,
	Fix:      "Convert the picture to PNG or JPEG.",
	Severity: analyzer.Warning,
	Limit:    service.ImageTypes,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_IMAGE_TYPE_NOT_SUPPORTED", "ERROR_INVALID_IMAGE", "ERROR_WRONG_FILE_EXTENSION"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ImageTypeUnfit},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Info}.checker,
	Say:      count("image", "%s of a type that the service does not list"),
}
