package behaviour

import "iter"

// mostLately is how many entries are remembered at the least: more tasks than clients have open
// at a time.
const mostLately = 1 << 14

// lately is a map of what was met lately. When very many entries were met since the last turn,
// those that were not are forgotten.
type lately[K comparable, V any] struct {
	young, old map[K]V
	left       func(V) // takes up what is forgotten; nil for nobody
}

func newLately[K comparable, V any](left func(V)) *lately[K, V] {
	return &lately[K, V]{young: map[K]V{}, left: left}
}

func (l *lately[K, V]) get(k K) (V, bool) {
	if v, ok := l.young[k]; ok {
		return v, true
	}
	v, ok := l.old[k]
	return v, ok
}

func (l *lately[K, V]) put(k K, v V) {
	l.young[k] = v
	delete(l.old, k)
	if len(l.young) < mostLately {
		return
	}
	if l.left != nil {
		for _, v := range l.old {
			l.left(v)
		}
	}
	l.young, l.old = map[K]V{}, l.young
}

func (l *lately[K, V]) drop(k K) {
	delete(l.young, k)
	delete(l.old, k)
}

// all lists what is remembered.
func (l *lately[K, V]) all() iter.Seq[V] {
	return func(yield func(V) bool) {
		for _, m := range []map[K]V{l.young, l.old} {
			for _, v := range m {
				if !yield(v) {
					return
				}
			}
		}
	}
}
