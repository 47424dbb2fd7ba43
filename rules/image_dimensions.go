package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var imageDimensions = &analyzer.Rule{
	ID:    "image-dimensions",
	Title: "an image has longer sides than the service takes",
	Why: `2Captcha takes images up to a number of pixels a side, whatever their size in bytes, and answers larger ones with
ERROR_TOO_BIG_CAPTCHA_FILESIZE.`,
	Fix:      "Crop the image to the captcha, or scale it down; workers see no more in a larger one.",
	Severity: analyzer.Warning,
	Limit:    service.ImageSide,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult},
	Codes:    []string{"ERROR_TOO_BIG_CAPTCHA_FILESIZE"},
	EachTask: true,
	Heed:     analyzer.Heed{Settled: true},
	Shared:   true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return imageSide{most: l.Value}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s with a side above %s, the longest of %d%s", lang.Count(f.Count, "image"), f.Limit.Text(), int(f.Observed), solved(f))
	},
}

// imageSide holds no state: every image stands for itself.
type imageSide struct {
	most int64
}

func (s imageSide) Check(p *analyzer.Pass, c *timeline.Call) {
	payload := c.Payload
	if c.Created != nil {
		payload = c.Created.Payload
	}
	if payload == nil || int64(payload.Side) <= s.most {
		return
	}
	side := float64(payload.Side)
	if c.Op == timeline.CreateTask {
		p.Advise(c, side, analyzer.Warning)
	}
	if c.State == timeline.Ready {
		p.Served(side)
	}
}
