package rules

import (
	"fmt"

	"github.com/banlint/banlint/analyzer"
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
	About:    creates,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &imageSize{limit: l}
	},
	Say: func(f *analyzer.Finding) string {
		return fmt.Sprintf("%s larger than %d bytes, the largest of %d", plural(f.Count, "image"), f.Limit.Value, int64(f.Observed))
	},
}

// imageSize holds images against the largest or the least size.
type imageSize struct {
	limit service.Limit
}

func (s *imageSize) Check(p *analyzer.Pass, c *timeline.Call) {
	if c.Payload == nil || c.Payload.Image < 0 || !s.outside(c.Payload.Image) {
		return
	}
	p.Offend(c, float64(c.Payload.Image), s.severity(c))
}

func (s *imageSize) outside(size int64) bool {
	if s.limit.Least {
		return size < s.limit.Value
	}
	return size > s.limit.Value
}

// severity is low where the service took the image: then the figure is not the
// one in force.
func (s *imageSize) severity(c *timeline.Call) analyzer.Severity {
	switch {
	case c.State != timeline.NoState:
		return analyzer.Info
	case !s.limit.Least && c.Payload.Image <= s.limit.Value+s.limit.Slack:
		return analyzer.Warning
	default:
		return analyzer.Error
	}
}
