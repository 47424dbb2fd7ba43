package behaviour

import (
	"slices"

	"github.com/banlint/banlint/analyzer/timeline"
)

// tasks are those of one service.
type tasks struct {
	*lately[timeline.TaskID, task]
	service    string
	sent, ends []timeline.Instant // of those that are over, and were sent
}

// A task is what was seen of one.
type task struct {
	sent     timeline.Instant // 0 where the recording does not show it
	last     timeline.Instant // poll or answer
	polls    int32
	unheard  bool // no answer came to the last poll
	ready    bool
	ended    bool // ready, or an error after which it is over
	callback bool
	told     bool // the recording shows what the polls were answered with
}

func (c *Collector) create(at place, x *timeline.Call) {
	c.counted(place{x.Service, timeline.GetBalance.String()}, balances, false)
	if x.Payload != nil && x.Shows.Has(timeline.ShowsPayload) {
		c.payload(at, x)
	}
	switch {
	case x.Task != timeline.TaskID{}:
		tasks := c.tasksAt(x.Service)
		t, _ := tasks.get(x.Task)
		t.sent, t.last = x.Start, x.End()
		t.callback = x.Payload != nil && x.Payload.Callback
		t.ready = x.State == timeline.Ready
		t.ended = t.ready
		tasks.put(x.Task, t)
	case failure(x) != "":
		c.counted(at, readied, false)
	}
}

// payload takes what a task is, and by which proxy it is to be solved.
func (c *Collector) payload(at place, x *timeline.Call) {
	c.out.totals[series{at, types, ""}]++
	if x.Payload.Type != "" {
		c.out.hits[series{at, types, x.Payload.Type}]++
	}
	c.counted(at, proxied, !x.Proxy.IsZero())
	if x.Proxy.IsZero() {
		return
	}
	who := account{x.Service, x.Key}
	if last, ok := c.proxies.get(who); ok {
		c.counted(at, sameProxy, last == x.Proxy)
	}
	c.proxies.put(who, x.Proxy)
}

func (c *Collector) tasksAt(service string) *tasks {
	all := c.tasks[service]
	if all == nil {
		all = &tasks{service: service}
		all.lately = newLately[timeline.TaskID](func(t task) { c.ended(all, t) })
		c.tasks[service] = all
	}
	return all
}

func (c *Collector) poll(at place, x *timeline.Call) {
	if x.Task == (timeline.TaskID{}) {
		return
	}
	tasks := c.tasksAt(x.Service)
	t, _ := tasks.get(x.Task)
	t.polls++
	if x.Shows.Has(timeline.ShowsTime) {
		switch {
		case t.polls > 1 && !t.unheard: // after a lost answer a library or its transport may try again at once
			c.sampled(series{at, gaps, ""}, x.Start.Sub(t.last).Seconds(), x.Grain)
		case t.polls == 1 && x.Created != nil && x.Start >= x.Created.End:
			c.sampled(series{at, firstPolls, ""}, x.Start.Sub(x.Created.End).Seconds(), x.Grain)
		}
	}
	t.last = x.Start
	t.unheard = x.Code == "" && x.State == timeline.NoState && (x.Status == 0 || x.Status >= 500)
	t.told = x.Shows.Has(timeline.ShowsAnswer)
	t.ready = t.ready || x.State == timeline.Ready
	t.ended = t.ready || t.told && ends(x.Class)
	tasks.put(x.Task, t)
}

// ends reports whether a task is over with such an error.
func ends(class timeline.Class) bool {
	switch class {
	case timeline.UnknownTask, timeline.ProxyBanned, timeline.ProxyFailed, timeline.BadRequest, timeline.Unsolvable, timeline.OtherError:
		return true
	default:
		return false
	}
}

// ended takes up what became of a task that is over.
func (c *Collector) ended(all *tasks, t task) {
	creates, asks := place{all.service, timeline.CreateTask.String()}, place{all.service, timeline.GetTaskResult.String()}
	if t.polls > 0 {
		c.sampled(series{asks, polls, ""}, float64(t.polls), 0)
	}
	if t.told {
		c.counted(asks, unended, !t.ended)
	}
	if t.sent == 0 {
		return
	}
	all.sent, all.ends = append(all.sent, t.sent), append(all.ends, t.last)
	if !t.callback && (!t.ready || t.polls > 0) && c.out.calls(asks) > 0 && !c.blind(all.service) {
		c.counted(creates, unasked, t.polls == 0)
	}
	if t.told || t.ready {
		c.counted(creates, readied, t.ready)
	}
}

// blind reports whether most result requests do not show which task they ask for.
func (c *Collector) blind(service string) bool {
	s := c.out.seen[place{service, timeline.GetTaskResult.String()}]
	if s == nil {
		return false
	}
	_, hidden := s.hides(timeline.ShowsTask)
	return hidden
}

// crowd takes how many tasks were open whenever one was sent.
func (c *Collector) crowd(service string, tasks *tasks) {
	if c.blind(service) {
		return
	}
	slices.Sort(tasks.sent)
	slices.Sort(tasks.ends)
	over := 0
	for i, at := range tasks.sent {
		for tasks.ends[over] < at {
			over++
		}
		c.sampled(series{place{service, ""}, open, ""}, float64(i+1-over), 0)
	}
}
