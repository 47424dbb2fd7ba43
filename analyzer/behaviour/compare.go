package behaviour

import (
	"cmp"
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
)

// A Side is one of two recordings that are compared.
type Side struct {
	Behaviour *Behaviour
	Analysis  *analyzer.Report
	Verdicts  []verdict.Verdict
}

// Judged reports whether anything at all could be told of the recording.
func (s *Side) Judged() bool {
	return slices.ContainsFunc(s.Verdicts, func(v verdict.Verdict) bool { return v.State != verdict.Unknown })
}

// A Change is one thing that is not as it was.
type Change struct {
	Kind      Kind
	Service   *service.Profile // as it is to be judged by now
	Operation string           // "" for all
	ID        string           // of the gauge, the rule or the limit; the reason of a verdict
	Name      string           // what changed, for people
	Detail    string           // error code, task type or library that it is about
	Old, New  Value
	Trend     Trend
	Limit     service.Limit // that it runs into; no ID for none
	Means     string        // for a ban
}

// A Kind says what changed.
type Kind uint8

// The kinds, in the order of reports.
const (
	OfVerdict Kind = iota
	OfFinding
	OfMeasure
	OfHeadroom
	OfService // one that only one of the recordings calls
)

func (k Kind) String() string {
	return [...]string{"verdict", "finding", "measure", "headroom", "service"}[k]
}

// A Trend says where a change leads.
type Trend uint8

// The trends, in the order of reports.
const (
	Riskier Trend = iota
	Safer
	Neutral
)

func (t Trend) String() string { return [...]string{"riskier", "safer", "neutral"}[t] }

// A Value is what was and what is: a figure, or a word.
type Value struct {
	Word   string // "" for a figure
	Figure float64
	Unit   Unit
	Of     int // how many samples a figure was taken from; 0 where that plays no part
}

// Unshown is something that could not be compared, because one recording does not
// show what it takes.
type Unshown struct {
	Service   *service.Profile
	Operation string // "" for all
	ID        string // of the gauge; the reason of a verdict
	Name      string
	New       bool           // it is the new recording that does not show it
	Lacks     timeline.Shows // what a figure takes
	Why       string         // what a verdict takes, in words
}

// A Diff is how two recordings differ.
type Diff struct {
	Changes []Change
	Unshown []Unshown
}

// Count returns how many changes lead somewhere.
func (d *Diff) Count(t Trend) (n int) {
	for i := range d.Changes {
		if d.Changes[i].Trend == t {
			n++
		}
	}
	return n
}

// Compare says what is no longer as it was, beyond the tolerance of each gauge.
func Compare(old, now *Side) *Diff {
	d := &Diff{}
	book := service.All
	for _, s := range slices.Concat(old.Analysis.Services, now.Analysis.Services) {
		book = book.With(s.Profile)
	}
	for _, p := range book {
		c := comparison{diff: d, old: old, now: now, profile: p}
		if s := now.seen(p.Name); s != nil {
			c.profile = s.Profile
		}
		c.verdicts()
		c.findings()
		if old.seen(p.Name) != nil && now.seen(p.Name) != nil {
			c.gauges()
			c.headroom()
		} else {
			c.calls()
		}
	}
	names := book.Names()
	slices.SortStableFunc(d.Changes, func(a, b Change) int {
		return cmp.Or(
			cmp.Compare(slices.Index(names, a.Service.Name), slices.Index(names, b.Service.Name)),
			cmp.Compare(a.Trend, b.Trend), cmp.Compare(a.Kind, b.Kind),
		)
	})
	return d
}

func (s *Side) seen(name string) *analyzer.Seen {
	i := slices.IndexFunc(s.Analysis.Services, func(s *analyzer.Seen) bool { return s.Profile.Name == name })
	if i < 0 {
		return nil
	}
	return s.Analysis.Services[i]
}

// comparison is the work on one service.
type comparison struct {
	diff     *Diff
	old, now *Side
	profile  *service.Profile
}

func (c *comparison) add(change Change) {
	change.Service = c.profile
	c.diff.Changes = append(c.diff.Changes, change)
}

// calls notes a service that only one side calls.
func (c *comparison) calls() {
	at := place{c.profile.Name, ""}
	old, now := c.old.Behaviour.calls(at), c.now.Behaviour.calls(at)
	if old != now {
		c.add(Change{
			Kind: OfService, ID: "calls", Name: "requests", Trend: Neutral,
			Old: Value{Figure: float64(old)}, New: Value{Figure: float64(now)},
			Means: "there is nothing to compare its figures with",
		})
	}
}

