package rules

import (
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
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
	Shared:   true,
	New: func(_ *service.Profile, l service.Limit) analyzer.Checker {
		return &pollGap{least: l.Gap()}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		least, count := lang.Span(f.Limit.Gap()), lang.Count(f.Count, "result request")
		if f.Evidence[0].Grain > jitter {
			return lang.T("%s at a pace of one in less than %s, at the fastest one in %s%s; the recording gives no finer times",
				count, least, seconds(f.Observed), across(f))
		}
		return lang.T("%s sooner than %s after the one before, the shortest after %s%s", count, least, seconds(f.Observed), across(f))
	},
}

// jitter is how much too early a request may come by the inaccuracy of timers:
// among clients that mean to wait 2 s none came below 1.995.
const jitter = 100 * time.Millisecond

// fewPolls is how many result requests of one task the official clients make at
// most: below it their pace does no harm.
const fewPolls = 80

type pollGap struct {
	least time.Duration
}

func (g *pollGap) Check(p *analyzer.Pass, c *timeline.Call) {
	switch {
	case p.Before().Timed == 0 || !c.Shows.Has(timeline.ShowsTime):
	case c.Grain > jitter:
		if g.lag(p, c) > 0 {
			p.Become(&pace{pollGap: g, first: p.Before().Last})
			p.Check(c)
		}
	case excused(p, c):
	default:
		gap := c.Start.Sub(p.Before().Last)
		p.Use(c, gap.Seconds())
		if gap < g.least-jitter {
			tooShort(p, c, gap)
		}
	}
}

// lag returns by how much a request comes too early.
func (g *pollGap) lag(p *analyzer.Pass, c *timeline.Call) time.Duration {
	return g.least - jitter - c.Start.Sub(p.Before().Last)
}

// excused matches requests whose pace says nothing.
func excused(p *analyzer.Pass, c *timeline.Call) bool {
	return p.Before().Unheard || c.Class == timeline.UnknownTask
}

// tooShort takes a short gap for what it is: a pace earns no ban until the service
// complains of it.
func tooShort(p *analyzer.Pass, c *timeline.Call, gap time.Duration) {
	switch {
	case p.Before().Complained || c.Class == timeline.TooFast:
		p.Offend(c, gap.Seconds(), analyzer.Error)
	case c.Library != nil && c.Library.Official && p.Before().Timed+1 < fewPolls:
		p.Advise(c, gap.Seconds(), analyzer.Info)
	default:
		p.Advise(c, gap.Seconds(), analyzer.Warning)
	}
}

// pace is that of one task by stamps coarser than the jitter, which show no gaps: the
// mean over the requests since it was last slow enough, at its longest.
type pace struct {
	*pollGap
	first timeline.Instant // of the requests that lie closest together
	run   int              // requests since then
	sum   time.Duration    // by how much they came too early, all in all
}

func (s *pace) Check(p *analyzer.Pass, c *timeline.Call) {
	if !c.Shows.Has(timeline.ShowsTime) {
		return
	}
	if c.Grain <= jitter {
		s.pollGap.Check(p, c)
		return
	}
	s.run++
	s.sum += s.lag(p, c)
	if s.sum <= 0 {
		p.Become(s.pollGap)
		return
	}
	if s.sum > c.Grain && !excused(p, c) {
		tooShort(p, c, (c.Start.Sub(s.first)+c.Grain)/time.Duration(s.run))
	}
}

// seconds writes a gap as people measure it.
func seconds(s float64) lang.Span {
	return lang.Span(time.Duration(s * float64(time.Second)).Round(time.Millisecond))
}
