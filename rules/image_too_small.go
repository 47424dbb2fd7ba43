package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var imageTooSmall = &analyzer.Rule{
	ID:    "image-too-small",
	Title: "an image is too small to be one",
	Why: `The service refuses images below 100 bytes with ERROR_ZERO_CAPTCHA_FILESIZE. Most often the download had failed, and
what was sent is an error page or nothing at all.`,
	Fix:      "Check status, type and size of the downloaded image before it is sent.",
	Severity: analyzer.Error,
	Limit:    service.ImageLeast,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult},
	Codes:    []string{"ERROR_ZERO_CAPTCHA_FILESIZE"},
	Heed:     analyzer.Heed{Settled: true},
	Shared:   true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return imageSize{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s smaller than %d bytes, the smallest of %d%s", lang.Count(f.Count, "image"), f.Limit.Value, int64(f.Observed), solved(f))
	},
}
