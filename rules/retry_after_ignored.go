package rules

import (
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var retryAfterIgnored = &analyzer.Rule{
	ID:    "retry-after-ignored",
	Title: "the next request comes before the pause is over that an answer asked for",
	Why: `HTTP 429 and 503 may say in the header Retry-After when to come back. Who comes sooner gets the same answer again, and
shows that it does not read the answers.`,
	Fix:      "Read Retry-After of HTTP 429 and 503, and send no such request until that many seconds are over.",
	Severity: analyzer.Warning,
	Scope:    analyzer.PerClient,
	Needs:    timeline.ShowsTime,
	Heed:     analyzer.Heed{Trouble: true},
	Follows:  true,
	New: func(*service.Profile, service.Limit) analyzer.Checker {
		return &pauses{}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s before the pause was over that an answer had asked for, up to %s too early",
			lang.Count(f.Count, "request"), seconds(f.Observed))
	},
}

// pauses holds the pause of each operation.
type pauses struct {
	by [timeline.Report + 1]struct {
		told  timeline.Instant // when the client knew of it; 0 before
		until timeline.Instant
	}
}

func (w *pauses) Check(p *analyzer.Pass, c *timeline.Call) {
	if !c.Shows.Has(timeline.ShowsTime) {
		return
	}
	pause := &w.by[c.Op]
	early := pause.until.Sub(c.Start) - c.Grain
	if pause.told != 0 && c.Start >= pause.told && early > jitter {
		p.Advise(c, early.Seconds(), analyzer.Warning)
	}
	if c.Retry == 0 || c.Status != 429 && c.Status != 503 {
		return
	}
	if c.Start >= pause.told { // not one that was on its way when the client was told
		pause.told = c.Heard()
	}
	pause.until = c.End().Add(time.Duration(c.Retry) * time.Second)
}
