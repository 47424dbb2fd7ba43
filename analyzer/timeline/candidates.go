package timeline

import (
	"iter"
	"slices"
)

const (
	// mostHeld is how many candidates are held. Where more lie within reach of each
	// other the oldest is handed on early, the same one in every run.
	mostHeld = 1 << 16

	// mostLooks is how many candidates a call is compared with. Among more of one kind
	// at one time nobody can tell which is which.
	mostLooks = 1 << 10

	// mostWitnesses is how many inputs one exchange is looked for in.
	mostWitnesses = 16
)

// candidate is a call that a later one may be the same as.
type candidate struct {
	Call
	source *extent
	with   []*extent // other inputs that were found to show it
	kind   kind
	nth    int  // of all, in order
	over   bool // no later call is compared with it
	gone   bool // it was made one with a later call
}

// shownBy reports whether an input is known to show the call.
func (c *candidate) shownBy(s *extent) bool { return c.source == s || slices.Contains(c.with, s) }

// kind is what two calls must agree on to be one, as far as it can be looked up.
type kind struct {
	service string
	op      Operation
	coarse  bool // of two, one must not be
	tasks   tasksShown
	task    TaskID
}

// tasksShown says which calls a kind is of.
type tasksShown uint8

const (
	anyTask    tasksShown = iota // all calls, whatever they show of a task
	oneTask                      // those that show one task
	hiddenTask                   // those that do not show their task
)

func kindOf(c *Call) kind {
	k := kind{service: c.Service, op: c.Op, coarse: isCoarse(c), tasks: hiddenTask}
	if c.Shows.Has(ShowsTask) {
		k.tasks, k.task = oneTask, c.Task
	}
	return k
}

// of returns the kind, but of other tasks.
func (k kind) of(t tasksShown) kind {
	k.tasks, k.task = t, TaskID{}
	return k
}

// candidates are the calls that the next may be one with, in order, and each in the lists of
// its kind and of its kind with any task. They are handed on when they lie too far back.
type candidates struct {
	twins *twins
	next  func(*Call)
	calls []*candidate
	kinds map[kind][]*candidate
	count int // of all that were looked at
}

func newCandidates(t *twins, next func(*Call)) *candidates {
	return &candidates{twins: t, next: next, kinds: map[kind][]*candidate{}}
}

func (h *candidates) candidate(c *Call) *candidate {
	h.count++
	return &candidate{Call: *c, source: h.twins.sources[c.Pos.Source], kind: kindOf(c), nth: h.count}
}

// hold keeps a call for later ones to be compared with.
func (h *candidates) hold(c *candidate) {
	h.calls = append(h.calls, c)
	if !c.over {
		for _, k := range []kind{c.kind, c.kind.of(anyTask)} {
			h.kinds[k] = append(h.kinds[k], c)
		}
	}
	if len(h.calls) > mostHeld {
		h.hand()
	}
}

// queue hands on a call that none is compared with, in its turn.
func (h *candidates) queue(c *candidate) {
	if len(h.calls) == 0 {
		h.next(&c.Call)
		return
	}
	c.over = true
	h.hold(c)
}

// upTo hands on the calls that lie too far before an instant.
func (h *candidates) upTo(at Instant) {
	for len(h.calls) > 0 && at.Sub(h.calls[0].Start) > h.twins.reach {
		h.hand()
	}
}

// flush hands on what is left.
func (h *candidates) flush() {
	for len(h.calls) > 0 {
		h.hand()
	}
}

// hand hands on the oldest call.
func (h *candidates) hand() {
	c := h.calls[0]
	h.calls = h.calls[1:]
	h.leave(c)
	if !c.gone {
		h.next(&c.Call)
	}
}

// witness notes that an input shows a call, which is over once all do.
func (h *candidates) witness(c *candidate, s *extent) {
	c.with = append(c.with, s)
	if len(c.with)+1 >= min(len(h.twins.sources), mostWitnesses) {
		h.leave(c)
	}
}

// leave takes a call out of the lists: at once at the front, elsewhere as soon as it
// gets there.
func (h *candidates) leave(c *candidate) {
	if c.over {
		return
	}
	c.over = true
	for _, k := range []kind{c.kind, c.kind.of(anyTask)} {
		list := h.kinds[k]
		for len(list) > 0 && list[0].over {
			list = list[1:]
		}
		if len(list) == 0 {
			delete(h.kinds, k)
		} else {
			h.kinds[k] = list
		}
	}
}

// near shows the candidates that a call may be one with by its kind, in order.
func (h *candidates) near(c *candidate) iter.Seq[*candidate] {
	return func(yield func(*candidate) bool) {
		lists := h.lists(c.kind)
		for range mostLooks {
			first := -1
			for i := range lists {
				if len(lists[i]) > 0 && (first < 0 || lists[i][0].nth < lists[first][0].nth) {
					first = i
				}
			}
			if first < 0 {
				return
			}
			p := lists[first][0]
			lists[first] = lists[first][1:]
			if !p.over && !yield(p) {
				return
			}
		}
	}
}

// lists returns the candidates of all kinds that fit one.
func (h *candidates) lists(k kind) (lists [4][]*candidate) {
	kinds := []kind{k, k.of(hiddenTask)}
	if k.tasks == hiddenTask {
		kinds = []kind{k.of(anyTask)}
	}
	for i, fine := range kinds {
		coarse := fine
		fine.coarse, coarse.coarse = false, true
		lists[i] = h.kinds[fine]
		if !k.coarse {
			lists[i+2] = h.kinds[coarse]
		}
	}
	return lists
}
