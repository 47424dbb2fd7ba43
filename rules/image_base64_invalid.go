package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var imageBase64Invalid = &analyzer.Rule{
	ID:       "image-base64-invalid",
	Title:    "what is sent as an image is no Base64 of one",
	Why:      `An error page, JSON or a damaged text in the place of an image is refused, or solved in vain.`,
	Fix:      "Encode the bytes of the picture as Base64, check what was downloaded, and encode + as %2B in forms.",
	Severity: analyzer.Error,
	Limit:    service.ImageBase64,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_INVALID_IMAGE", "ERROR_PARSE_IMAGE_FAIL", "ERROR_UPLOAD", "ERROR_ZERO_CAPTCHA_FILESIZE", "TOO_MANY_BAD_IMAGES", "ERROR_IMAGE_TYPE_NOT_SUPPORTED", "ERROR_CAPTCHA_UNSOLVABLE"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ImageNotBase64},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Info}.checker,
	Say:      count("image", "%s that is no Base64 of a picture"),
}
