package timeline

import (
	"hash/maphash"
	"math/rand/v2"
)

// A ByTask is a map by task, of which recordings have millions: a map of Go's takes twice
// as long. It has no place for the zero TaskID.
type ByTask[V any] struct {
	slots []slot[V] // a power of two: a task is in the first from its place on that is not another's
	used  int       // slots that have a task
	shift int       // of a hash, to a place
}

type slot[V any] struct {
	task  TaskID // zero in a slot that was never used
	value *V     // nil once it was dropped
}

// Get returns the value of a task; nil where there is none.
func (m *ByTask[V]) Get(task TaskID) *V {
	if len(m.slots) == 0 {
		return nil
	}
	return m.find(task).value
}

// find returns the slot of a task, or the one where it would be put.
func (m *ByTask[V]) find(task TaskID) *slot[V] {
	last := uint64(len(m.slots) - 1)
	for i := task.Hash() >> m.shift; ; i++ {
		if s := &m.slots[i&last]; s.task.is(task) || s.task.is(TaskID{}) {
			return s
		}
	}
}

// Put gives a task its value.
func (m *ByTask[V]) Put(task TaskID, value *V) {
	if m.used >= len(m.slots)/4*3 {
		m.renew()
	}
	s := m.find(task)
	if s.task != task {
		s.task = task
		m.used++
	}
	s.value = value
}

// renew makes room: at least half of the slots are free then.
func (m *ByTask[V]) renew() {
	old, left := m.slots, 0
	for i := range old {
		if old[i].value != nil {
			left++
		}
	}
	size := 64
	for m.shift = 64 - 6; size < 2*left; m.shift-- {
		size *= 2
	}
	m.slots, m.used = make([]slot[V], size), left
	for i := range old {
		if s := &old[i]; s.value != nil {
			*m.find(s.task) = *s
		}
	}
}

// Drop takes a task's value away.
func (m *ByTask[V]) Drop(task TaskID) {
	if len(m.slots) > 0 {
		m.find(task).value = nil
	}
}

// Sweep drops the values that over reports.
func (m *ByTask[V]) Sweep(over func(*V) bool) {
	for i := range m.slots {
		if s := &m.slots[i]; s.value != nil && over(s.value) {
			s.value = nil
		}
	}
}

// Where tasks are put is different in each run, so that nobody can make up ids that are
// all put in one place.
var (
	factor = rand.Uint64() | 1
	seed   = maphash.MakeSeed()
)

// Hash is the same for equal tasks, and another one in each run. It spreads them by its higher
// bits first.
func (t TaskID) Hash() uint64 {
	if t.number > 0 {
		return t.number * factor
	}
	return maphash.String(seed, t.text)
}
