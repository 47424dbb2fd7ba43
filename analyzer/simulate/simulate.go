// Package simulate replays recorded calls with another behaviour of the client. It
// is a function from calls and settings to calls: what the service would have
// answered follows from what it did answer, under the assumptions that are listed.
package simulate

import (
	"errors"
	"iter"
	"slices"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// Assumptions are what a simulation takes for granted.
var Assumptions = []string{
	"A task is ready, or has failed, for requests sent no sooner than the one that first showed it; for those before it is in process.",
	"A task whose end the recording does not show never ends, and is asked for as many times as it was unless a setting stops that.",
	"After the end of a task the client sends as many more requests for it as it did, unless a setting stops that.",
	"Answers to requests at new times take as long as the median answer in the recording.",
	"Errors about the key, the balance, a proxy or a request stay as they were; those about the pace come at gaps as short as those that brought them.",
	"A ban comes as it did where nothing that the client sent before it has changed, or where the recording does not show what it was for. Elsewhere " +
		"calls get the answers of like calls before it, the limits tell whether it comes, and nothing more is known of tasks that it refused.",
	"Tasks are sent when they were, also by a client that waits for one result before it sends the next task; one that is given up or not sent is not replaced.",
	"Requests that ask for several tasks at once keep their times, as do those that name no task or no time.",
}

// Calls are shown in order of time, as often as is asked. Each is only lent.
type Calls = iter.Seq[*timeline.Call]

// These are calls that are at hand.
func These(calls []timeline.Call) Calls {
	return func(yield func(*timeline.Call) bool) {
		for i := range calls {
			if !yield(&calls[i]) {
				return
			}
		}
	}
}

// A Recording is calls made ready to be replayed.
type Recording struct {
	calls       []timeline.Call
	book        service.Book
	unexplained map[string]bool
	tasks       []task
	polled      []int32          // by call: the task that it asks for and whose loop it belongs to; -1 for none
	made        map[int32]int32  // by call: the task that it creates
	lifted      map[int32]answer // by call that was answered with a ban: what it would be answered without
	pace        pace
}

// New prepares calls, which come in order of time and are linked. unexplained lists
// the codes of bans whose cause the recording does not hold: they come in any case.
func New(calls []timeline.Call, book service.Book, unexplained []string) *Recording {
	r := &Recording{
		calls: calls, book: book, unexplained: map[string]bool{}, polled: make([]int32, len(calls)),
		made: map[int32]int32{}, lifted: map[int32]answer{},
	}
	for _, code := range unexplained {
		r.unexplained[code] = true
	}
	r.assign()
	for i := range r.tasks {
		r.tasks[i].learn(r)
	}
	r.measure()
	r.lift()
	return r
}

type taskName struct {
	service string
	task    timeline.TaskID
}

// assign gathers the calls of each task.
func (r *Recording) assign() {
	tasks, creates := map[taskName]int32{}, map[taskName]int32{}
	for i := range r.calls {
		c := &r.calls[i]
		r.polled[i] = -1
		name := taskName{c.Service, c.Task}
		if c.Op == timeline.CreateTask && c.Task != (timeline.TaskID{}) {
			creates[name] = int32(i)
		}
		if !r.single(i) {
			continue
		}
		t, ok := tasks[name]
		if !ok {
			t = int32(len(r.tasks))
			tasks[name] = t
			r.tasks = append(r.tasks, task{create: -1})
			if create, ok := creates[name]; ok {
				r.tasks[t].create = create
				r.made[create] = t
			}
		}
		r.tasks[t].polls = append(r.tasks[t].polls, int32(i))
		r.polled[i] = t
	}
}

// single reports whether call i asks for one task at a known time.
func (r *Recording) single(i int) bool {
	c := &r.calls[i]
	several := c.Also > 0 || i+1 < len(r.calls) && r.calls[i+1].Also > 0
	return c.Op == timeline.GetTaskResult && c.Task != (timeline.TaskID{}) && c.Start != 0 && c.Shows.Has(timeline.ShowsTime) && !several
}

// ErrTooMany is the error of a behaviour that makes too many calls to be judged.
var ErrTooMany = errors.New("that makes too many calls to be judged; set a longer interval, or max-polls")

// enough is how many calls may be made in any case.
const enough = 200_000

// Play returns the calls of a client with that behaviour.
func (r *Recording) Play(b Behaviour) (Calls, error) {
	p, err := r.play(b)
	return p.calls, err
}

// A playing is what a client with some behaviour does.
type playing struct {
	calls   Calls
	count   int
	changed bool // they are others than the recorded ones
}

func (r *Recording) play(b Behaviour) (playing, error) {
	p := newPlayer(r, b)
	for p.step() {
		if len(p.out) > max(enough, 5*len(r.calls)) {
			return playing{}, ErrTooMany
		}
	}
	if !p.changed() {
		return playing{These(r.calls), len(r.calls), false}, nil
	}
	slices.SortFunc(p.out, comparePlayed)
	return playing{r.shown(p.out), len(p.out), true}, nil
}

// shown shows played calls.
func (r *Recording) shown(out []played) Calls {
	return func(yield func(*timeline.Call) bool) {
		for i := range out {
			if c := out[i].call(r.calls); !yield(&c) {
				return
			}
		}
	}
}
