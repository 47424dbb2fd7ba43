package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var imageBase64Linebreaks = &analyzer.Rule{
	ID:       "image-base64-linebreaks",
	Title:    "the Base64 of an image is broken into lines",
	Why:      `The services want Base64 on one line.`,
	Fix:      "Encode without line breaks (base64.b64encode in Python, not encodebytes; -w0 in the shell).",
	Severity: analyzer.Warning,
	Limit:    service.ImageLine,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_ZERO_CAPTCHA_FILESIZE", "ERROR_UPLOAD", "ERROR_INVALID_IMAGE"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.ImageLineBreaks},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Info}.checker,
	Say:      count("image", "%s with line breaks in its Base64"),
}
