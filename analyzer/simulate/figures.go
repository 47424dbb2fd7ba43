package simulate

import (
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// Figures are what there is to count in calls.
type Figures struct {
	Calls  int
	Polls  int           // result requests
	Worst  int           // result requests of the task that was asked for most often
	Gap    time.Duration // the shortest between result requests of one task; 0 where no task has two
	Errors int           // calls that were answered with an error
	Ready  int           // tasks whose result the client got
	Wait   time.Duration // the mean from the answer to createTask to the result, of those that were sent in the recording
}

// Count counts.
func Count(calls Calls) (f Figures) {
	polls, last := map[taskName]int{}, map[taskName]timeline.Instant{}
	for c := range calls {
		f.Calls++
		if c.Class != timeline.NoError {
			f.Errors++
		}
		if c.Op != timeline.GetTaskResult {
			continue
		}
		f.Polls++
		name := taskName{c.Service, c.Task}
		if c.Task == (timeline.TaskID{}) {
			continue
		}
		polls[name]++
		f.Worst = max(f.Worst, polls[name])
		if !c.Shows.Has(timeline.ShowsTime) {
			continue
		}
		if before := last[name]; before != 0 && (f.Gap == 0 || c.Start.Sub(before) < f.Gap) {
			f.Gap = c.Start.Sub(before)
		}
		last[name] = c.Start
	}
	f.wait(calls)
	return f
}

func (f *Figures) wait(calls Calls) {
	results := results(calls)
	f.Ready = len(results)
	var sum time.Duration
	n := 0
	for _, r := range results {
		if r.sent != 0 && r.at != 0 {
			sum += r.at.Sub(r.sent)
			n++
		}
	}
	if n > 0 {
		f.Wait = sum / time.Duration(n)
	}
}

// A result is when a client had one, and when it could have had it at the soonest.
type result struct {
	at   timeline.Instant // 0 where the recording gives no times
	sent timeline.Instant // when createTask was answered; 0 when not known
}

func results(calls Calls) map[taskName]result {
	results := map[taskName]result{}
	for c := range calls {
		if c.State != timeline.Ready || c.Task == (timeline.TaskID{}) {
			continue
		}
		r := result{}
		if c.Start != 0 {
			r.at = c.Heard()
		}
		switch {
		case c.Op == timeline.CreateTask:
			r.sent = c.End()
		case c.Created != nil:
			r.sent = c.Created.End
		}
		name := taskName{c.Service, c.Task}
		if before, ok := results[name]; !ok || r.at < before.at {
			results[name] = r
		}
	}
	return results
}

// A Cost is what a behaviour costs: results that come later or not at all.
type Cost struct {
	Lost  int           // results that the client had and would not have
	Delay time.Duration // the mean by which the others come later; negative for sooner
}

// Price returns what it costs to make the calls after rather than those before.
func Price(before, after Calls) (c Cost) {
	late := results(after)
	var sum time.Duration
	n := 0
	for name, r := range results(before) {
		s, ok := late[name]
		if !ok {
			c.Lost++
			continue
		}
		sum += s.at.Sub(r.at)
		n++
	}
	if n > 0 {
		c.Delay = sum / time.Duration(n)
	}
	return c
}
