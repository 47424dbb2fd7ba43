package behaviour

import (
	"cmp"
	"slices"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

func compareSeries(a, b series) int {
	return cmp.Or(
		cmp.Compare(a.service, b.service),
		cmp.Compare(a.operation, b.operation),
		cmp.Compare(a.of, b.of),
		cmp.Compare(a.detail, b.detail),
	)
}

// collector takes the figures of a recording call by call.
type collector struct {
	out      *Behaviour
	tasks    map[taskName]*task
	requests map[request]*tries
	failed   map[worker]*timeline.Call  // the last call of each, where it failed
	proxies  map[account]timeline.Proxy // of the last task
	recent   map[string][]timeline.Instant
}

type account struct {
	service string
	key     timeline.Key
}

// A worker is who waits for an answer before the next request: of an account, or of
// one of its tasks.
type worker struct {
	account
	op   timeline.Operation
	task timeline.TaskID
}

type request struct {
	place
	fingerprint uint64
}

// tries are what came of one and the same request.
type tries struct {
	row, most int    // failures without a success between them
	last      string // error of the last; "" where it was none
}

func newCollector() *collector {
	return &collector{
		out: &Behaviour{
			samples: map[series]*sample{}, hits: map[series]int{}, totals: map[series]int{}, seen: map[place]*seen{},
			classes: map[classAt]int{},
		},
		tasks: map[taskName]*task{}, requests: map[request]*tries{}, failed: map[worker]*timeline.Call{},
		proxies: map[account]timeline.Proxy{}, recent: map[string][]timeline.Instant{},
	}
}

// sampled takes a value of a quantity.
func (c *collector) sampled(key series, value float64, grain time.Duration) {
	if c.out.samples[key] == nil {
		c.out.samples[key] = &sample{}
	}
	c.out.samples[key].add(value, grain)
}

// counted takes one case of a share.
func (c *collector) counted(at place, of quantity, hit bool) {
	c.out.totals[series{at, of, ""}]++
	if hit {
		c.out.hits[series{at, of, ""}]++
	}
}

func (c *collector) call(x *timeline.Call) {
	all, at := place{x.Service, ""}, place{x.Service, x.Op.String()}
	if x.Also == 0 {
		c.see(all, x)
		c.out.classes[classAt{x.Service, x.Class}]++
		c.see(at, x)
		c.out.hits[series{at, operations, ""}]++
		c.answer(at, x)
		c.try(at, x)
		c.pause(at, x)
		c.pace(all, x)
		if x.Shows.Has(timeline.ShowsAnswer) {
			c.out.totals[series{all, duringBans, ""}]++
		}
		if x.Library != nil {
			c.out.totals[series{all, libraries, ""}]++
			c.out.hits[series{all, libraries, x.Library.Name}]++
		}
	}
	switch x.Op {
	case timeline.CreateTask:
		c.create(at, x)
	case timeline.GetTaskResult:
		c.poll(at, x)
	case timeline.GetBalance:
		c.counted(place{x.Service, timeline.GetBalance.String()}, balances, true)
	}
}

func (c *collector) see(at place, x *timeline.Call) {
	s := c.out.seen[at]
	if s == nil {
		s = &seen{}
		c.out.seen[at] = s
	}
	s.calls++
	for bit := range s.lacking {
		if !x.Shows.Has(1 << bit) {
			s.lacking[bit]++
		}
	}
}

// failure names the error of a call; "" for none.
func failure(x *timeline.Call) string {
	switch {
	case x.Class == timeline.NoError || !x.Shows.Has(timeline.ShowsAnswer):
		return ""
	case x.Code != "":
		return x.Code
	default:
		return x.Class.String()
	}
}

func (c *collector) answer(at place, x *timeline.Call) {
	if !x.Shows.Has(timeline.ShowsAnswer) {
		return
	}
	c.out.totals[series{at, answers, ""}]++
	c.out.totals[series{at, bans, ""}]++
	if err := failure(x); err != "" {
		of := answers
		if x.Class == timeline.Banned {
			of = bans
		}
		c.out.hits[series{at, of, err}]++
	}
}

// try looks at what came of the same request before.
func (c *collector) try(at place, x *timeline.Call) {
	if x.Request == 0 || !x.Shows.Has(timeline.ShowsAnswer) {
		return
	}
	key := request{at, x.Request}
	t := c.requests[key]
	if t == nil {
		t = &tries{}
		c.requests[key] = t
	}
	if t.last != "" {
		c.out.hits[series{at, repeats, t.last}]++
	}
	if t.last = failure(x); t.last == "" {
		t.row = 0
		return
	}
	t.row++
	t.most = max(t.most, t.row)
	c.out.totals[series{at, repeats, t.last}]++
}

// pause takes how long a client waits after an error before it goes on.
func (c *collector) pause(at place, x *timeline.Call) {
	if !x.Shows.Has(timeline.ShowsTime) {
		return
	}
	key := worker{account: account{x.Service, x.Key}, op: x.Op}
	if x.Op == timeline.GetTaskResult {
		key.task = x.Task
	}
	if last := c.failed[key]; last != nil && x.Start >= last.End() {
		c.sampled(series{at, pauses, failure(last)}, x.Start.Sub(last.End()).Seconds(), max(x.Grain, last.Grain))
	}
	delete(c.failed, key)
	if failure(x) != "" {
		c.failed[key] = x
	}
}

// pace takes how many requests lie within the second that ends with the call.
func (c *collector) pace(at place, x *timeline.Call) {
	if !x.Shows.Has(timeline.ShowsTime) || x.Grain > time.Second {
		return
	}
	recent := append(c.recent[x.Service], x.Start)
	for recent[0] <= x.Start.Add(-time.Second) {
		recent = recent[1:]
	}
	c.recent[x.Service] = recent
	c.sampled(series{at, rate, ""}, float64(len(recent)), 0)
}

// finish takes what can be told only when all calls were seen.
func (c *collector) finish() {
	for key, t := range c.requests {
		c.sampled(series{key.place, failures, ""}, float64(t.most), 0)
	}
	for name, t := range c.tasks {
		c.ended(name, t)
	}
	c.crowd()
	for _, s := range c.out.samples {
		slices.Sort(s.values)
	}
}
