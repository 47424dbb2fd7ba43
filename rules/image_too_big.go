package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var imageTooBig = &analyzer.Rule{
	ID:    "image-too-big",
	Title: "an image is larger than the service takes",
	Why: `The service refuses larger images with ERROR_TOO_BIG_CAPTCHA_FILESIZE. Sent again, the same image is refused again,
and such requests count as failed ones.`,
	Fix:      "Crop the image to the captcha and save it as JPEG or as PNG of 8 bits; a screenshot of the whole page is too much.",
	Severity: analyzer.Error,
	Limit:    service.ImageMost,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult},
	Codes:    []string{"ERROR_TOO_BIG_CAPTCHA_FILESIZE"},
	Heed:     analyzer.Heed{Settled: true},
	Shared:   true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return imageSize{limit: l}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s larger than %d bytes, the largest of %d%s", lang.Count(f.Count, "image"), f.Limit.Value, int64(f.Observed), solved(f))
	},
}

// imageSize holds images against the largest or the least size.
type imageSize struct {
	limit service.Limit
}

func (s imageSize) Check(p *analyzer.Pass, c *timeline.Call) {
	payload := c.Payload
	if c.Created != nil {
		payload = c.Created.Payload
	}
	if payload == nil || payload.Image < 0 {
		return
	}
	size := float64(payload.Image)
	p.Use(c, size)
	if !s.outside(payload.Image) {
		return
	}
	if c.Op == timeline.CreateTask {
		p.Offend(c, size, s.severity(payload.Image))
	}
	if c.State == timeline.Ready {
		p.Served(size)
	}
}

func (s imageSize) outside(size int64) bool {
	if s.limit.Least {
		return size < s.limit.Value
	}
	return size > s.limit.Value
}

// severity is lower where the document can be read to allow the image.
func (s imageSize) severity(size int64) analyzer.Severity {
	if !s.limit.Least && size <= s.limit.Value+s.limit.Slack {
		return analyzer.Warning
	}
	return analyzer.Error
}

// solved says that the service does not hold to its figure.
func solved(f *analyzer.Finding) lang.Text {
	if !f.Refuted() {
		return lang.Text{}
	}
	return lang.T(", and solved all the same: the limit in force is another than the documented one")
}