// gauges compares the figures, place by place.
func (c *comparison) gauges() {
	for _, g := range Gauges {
		for _, s := range seriesOf(g.of, c.old.Behaviour, c.now.Behaviour) {
			if s.service != c.profile.Name {
				continue
			}
			old, now := c.old.Behaviour.figure(g, s.place, s.detail), c.now.Behaviour.figure(g, s.place, s.detail)
			switch {
			case now.Of == 0:
				c.unshown(g, s.place, c.now)
			case old.Of == 0:
				c.unshown(g, s.place, c.old)
			case g.moved(old, now):
				c.moved(g, s, old, now)
			}
		}
	}
}

func (c *comparison) moved(g *Gauge, s series, old, now Figure) {
	change := Change{
		Kind: OfMeasure, Operation: s.operation, ID: g.ID, Name: g.Name(s.detail), Detail: s.detail,
		Old: Value{Figure: old.Value, Unit: g.Unit, Of: old.Of}, New: Value{Figure: now.Value, Unit: g.Unit, Of: now.Of},
		Trend: Neutral,
	}
	change.Limit, _ = c.profile.Limit(g.Limit)
	if g.Riskier != Neither {
		change.Trend = Safer
		if (g.Riskier == More) == (now.Value > old.Value) {
			change.Trend = Riskier
		}
	}
	if change.Trend != Safer {
		change.Means = g.Means
	}
	c.add(change)
}

// unshown notes a figure that one side lacks, if it is because the recording does not
// show what it takes.
func (c *comparison) unshown(g *Gauge, at place, side *Side) {
	s := side.Behaviour.seen[at]
	if s == nil {
		return
	}
	if what, hidden := s.hides(g.Needs); hidden {
		c.miss(Unshown{Operation: at.operation, ID: g.ID, Name: g.Name("…"), New: side == c.now, Lacks: what})
	}
}

func (c *comparison) miss(u Unshown) {
	if u.Service = c.profile; !slices.Contains(c.diff.Unshown, u) {
		c.diff.Unshown = append(c.diff.Unshown, u)
	}
}

// Headroom has moved when it did so by more than these parts: of the limit, and of
// what was used up.
const (
	partOfLimit = 0.1
	partOfUsed  = 0.25
)

// headroom compares how much of each limit is used up, unless a figure says it
// already.
func (c *comparison) headroom() {
	for _, rule := range rulesOf(c.old.Analysis, c.now.Analysis) {
		limit, ok := c.profile.Limit(rule.Limit)
		if !ok || limit.Value == 0 || gauged(limit.ID) || c.told(limit.ID) || !c.shows(rule) {
			continue
		}
		old, now := c.used(c.old, rule), c.used(c.now, rule)
		if by := max(old, now) - min(old, now); by <= partOfLimit*float64(limit.Value) || by <= partOfUsed*max(old, now) {
			continue
		}
		change := Change{
			Kind: OfHeadroom, ID: string(limit.ID), Name: "most " + limit.Bounds, Limit: limit, Trend: Safer,
			Old: Value{Figure: old}, New: Value{Figure: now},
		}
		if now > old {
			change.Trend = Riskier
		}
		c.add(change)
	}
}

// gauged reports whether a figure is held against the limit: then it says by itself
// whether it moved.
func gauged(id service.LimitID) bool {
	return slices.ContainsFunc(Gauges, func(g *Gauge) bool { return g.Limit == id })
}

// shows reports whether most calls of either side show what the rule needs.
func (c *comparison) shows(rule *analyzer.Rule) bool {
	for _, s := range []*Side{c.old, c.now} {
		if calls, lacking, _ := s.seen(c.profile.Name).Lack(rule); 2*lacking > calls {
			return false
		}
	}
	return true
}

// told reports whether a change that has to do with the limit is listed.
func (c *comparison) told(id service.LimitID) bool {
	return slices.ContainsFunc(c.diff.Changes, func(x Change) bool { return x.Service == c.profile && x.Limit.ID == id })
}

func rulesOf(reports ...*analyzer.Report) (rules []*analyzer.Rule) {
	for _, r := range reports {
		for _, h := range r.Headroom {
			if !slices.Contains(rules, h.Rule) {
				rules = append(rules, h.Rule)
			}
		}
	}
	slices.SortFunc(rules, func(a, b *analyzer.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return rules
}

func (c *comparison) used(s *Side, rule *analyzer.Rule) float64 {
	for _, h := range s.Analysis.Headroom {
		if h.Service == c.profile.Name && h.Rule == rule {
			return max(0, h.Used)
		}
	}
	return 0
}
