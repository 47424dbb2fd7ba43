package simulate

import (
	"cmp"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// An event is a call that is about to be made.
type event struct {
	at    timeline.Instant
	call  int32         // that is made again; for a poll, the one that it stands for
	task  int32         // that is asked for; -1 for another call
	moved time.Duration // by pauses, all in all
	head  bool          // the first of the tasks of an account that wait
}

func (e event) before(f event) bool {
	return cmp.Or(cmp.Compare(e.at, f.at), cmp.Compare(e.call, f.call)) < 0
}

// A queue is a heap of events, the next one on top.
type queue []event

func (q *queue) push(e event) {
	*q = append(*q, e)
	h := *q
	for i := len(h) - 1; i > 0; {
		parent := (i - 1) / 2
		if !h[i].before(h[parent]) {
			return
		}
		h[i], h[parent] = h[parent], h[i]
		i = parent
	}
}

func (q *queue) pop() event {
	h := *q
	top, last := h[0], len(h)-1
	h[0] = h[last]
	h = h[:last]
	*q = h
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if h[child].before(h[least]) {
				least = child
			}
		}
		if least == i {
			return top
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}
