package rules

import (
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var noSlotNoBackoff = &analyzer.Rule{
	ID:    "no-slot-no-backoff",
	Title: "tasks are sent on without a pause while no slot is free",
	Why: `ERROR_NO_SLOT_AVAILABLE asks for a pause. 2Captcha blocks accounts that get this answer 120 times in a minute, or
three times as often as their tasks are taken.`,
	Fix:      "Wait 5 s after ERROR_NO_SLOT_AVAILABLE and twice as long each time it comes again; send fewer tasks at once, or raise the bid.",
	Severity: analyzer.Error,
	Limit:    service.NoSlotWait,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsAnswer | timeline.ShowsTime,
	About:    creates,
	Answers:  []timeline.Class{timeline.NoSlot},
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.NoSlot}},
	Follows:  true,
	New: func(p *service.Profile, l service.Limit) analyzer.Checker {
		storm, _ := p.Limit(service.NoSlots)
		return &noSlot{least: l.Gap(), storm: storm}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		if f.Limit.ID == service.NoSlots {
			return lang.T("%s that no slot is free within %s", lang.Count(int(f.Observed), "answer"), lang.Span(f.Limit.Span))
		}
		return lang.T("%s sent sooner than %s after the answer that no slot is free, the soonest after %s",
			lang.Count(f.Count, "task"), lang.Span(f.Limit.Gap()), seconds(f.Observed))
	},
}

type noSlot struct {
	least  time.Duration
	storm  service.Limit    // the zero Limit where the service has none
	told   timeline.Instant // when the last such answer had come; 0 before
	recent window
}

func (n *noSlot) Check(p *analyzer.Pass, c *timeline.Call) {
	gap := c.Start.Sub(n.told)
	soon := n.told != 0 && gap >= 0 && gap+c.Grain < n.least-jitter
	answers := 0
	if c.Class == timeline.NoSlot {
		n.told = c.Heard()
		answers = n.recent.add(c.Start, n.storm.Span)
	}
	switch {
	case n.storm.Value > 0 && int64(answers) > n.storm.Value:
		p.Against(&n.storm)
		p.Offend(c, float64(answers), analyzer.Error)
	case soon:
		// Many workers that each back off look like this from outside: no error yet.
		p.Offend(c, gap.Seconds(), analyzer.Warning)
	}
}
