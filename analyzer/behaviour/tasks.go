package behaviour

import (
	"cmp"
	"slices"

	"github.com/banlint/banlint/analyzer/timeline"
)

type taskName struct {
	service string
	id      timeline.TaskID
}

// A task is what was seen of one.
type task struct {
	sent     timeline.Instant // 0 where the recording does not show it
	last     timeline.Instant // poll or answer
	polls    int
	unheard  bool // no answer came to the last poll
	ready    bool
	ended    bool // ready, or an error after which it is over
	callback bool
	told     bool // the recording shows what the polls were answered with
}

func (c *collector) create(at place, x *timeline.Call) {
	c.counted(place{x.Service, timeline.GetBalance.String()}, balances, false)
	if x.Payload != nil && x.Shows.Has(timeline.ShowsPayload) {
		c.payload(at, x)
	}
	switch {
	case x.Task != timeline.TaskID{}:
		t := c.task(x)
		t.sent, t.last = x.Start, x.End()
		t.callback = x.Payload != nil && x.Payload.Callback
		t.ready = x.State == timeline.Ready
		t.ended = t.ready
	case failure(x) != "":
		c.counted(at, readied, false)
	}
}

// payload takes what a task is, and by which proxy it is to be solved.
func (c *collector) payload(at place, x *timeline.Call) {
	c.out.totals[series{at, types, ""}]++
	if x.Payload.Type != "" {
		c.out.hits[series{at, types, x.Payload.Type}]++
	}
	c.counted(at, proxied, !x.Proxy.IsZero())
	if x.Proxy.IsZero() {
		return
	}
	who := account{x.Service, x.Key}
	if last, ok := c.proxies[who]; ok {
		c.counted(at, sameProxy, last == x.Proxy)
	}
	c.proxies[who] = x.Proxy
}

func (c *collector) task(x *timeline.Call) *task {
	name := taskName{x.Service, x.Task}
	t := c.tasks[name]
	if t == nil {
		t = &task{}
		c.tasks[name] = t
	}
	return t
}

func (c *collector) poll(at place, x *timeline.Call) {
	if x.Task == (timeline.TaskID{}) {
		return
	}
	t := c.task(x)
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

func (c *collector) ended(name taskName, t *task) {
	creates, asks := place{name.service, timeline.CreateTask.String()}, place{name.service, timeline.GetTaskResult.String()}
	if t.polls > 0 {
		c.sampled(series{asks, polls, ""}, float64(t.polls), 0)
	}
	if t.told {
		c.counted(asks, unended, !t.ended)
	}
	if t.sent == 0 {
		return
	}
	if !t.callback && (!t.ready || t.polls > 0) && c.out.calls(asks) > 0 && !c.blind(name.service) {
		c.counted(creates, unasked, t.polls == 0)
	}
	if t.told || t.ready {
		c.counted(creates, readied, t.ready)
	}
}

// blind reports whether most result requests do not show which task they ask for.
func (c *collector) blind(service string) bool {
	s := c.out.seen[place{service, timeline.GetTaskResult.String()}]
	if s == nil {
		return false
	}
	_, hidden := s.hides(timeline.ShowsTask)
	return hidden
}

// crowd takes how many tasks were open whenever one was sent.
func (c *collector) crowd() {
	spans := map[string][]*task{}
	for name, t := range c.tasks {
		if t.sent != 0 {
			spans[name.service] = append(spans[name.service], t)
		}
	}
	for name, tasks := range spans {
		if c.blind(name) {
			continue
		}
		ends := make([]timeline.Instant, len(tasks))
		for i, t := range tasks {
			ends[i] = t.last
		}
		slices.Sort(ends)
		slices.SortFunc(tasks, func(a, b *task) int { return cmp.Compare(a.sent, b.sent) })
		over := 0
		for i, t := range tasks {
			for ends[over] < t.sent {
				over++
			}
			c.sampled(series{place{name, ""}, open, ""}, float64(i+1-over), 0)
		}
	}
}
