package simulate

import (
	"slices"
	"sort"
	"time"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// An answer is what the service says to a call.
type answer struct {
	code   string
	state  timeline.State
	class  timeline.Class
	status int16
}

func answerOf(c *timeline.Call) answer { return answer{c.Code, c.State, c.Class, c.Status} }

func (a answer) give(c *timeline.Call) {
	c.Code, c.State, c.Class, c.Status, c.Retry = a.code, a.state, a.class, a.status, 0
}

var (
	processing = answer{state: timeline.Processing, status: 200}
	accepted   = answer{state: timeline.Accepted, status: 200}
)

// A task is what the recording tells of one task and of the requests for it.
type task struct {
	create int32   // the call that created it; -1 where the recording has none
	polls  []int32 // the calls that ask for it, in order
	tells  []int32 // those of polls that were told how the task stands
	start  answer  // how it stands before the first of them
	ends   bool    // the recording shows its end
	extras int     // requests that were sent although the end was known
}

// at returns what the service says of the task to a request that is sent at t.
func (k *task) at(calls []timeline.Call, t timeline.Instant) answer {
	i := sort.Search(len(k.tells), func(i int) bool { return calls[k.tells[i]].Start > t })
	if i == 0 {
		return k.start
	}
	return answerOf(&calls[k.tells[i-1]])
}

// learn fills in what follows from the task's polls.
func (k *task) learn(rec *Recording) {
	end := k.begun(rec)
	k.ends = end != 0
	for _, i := range k.polls {
		c := &rec.calls[i]
		if end != 0 && c.Start >= end {
			k.extras++
		}
		if over(c) {
			k.ends = true
			end = sooner(end, c.Heard())
		}
		if rec.tells(c) {
			k.tells = append(k.tells, i)
		}
	}
	k.start = processing
	switch {
	case k.begun(rec) != 0:
		k.start = answer{state: timeline.Ready, status: 200}
	case len(k.tells) > 0 && rec.calls[k.tells[0]].Class != timeline.NoError:
		k.start = answerOf(&rec.calls[k.tells[0]])
	}
}

// begun returns when the client knew the end from the answer to createTask itself; 0
// where it was told nothing.
func (k *task) begun(rec *Recording) timeline.Instant {
	if k.create >= 0 && rec.calls[k.create].State == timeline.Ready {
		return rec.calls[k.create].Heard()
	}
	return 0
}

// sooner returns the earlier of two instants, 0 being none.
func sooner(a, b timeline.Instant) timeline.Instant {
	if a == 0 {
		return b
	}
	return min(a, b)
}

// over matches the answers that end a task for its client.
func over(c *timeline.Call) bool { return c.State == timeline.Ready || lasting(c) }

// lasting matches errors that asking again does not change.
func lasting(c *timeline.Call) bool {
	switch c.Class {
	case timeline.KeyUnknown, timeline.NotAllowed, timeline.ZeroBalance, timeline.UnknownTask:
		return true
	default:
		return refused(c) || c.Class == timeline.Unsolvable || c.Class == timeline.ProxyBanned
	}
}

// refused matches errors for which the request itself is to blame.
func refused(c *timeline.Call) bool {
	return c.Class == timeline.BadRequest || c.Class == timeline.ProxyFailed || c.Class == timeline.OtherError && c.Code != ""
}

// tells reports whether an answer says how the task stands: one about the pace, the
// service's own trouble or a ban does not. A ban that nobody can explain is taken
// for a fact like others.
func (r *Recording) tells(c *timeline.Call) bool {
	return c.State == timeline.Processing || over(c) || c.Class == timeline.Banned && r.unexplained[c.Code]
}

// A matter is what an answer to a call is about, so that later calls about the same
// can be given it.
type matter struct {
	account
	op      timeline.Operation
	proxy   timeline.Proxy
	request uint64
}

// lift finds out, for each call that was answered with a ban, what it would have been
// answered without it: what the last call about the same matter was.
func (r *Recording) lift() {
	last := map[matter]answer{}
	for i := range r.calls {
		c := &r.calls[i]
		who := account{c.Service, c.Key}
		whole, about := matter{account: who}, matter{account: who, op: c.Op, proxy: c.Proxy}
		exact := about
		exact.request = c.Request
		if c.Class != timeline.Banned {
			delete(last, whole)
			if c.Class == timeline.KeyUnknown || c.Class == timeline.NotAllowed {
				last[whole] = answerOf(c)
			}
			last[about], last[exact] = standing(c), standing(c)
			continue
		}
		r.lifted[int32(i)] = accepted
		for _, m := range []matter{whole, exact, about} {
			if a, ok := last[m]; ok {
				r.lifted[int32(i)] = a
				break
			}
		}
	}
}

// standing returns the answer that a call like c gets again.
func standing(c *timeline.Call) answer {
	if lasting(c) || c.Class == timeline.NoSlot {
		return answerOf(c)
	}
	return accepted
}

// A pace is what a recording shows of times.
type pace struct {
	took time.Duration // the median from a result request to its answer; negative when not known
	gap  time.Duration // the median from result request to result request of a task
	fast map[string]fast
}

// usual is the gap of a client whose own is not in the recording: that of most
// libraries.
const usual = 2 * time.Second

// fast says when a service answers that results are asked for too often.
type fast struct {
	gap time.Duration // the longest at which it did
	say answer
}

func (r *Recording) measure() {
	var tooks, gaps []time.Duration
	r.pace.fast = map[string]fast{}
	for i := range r.tasks {
		polls := r.tasks[i].polls
		for j, p := range polls {
			c := &r.calls[p]
			if c.Took >= 0 {
				tooks = append(tooks, c.Took)
			}
			if j == 0 {
				continue
			}
			gap := c.Start.Sub(r.calls[polls[j-1]].Start)
			gaps = append(gaps, gap)
			if c.Class == timeline.TooFast {
				r.noteFast(c, gap)
			}
		}
	}
	r.pace.took, r.pace.gap = median(tooks, -1), max(median(gaps, usual), shortest)
}

// noteFast takes up an answer that gap was too short. One beyond the documented
// interval is about something else than the gap.
func (r *Recording) noteFast(c *timeline.Call, gap time.Duration) {
	if l, ok := r.book.Of(c).Limit(service.PollInterval); ok {
		gap = min(gap, l.Gap()-1)
	}
	if f := r.pace.fast[c.Service]; gap > f.gap {
		r.pace.fast[c.Service] = fast{gap, answerOf(c)}
	}
}

func median(d []time.Duration, none time.Duration) time.Duration {
	if len(d) == 0 {
		return none
	}
	slices.Sort(d)
	return d[len(d)/2]
}
