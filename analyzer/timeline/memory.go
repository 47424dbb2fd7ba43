package timeline

import "time"

// A memory is a map by task that forgets what nobody has asked for in a span of the
// recording's time. What is forgotten depends on these times alone, and not on when
// its room is given back: that happens for many at once, when a whole span has passed.
// Of more tasks than it has room for it forgets those that were asked for least lately.
type memory[V any] struct {
	span       time.Duration
	room       int                   // for young tasks; 0 for no bound
	young, old ByTask[remembered[V]] // since the turn, and before it
	turn       Instant               // when old was young
}

type remembered[V any] struct {
	value V
	last  Instant // when it was put or asked for
}

// put remembers a value from a time on.
func (m *memory[V]) put(task TaskID, at Instant, value V) {
	m.pass(at)
	m.young.Put(task, &remembered[V]{value, at})
}

// get returns what is remembered at a time; nil for nothing.
func (m *memory[V]) get(task TaskID, at Instant) *V {
	m.pass(at)
	r := m.young.Get(task)
	if r == nil {
		if r = m.old.Get(task); r == nil {
			return nil
		}
		m.old.Drop(task)
		m.young.Put(task, r)
	}
	if at.Sub(r.last) > m.span {
		m.young.Drop(task)
		return nil
	}
	r.last = at
	return &r.value
}

// pass makes the young old when a span has passed, or their room is full: of what is old
// then, everything was last asked for before that.
func (m *memory[V]) pass(at Instant) {
	if m.turn == 0 {
		m.turn = at
	}
	if at.Sub(m.turn) > m.span || m.room > 0 && m.young.used >= m.room {
		m.old, m.young = m.young, ByTask[remembered[V]]{}
		m.turn = at
	}
}
