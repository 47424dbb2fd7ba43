package timeline

import (
	"cmp"
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

// mostPairs is how many pairs of inputs may have something in common: an archive of
// many small recordings has more pairs than memory has room for. Those that are found
// later are not compared.
const mostPairs = 1 << 18

// sources are what is known of each input before its calls are compared.
type sources map[string]*extent

// extent is the time that an input covers, and how coarse its coarsest time is.
type extent struct {
	nth         int // input of all
	first, last Instant
	grain       time.Duration
	seen        int  // calls with a time, so far, of the second round
	twin        bool // another input is a recording of the same traffic
}

func (s sources) add(c *Call) {
	e := s[c.Pos.Source]
	if e == nil {
		e = &extent{nth: len(s), first: c.Start, last: c.Start}
		s[c.Pos.Source] = e
	}
	e.first, e.last, e.grain = min(e.first, c.Start), max(e.last, c.Start), max(e.grain, c.Grain)
}

// twins finds out which inputs are recordings of the same traffic, such as a browser's
// HAR and the log of the proxy behind it, and which of their calls are the same. It
// sees all calls in order up to three times: to count what any two inputs have in
// common, to count what else those that have something in common hold, and to make one
// of two calls. Of the calls it holds those that the next may be one with.
type twins struct {
	sources sources
	pairs   map[pair]*overlap // that have something in common
	reach   time.Duration     // how far apart two stamps of one exchange may lie at the most
	dropped int
}

// pair is two inputs, in order.
type pair struct{ a, b *extent }

func pairOf(a, b *extent) pair {
	if a.nth > b.nth {
		a, b = b, a
	}
	return pair{a, b}
}

// overlap is the time that two inputs share, and how many calls they have in it: of
// each, and in common.
type overlap struct {
	from, to     Instant
	a, b, common int
	apart        bool // one began when the other had ended: only near their ends may they look alike
}

func (o *overlap) holds(c *candidate) bool {
	return o != nil && o.from <= c.Start && c.Start <= o.to
}

// same reports whether the inputs are recordings of the same traffic.
func (o *overlap) same() bool {
	calls := min(o.a, o.b)
	if o.apart {
		calls = max(o.a, o.b)
	}
	return o.common > 0 && o.common*100 >= calls*enough
}

func newTwins(s sources) *twins {
	t := &twins{sources: s, pairs: map[pair]*overlap{}}
	for _, e := range s {
		t.reach = max(t.reach, recorderSkew+e.grain)
	}
	return t
}

// find looks for inputs that are recordings of the same traffic. Each shows all calls
// in order.
func (t *twins) find(each func(visit func(*Call)) error) error {
	if len(t.sources) < 2 {
		return nil
	}
	counter := &counter{t, newCandidates(t, func(*Call) {})}
	if err := each(counter.add); err != nil || len(t.pairs) == 0 {
		return err
	}
	ruler := newRuler(t)
	if err := each(ruler.add); err != nil {
		return err
	}
	ruler.flush()
	for p, o := range t.pairs {
		if !o.same() {
			delete(t.pairs, p)
			continue
		}
		p.a.twin, p.b.twin = true, true
	}
	return nil
}

// fit reports whether two calls of different inputs may be one, as far as the calls
// tell.
func fit(p, c *candidate) bool {
	return !p.shownBy(c.source) && !c.shownBy(p.source) && c.Start.Sub(p.Start) <= reach(&p.Call, &c.Call) && alike(&p.Call, &c.Call)
}

// counter counts what inputs have in common, in the first round.
type counter struct {
	*twins
	*candidates
}

func (t *counter) add(c *Call) {
	t.upTo(c.Start)
	if !c.Shows.Has(ShowsTime) {
		return
	}
	next := t.candidate(c)
	for p := range t.near(next) {
		if !fit(p, next) {
			continue
		}
		if o := t.overlap(p.source, next.source); o.holds(p) && o.holds(next) {
			o.common++
			t.witness(p, next.source)
			t.witness(next, p.source)
		}
		if next.over {
			return
		}
	}
	t.hold(next)
}

// overlap returns what two inputs share; nil for a pair too many.
func (t *twins) overlap(a, b *extent) *overlap {
	p := pairOf(a, b)
	o := t.pairs[p]
	if o == nil && len(t.pairs) < mostPairs {
		from, to := max(a.first, b.first), min(a.last, b.last)
		o = &overlap{from: from.Add(-edge), to: to.Add(edge), apart: from > to}
		t.pairs[p] = o
	}
	return o
}

// ruler counts how many calls each input of a pair has in their overlap, in the second
// round. It looks at a pair at the ends of the overlap alone, as a pair may be one of
// very many.
type ruler struct {
	*twins
	ends []end // in order
}

// end is where an overlap begins or is over: with the calls from an instant on.
type end struct {
	at   Instant
	sign int // -1 where it begins, 1 where it is over
	pair pair
}

func newRuler(t *twins) *ruler {
	r := &ruler{twins: t}
	for p, o := range t.pairs {
		r.ends = append(r.ends, end{o.from, -1, p}, end{o.to + 1, 1, p})
	}
	slices.SortFunc(r.ends, func(a, b end) int { return cmp.Compare(a.at, b.at) })
	return r
}

func (r *ruler) add(c *Call) {
	for len(r.ends) > 0 && r.ends[0].at <= c.Start {
		r.pass()
	}
	if c.Shows.Has(ShowsTime) {
		r.sources[c.Pos.Source].seen++
	}
}

// pass takes the next end.
func (r *ruler) pass() {
	e := r.ends[0]
	o := r.pairs[e.pair]
	o.a += e.sign * e.pair.a.seen
	o.b += e.sign * e.pair.b.seen
	r.ends = r.ends[1:]
}

// flush passes the ends that are left.
func (r *ruler) flush() {
	for len(r.ends) > 0 {
		r.pass()
	}
}

// merger makes one of two calls, in the last round.
type merger struct {
	*twins
	*candidates
}

func (t *twins) merger(next func(*Call)) *merger {
	t.dropped = 0
	return &merger{t, newCandidates(t, next)}
}

// add takes up the next call.
func (m *merger) add(c *Call) {
	m.upTo(c.Start)
	next := m.candidate(c)
	if !next.source.twin || !c.Shows.Has(ShowsTime) {
		m.queue(next)
		return
	}
	for p := range m.near(next) {
		if fit(p, next) {
			if o := m.pairs[pairOf(p.source, next.source)]; o.holds(p) && o.holds(next) {
				m.unite(p, next)
				return
			}
		}
	}
	m.hold(next)
}

// unite makes one call of a candidate and a later call: the one that shows more,
// completed by the other.
func (m *merger) unite(p, c *candidate) {
	m.dropped++
	if richer := richness(&c.Call) - richness(&p.Call); richer < 0 || richer == 0 && p.Pos.Source < c.Pos.Source {
		complete(&p.Call, &c.Call)
		m.witness(p, c.source)
		return
	}
	complete(&c.Call, &p.Call)
	for _, s := range append(p.with, p.source) {
		m.witness(c, s)
	}
	m.leave(p)
	p.gone = true
	m.hold(c)
}

// reach is how far apart two stamps of one exchange may lie.
func reach(a, b *Call) time.Duration { return recorderSkew + max(a.Grain, b.Grain) }

// alike reports whether two calls may be one: what both show must agree, and
// their times must be known well enough to tell calls apart.
func alike(a, b *Call) bool {
	if a.Service != b.Service || a.Op != b.Op || isCoarse(a) && isCoarse(b) {
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

// isCoarse reports whether many calls may have the time of this one.
func isCoarse(c *Call) bool { return c.Grain >= time.Second }

// richness counts what a call shows.
func richness(c *Call) int {
	n := 0
	for s := c.Shows; s != 0; s &= s - 1 {
		n++
	}
	if isCoarse(c) {
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
