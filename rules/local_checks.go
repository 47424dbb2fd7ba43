package rules

import (
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/timeline"
)

// spacing watches over the least time between two calls.
type spacing struct {
	*LocalSpec
	met  bool
	last timeline.Instant // when the call before was sent, once one was met
}

func (s *spacing) Check(p *analyzer.Pass, c *timeline.Call) {
	if !s.Match.admits(c) || !c.Shows.Has(timeline.ShowsTime) {
		return
	}
	if s.met {
		gap := c.Start.Sub(s.last)
		p.Use(c, gap.Seconds())
		if gap+c.Grain < s.Gap {
			p.Offend(c, gap.Seconds(), s.Severity)
		}
	}
	s.met, s.last = true, c.Start
}

// variety counts the different values that calls show within a span of time.
type variety struct {
	*LocalSpec
	last   map[analyzer.Subject]timeline.Instant // when each value within the span was shown last
	recent []sighting                            // within the span; none where it has no beginning
}

// A sighting is a value that a call showed.
type sighting struct {
	value analyzer.Subject
	at    timeline.Instant
}

func (v *variety) Check(p *analyzer.Pass, c *timeline.Call) {
	value := v.Of.shown(c)
	if !v.Match.admits(c) || value == (analyzer.Subject{}) || v.Within > 0 && !c.Shows.Has(timeline.ShowsTime) {
		return
	}
	n := v.add(sighting{value, c.Start}, certain(v.Within, c))
	p.Use(c, float64(n))
	if int64(n) > v.Most {
		p.Offend(c, float64(n), v.Severity)
	}
}

// add notes a value and returns how many different ones lie within the span that ends
// with it.
func (v *variety) add(s sighting, span time.Duration) int {
	v.last[s.value] = s.at
	if span == 0 {
		return len(v.last)
	}
	v.recent = append(v.recent, s)
	for s.at.Sub(v.recent[0].at) > span {
		if old := v.recent[0]; v.last[old.value] == old.at {
			delete(v.last, old.value)
		}
		v.recent = v.recent[1:]
	}
	return len(v.last)
}

// shown returns the value of a call as a subject of nothing else; the zero Subject for
// none.
func (v LocalValue) shown(c *timeline.Call) (s analyzer.Subject) {
	switch v {
	case Proxies:
		s.Proxy = c.Proxy
	case Tasks:
		s.Task = c.Task
	case Clients:
		s.Client = c.Client
	case Accounts:
		s.Account = c.Key
	}
	return s
}
