package timeline

import (
	"slices"
	"time"
)

// Two recorders of one exchange stamp it within this time of each other.
const recorderSkew = 150 * time.Millisecond

// enough is the share of calls, in percent, that two inputs must have in common
// where they overlap to be two recordings of the same traffic. Below it, likeness
// is chance: two workers of one account do the same things.
const enough = 90

// edge is how far beyond each other's ends two recordings are compared: one recorder
// may have been started a little later.
const edge = 2 * time.Second

// sources are what is known of each input before its calls are compared.
type sources map[string]*extent

// extent is the time that an input covers, and how coarse its coarsest time is.
type extent struct {
	first, last Instant
	grain       time.Duration
}

func (s sources) add(c *Call) {
	e := s[c.Pos.Source]
	if e == nil {
		e = &extent{first: c.Start, last: c.Start}
		s[c.Pos.Source] = e
	}
	e.first, e.last, e.grain = min(e.first, c.Start), max(e.last, c.Start), max(e.grain, c.Grain)
}

// twins finds out which inputs are recordings of the same traffic, such as a browser's
// HAR and the log of the proxy behind it, and which of their calls are the same. It
// sees all calls in order twice: to count what any two inputs have in common, and then
// to make one of two calls. Of the calls it holds those that the next may be one with.
type twins struct {
	sources sources
	pairs   map[pair]*overlap
	reach   time.Duration // how far apart two stamps of one exchange may lie at the most
	recent  []*candidate  // in order
	dropped int
}

// pair is two inputs, by name in order.
type pair struct{ a, b string }

// overlap is the time that two inputs share, and how many calls they have in it: of
// each, and in common.
type overlap struct {
	from, to     Instant
	a, b, common int
}

// candidate is a call that a later one may be the same as.
type candidate struct {
	Call
	with []string // inputs that were found to show it, its own included
}

func newTwins(s sources) *twins {
	t := &twins{sources: s, pairs: map[pair]*overlap{}}
	for _, e := range s {
		t.reach = max(t.reach, recorderSkew+e.grain)
	}
	return t
}

// overlap returns what two inputs share; nil when they do not overlap.
func (t *twins) overlap(a, b string) *overlap {
	p := pair{min(a, b), max(a, b)}
	o, known := t.pairs[p]
	if !known {
		x, y := t.sources[a], t.sources[b]
		o = &overlap{from: max(x.first, y.first).Add(-edge), to: min(x.last, y.last).Add(edge)}
		if o.from > o.to {
			o = nil
		}
		t.pairs[p] = o
	}
	return o
}

func (o *overlap) holds(c *Call) bool {
	return o != nil && c.Shows.Has(ShowsTime) && o.from <= c.Start && c.Start <= o.to
}

// same reports whether the inputs are recordings of the same traffic.
func (o *overlap) same() bool {
	return o != nil && o.common > 0 && o.common*100 >= min(o.a, o.b)*enough
}

// count takes up a call of the first round.
func (t *twins) count(c *Call) {
	t.recent = t.since(c, func(*candidate) {})
	for name := range t.sources {
		if name == c.Pos.Source {
			continue
		}
		o := t.overlap(c.Pos.Source, name)
		switch {
		case !o.holds(c):
		case c.Pos.Source < name:
			o.a++
		default:
			o.b++
		}
	}
	next := &candidate{Call: *c}
	for _, p := range t.recent {
		if slices.Contains(next.with, p.Pos.Source) || slices.Contains(p.with, c.Pos.Source) || !t.fit(&p.Call, c) {
			continue
		}
		t.overlap(p.Pos.Source, c.Pos.Source).common++
		p.with, next.with = append(p.with, c.Pos.Source), append(next.with, p.Pos.Source)
	}
	t.recent = append(t.recent, next)
}

// fit reports whether two calls of different inputs may be one.
func (t *twins) fit(a, b *Call) bool {
	if a.Pos.Source == b.Pos.Source || b.Start.Sub(a.Start) > reach(a, b) || !alike(a, b) {
		return false
	}
	o := t.overlap(a.Pos.Source, b.Pos.Source)
	return o.holds(a) && o.holds(b)
}

