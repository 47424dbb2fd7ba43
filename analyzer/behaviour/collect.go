package behaviour

import (
	"cmp"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
)

func compareSeries(a, b series) int {
	return cmp.Or(
		cmp.Compare(a.service, b.service),
		cmp.Compare(a.operation, b.operation),
		cmp.Compare(a.of, b.of),
		cmp.Compare(a.detail, b.detail),
	)
}

// A Collector takes the figures of a recording call by call, in order of time. It keeps
// none of the calls, and little for each task and each request that is made again.
type Collector struct {
	out      *Behaviour
	tasks    map[string]*tasks                // by service
	requests map[place]*lately[uint64, tries] // by fingerprint
	failed   *lately[worker, failed]          // the last call of each, where it failed
	proxies  *lately[account, timeline.Proxy] // of the last task
	recent   map[string]*timeline.Recent
}

// failed is a call that was answered with an error.
type failed struct {
	err   string
	end   timeline.Instant
	grain time.Duration
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

// tries are what came of one and the same request.
type tries struct {
	row, most int32  // failures without a success between them
	last      string // error of the last; "" where it was none
}

// NewCollector makes a collector that has seen no call.
func NewCollector() *Collector {
	return &Collector{
		out: &Behaviour{
			samples: map[series]*sample{}, hits: map[series]int{}, totals: map[series]int{}, seen: map[place]*seen{},
			classes: map[classAt]int{},
		},
		tasks: map[string]*tasks{}, requests: map[place]*lately[uint64, tries]{}, failed: newLately[worker, failed](nil),
		proxies: newLately[account, timeline.Proxy](nil), recent: map[string]*timeline.Recent{},
	}
}

// sampled takes a value of a quantity.
func (c *Collector) sampled(key series, value float64, grain time.Duration) {
	if c.out.samples[key] == nil {
		c.out.samples[key] = &sample{}
	}
	c.out.samples[key].add(value, grain)
}

// counted takes one case of a share.
func (c *Collector) counted(at place, of quantity, hit bool) {
	c.out.totals[series{at, of, ""}]++
	if hit {
		c.out.hits[series{at, of, ""}]++
	}
}

// Call takes up the next call, which is only lent.
func (c *Collector) Call(x *timeline.Call) {
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

func (c *Collector) see(at place, x *timeline.Call) {
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

func (c *Collector) answer(at place, x *timeline.Call) {
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
func (c *Collector) try(at place, x *timeline.Call) {
	if x.Request == 0 || !x.Shows.Has(timeline.ShowsAnswer) {
		return
	}
	all := c.requests[at]
	if all == nil {
		all = newLately[uint64](func(t tries) { c.tried(at, t) })
		c.requests[at] = all
	}
	t, _ := all.get(x.Request)
	if t.last != "" {
		c.out.hits[series{at, repeats, t.last}]++
	}
	if t.last = failure(x); t.last == "" {
		t.row = 0
	} else {
		t.row++
		t.most = max(t.most, t.row)
		c.out.totals[series{at, repeats, t.last}]++
	}
	all.put(x.Request, t)
}

// tried takes how often a request that is over failed.
func (c *Collector) tried(at place, t tries) {
	c.sampled(series{at, failures, ""}, float64(t.most), 0)
}

// pause takes how long a client waits after an error before it goes on.
func (c *Collector) pause(at place, x *timeline.Call) {
	if !x.Shows.Has(timeline.ShowsTime) {
		return
	}
	key := worker{account: account{x.Service, x.Key}, op: x.Op}
	if x.Op == timeline.GetTaskResult {
		key.task = x.Task
	}
	if last, ok := c.failed.get(key); ok && x.Start >= last.end {
		c.sampled(series{at, pauses, last.err}, x.Start.Sub(last.end).Seconds(), max(x.Grain, last.grain))
	}
	c.failed.drop(key)
	if err := failure(x); err != "" {
		c.failed.put(key, failed{err, x.End(), x.Grain})
	}
}

// pace takes how many requests lie within the second that ends with the call.
func (c *Collector) pace(at place, x *timeline.Call) {
	if !x.Shows.Has(timeline.ShowsTime) || x.Grain > time.Second {
		return
	}
	recent := c.recent[x.Service]
	if recent == nil {
		recent = &timeline.Recent{}
		c.recent[x.Service] = recent
	}
	c.sampled(series{at, rate, ""}, float64(recent.Add(x.Start, time.Second-1)), 0)
}

// Behaviour returns the behaviour that the calls show, and the bans that came of it. The
// collector is of no use any more.
func (c *Collector) Behaviour(bans []*verdict.Ban) *Behaviour {
	for _, b := range bans {
		if b.Code != "" {
			c.out.hits[series{place{b.Service.Name, ""}, duringBans, ""}] += b.Wasted
		}
	}
	for at, requests := range c.requests {
		for t := range requests.all() {
			c.tried(at, t)
		}
	}
	for service, tasks := range c.tasks {
		for t := range tasks.all() {
			c.ended(tasks, t)
		}
		c.crowd(service, tasks)
	}
	for _, s := range c.out.samples {
		s.sort()
	}
	return c.out
}
