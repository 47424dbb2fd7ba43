package behaviour_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/behaviour"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/rules"
)

// client makes the calls of a client: so many workers that send tasks one after
// another, of a service that takes now long and now short, and sometimes fails.
type client struct {
	random  *rand.Rand
	workers int
	gap     time.Duration
	failing float64 // share of tasks that cannot be solved
	full    float64 // share of createTask requests that find no slot free
	calls   []timeline.Call
}

func (c *client) call(at *timeline.Instant, x timeline.Call) {
	x.Pos.Entry = int32(len(c.calls) + 1)
	x.Start, x.Service, x.Status = *at, "capmonster", 200
	x.Key = timeline.NewKey("K1")
	x.Shows = timeline.ShowsKey | timeline.ShowsTask | timeline.ShowsAnswer | timeline.ShowsPayload | timeline.ShowsTime | timeline.ShowsKeyed
	x.Took = time.Duration((40 + 30*c.random.ExpFloat64()) * float64(time.Millisecond))
	*at = at.Add(x.Took)
	c.calls = append(c.calls, x)
}

// work sends n tasks.
func (c *client) work(n int) *behaviour.Side {
	began := timeline.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	at := make([]timeline.Instant, c.workers)
	for i := range at {
		at[i] = began.Add(time.Duration(c.random.IntN(2000)) * time.Millisecond)
	}
	for range n {
		c.task(&at[slices.Index(at, slices.Min(at))])
	}
	return judged(timeline.New(c.calls).Calls, rules.All)
}

func (c *client) task(at *timeline.Instant) {
	payload := &timeline.Payload{Type: "NoCaptchaTask", Image: -1}
	for c.random.Float64() < c.full {
		c.call(at, timeline.Call{Op: timeline.CreateTask, Payload: payload, Request: 1, Code: "ERROR_NO_SLOT_AVAILABLE", Class: timeline.NoSlot})
		*at = at.Add(5 * time.Second)
	}
	id := timeline.NewTaskID(strconv.Itoa(1000 + len(c.calls)))
	c.call(at, timeline.Call{Op: timeline.CreateTask, Payload: payload, Request: 1, Task: id, State: timeline.Accepted})
	ready := at.Add(time.Duration(12 * math.Exp(0.5*c.random.NormFloat64()) * float64(time.Second)))
	for {
		*at = at.Add(c.gap)
		poll := timeline.Call{Op: timeline.GetTaskResult, Task: id, Request: uint64(len(c.calls)), State: timeline.Processing}
		if over := *at > ready; over {
			poll.State = timeline.Ready
			if c.random.Float64() < c.failing {
				poll.State, poll.Code, poll.Class = timeline.NoState, "ERROR_CAPTCHA_UNSOLVABLE", timeline.Unsolvable
			}
			c.call(at, poll)
			return
		}
		c.call(at, poll)
	}
}

const rounds = 100

// healthy makes one of the two clients of a round.
func healthy(seed uint64, half, workers int) *client {
	return &client{random: rand.New(rand.NewPCG(seed, uint64(half))), workers: workers, gap: 3 * time.Second, failing: 0.05, full: 0.05}
}

// The same client is recorded twice, with another number of tasks, and the service
// has its moods: a change is found in no more than 1 of 20 comparisons.
func TestChance(t *testing.T) {
	for _, c := range []struct{ workers, old, now int }{
		{1, 5, 5}, {1, 5, 20}, {1, 30, 30}, {4, 20, 40}, {4, 100, 300}, {16, 300, 300},
	} {
		wrong, which := 0, map[string]int{}
		for seed := range uint64(rounds) {
			d := behaviour.Compare(healthy(seed, 1, c.workers).work(c.old), healthy(seed, 2, c.workers).work(c.now))
			if len(d.Changes) > 0 {
				wrong++
			}
			for _, x := range d.Changes {
				which[x.ID+x.Detail]++
			}
		}
		if wrong*20 > rounds {
			t.Errorf("%+v: changes in %d of %d comparisons: %v", c, wrong, rounds, which)
		}
	}
}

// What a client does otherwise is found although the service has its moods.
func TestNoChance(t *testing.T) {
	for name, change := range map[string]func(*client){
		"a pace of 2 s":          func(c *client) { c.gap = 2 * time.Second },
		"a pace of 200 ms":       func(c *client) { c.gap = 200 * time.Millisecond },
		"half of all unsolvable": func(c *client) { c.failing = 0.55 },
		"half of all refused":    func(c *client) { c.full = 0.5 },
	} {
		found := 0
		for seed := range uint64(rounds) {
			now := healthy(seed, 2, 4)
			change(now)
			if behaviour.Compare(healthy(seed, 1, 4).work(60), now.work(60)).Count(behaviour.Riskier) > 0 {
				found++
			}
		}
		if found*20 < rounds*19 {
			t.Errorf("%s: found in %d of %d comparisons", name, found, rounds)
		}
	}
}