// since drops the candidates that lie too far before a call, and shows each to drop.
func (t *twins) since(c *Call, drop func(*candidate)) []*candidate {
	n := 0
	for n < len(t.recent) && c.Start.Sub(t.recent[n].Start) > t.reach {
		drop(t.recent[n])
		n++
	}
	return t.recent[n:]
}

// merger makes one of two calls, in a second round.
type merger struct {
	*twins
	next func(*Call)
}

func (t *twins) merger(next func(*Call)) *merger {
	t.recent, t.dropped = nil, 0
	return &merger{t, next}
}

// add takes up the next call.
func (m *merger) add(c *Call) {
	m.recent = m.since(c, m.hand)
	for i, p := range m.recent {
		if !slices.Contains(p.with, c.Pos.Source) && m.fit(&p.Call, c) && m.overlap(p.Pos.Source, c.Pos.Source).same() {
			m.unite(i, c)
			return
		}
	}
	m.recent = append(m.recent, &candidate{*c, []string{c.Pos.Source}})
}

// unite makes one call of a candidate and a later call: the one that shows more,
// completed by the other.
func (m *merger) unite(i int, c *Call) {
	p := m.recent[i]
	m.dropped++
	p.with = append(p.with, c.Pos.Source)
	if richer := richness(c) - richness(&p.Call); richer < 0 || richer == 0 && p.Pos.Source < c.Pos.Source {
		complete(&p.Call, c)
		return
	}
	kept := *c
	complete(&kept, &p.Call)
	p.Call = kept
	m.recent = append(slices.Delete(m.recent, i, i+1), p)
}

func (m *merger) hand(p *candidate) { m.next(&p.Call) }

// flush hands on what is left.
func (m *merger) flush() {
	for _, p := range m.recent {
		m.hand(p)
	}
	m.recent = nil
}

// reach is how far apart two stamps of one exchange may lie.
func reach(a, b *Call) time.Duration { return recorderSkew + max(a.Grain, b.Grain) }

// alike reports whether two calls may be one: what both show must agree, and
// their times must be known well enough to tell calls apart.
func alike(a, b *Call) bool {
	if a.Service != b.Service || a.Op != b.Op || min(a.Grain, b.Grain) >= time.Second {
		return false
	}
	both := a.Shows & b.Shows
	switch {
	case both.Has(ShowsKey) && a.Key != b.Key,
		both.Has(ShowsTask) && a.Task != b.Task,
		both.Has(ShowsAnswer) && (a.Code != b.Code || a.State != b.State),
		both.Has(ShowsClient) && a.Client != b.Client,
		a.Status != 0 && b.Status != 0 && a.Status != b.Status:
		return false
	}
	return true
}

// richness counts what a call shows.
func richness(c *Call) int {
	n := 0
	for s := c.Shows; s != 0; s &= s - 1 {
		n++
	}
	if c.Grain >= time.Second {
		n--
	}
	return n
}

// complete adds to a call what the other recording shows of it.
func complete(c, from *Call) {
	if c.Client == "" {
		c.Client = from.Client
		c.Shows |= from.Shows & ShowsClient
	}
	if c.Took < 0 {
		c.Took = from.Took
	}
	missing := from.Shows &^ c.Shows & (ShowsKey | ShowsTask | ShowsAnswer | ShowsPayload)
	c.Shows |= missing
	if missing.Has(ShowsKey) {
		c.Key = from.Key
	}
	if missing.Has(ShowsTask) {
		c.Task = from.Task
	}
	if missing.Has(ShowsAnswer) {
		c.Code, c.State, c.Class = from.Code, from.State, from.Class
		c.Status = max(c.Status, from.Status)
	}
	if missing.Has(ShowsPayload) {
		c.Payload, c.Proxy, c.Request = from.Payload, from.Proxy, from.Request
	}
	if c.Library == nil {
		c.Library = from.Library
	}
}
