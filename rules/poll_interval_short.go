package rules

import (
	"fmt"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var pollIntervalShort = &analyzer.Rule{
	ID:    "poll-interval-short",
	Title: "results of one task are asked for faster than the service wants",
	Why: `Services ask for a least time between the result requests of one task, and answer faster ones with an error
sooner or later. Each request also counts towards the limit of requests for the task.`,
	Fix:      "Wait at least the interval of the service between two result requests of one task, from request to request.",
	Severity: analyzer.Error,
	Limit:    service.PollInterval,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask | timeline.ShowsTime,
	About:    polls,
	Answers:  []timeline.Class{timeline.TooFast},
	After:    []string{"known-buggy-client"},
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &pollGap{least: l.Gap()}
	},
	Say: func(f *analyzer.Finding) string {
		least, count := service.Span(f.Limit.Gap()), plural(f.Count, "result request")
		if f.Evidence[0].Grain > jitter {
			return fmt.Sprintf("%s at a pace of one in less than %s, at the fastest one in %s%s; the recording gives no finer times",
				count, least, seconds(f.Observed), across(f))
		}
		return fmt.Sprintf("%s sooner than %s after the one before, the shortest after %s%s", count, least, seconds(f.Observed), across(f))
	},
}

// jitter is how much too early a request may come by the inaccuracy of timers:
// among clients that mean to wait 2 s none came below 1.995.
const jitter = 100 * time.Millisecond

// fewPolls is how many result requests of one task the official clients make at
// most: below it their pace does no harm.
const fewPolls = 80

type pollGap struct {
	least    time.Duration
	polls    int
	run      int              // requests since first
	first    timeline.Instant // of the requests that lie closest together, where times are coarse
	lag      time.Duration    // by how much they came too early, all in all
	last     timeline.Instant
	unheard  bool // no answer came to the last one: its client, or Go's transport, tries again at once
	complain bool // the service said that it is too much
}

func (g *pollGap) Check(p *analyzer.Pass, c *timeline.Call) {
	if !c.Shows.Has(timeline.ShowsTime) {
		return
	}
	g.polls++
	g.complain = g.complain || c.Class == timeline.TooFast
	if g.polls == 1 {
		g.first = c.Start
	} else {
		g.judge(p, c)
	}
	g.last = c.Start
	g.unheard = unheard(c)
}

func (g *pollGap) judge(p *analyzer.Pass, c *timeline.Call) {
	gap, short := g.gap(c)
	if g.unheard || c.Class == timeline.UnknownTask {
		return
	}
	if c.Grain <= jitter {
		p.Use(c, gap.Seconds())
	}
	if short {
		g.report(p, c, gap)
	}
}

// gap returns the time since the request before, and whether it is surely too
// short. Stamps that are coarser than the jitter show a pace only: the mean over
// the requests since the pace was last slow enough, at its longest.
func (g *pollGap) gap(c *timeline.Call) (time.Duration, bool) {
	gap := c.Start.Sub(g.last)
	if c.Grain <= jitter {
		return gap, gap < g.least-jitter
	}
	g.run++
	g.lag += g.least - jitter - gap
	if g.lag <= 0 {
		g.first, g.run, g.lag = c.Start, 0, 0
		return 0, false
	}
	return (c.Start.Sub(g.first) + c.Grain) / time.Duration(g.run), g.lag > c.Grain
}

// report takes a short gap for what it is: a pace earns no ban until the service
// complains of it.
func (g *pollGap) report(p *analyzer.Pass, c *timeline.Call, gap time.Duration) {
	switch {
	case g.complain:
		p.Offend(c, gap.Seconds(), analyzer.Error)
	case c.Library != nil && c.Library.Official && g.polls < fewPolls:
		p.Advise(c, gap.Seconds(), analyzer.Info)
	default:
		p.Advise(c, gap.Seconds(), analyzer.Warning)
	}
}

// seconds writes a gap as people measure it.
func seconds(s float64) string {
	return time.Duration(s * float64(time.Second)).Round(time.Millisecond).String()
}
