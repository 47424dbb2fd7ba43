package timeline

import "time"

// A memory is a map that forgets what nobody has asked for in a span of the
// recording's time. What is forgotten depends on these times alone, and not on when
// its room is given back: that happens for many at once, when a whole span has passed.
type memory[K comparable, V any] struct {
	span       time.Duration
	young, old map[K]*remembered[V] // since the turn, and before it
	turn       Instant              // when old was young
}

type remembered[V any] struct {
	value V
	last  Instant // when it was put or asked for
}

func remember[K comparable, V any](span time.Duration) memory[K, V] {
	return memory[K, V]{span: span, young: map[K]*remembered[V]{}}
}

// put remembers a value from a time on.
func (m *memory[K, V]) put(key K, at Instant, value V) {
	m.pass(at)
	m.young[key] = &remembered[V]{value, at}
}

// get returns what is remembered at a time; nil for nothing.
func (m *memory[K, V]) get(key K, at Instant) *V {
	m.pass(at)
	r := m.young[key]
	if r == nil {
		if r = m.old[key]; r == nil {
			return nil
		}
		delete(m.old, key)
		m.young[key] = r
	}
	if at.Sub(r.last) > m.span {
		delete(m.young, key)
		return nil
	}
	r.last = at
	return &r.value
}

// pass makes the young old when a span has passed: of what is old then, everything was
// last asked for longer ago than that.
func (m *memory[K, V]) pass(at Instant) {
	if m.turn == 0 {
		m.turn = at
	}
	if at.Sub(m.turn) > m.span {
		m.old, m.young = m.young, map[K]*remembered[V]{}
		m.turn = at
	}
}
