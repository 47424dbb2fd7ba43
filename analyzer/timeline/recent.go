package timeline

import "time"

// A Recent counts what happened lately, in order of time.
type Recent struct {
	moments []moment
	count   int
}

// A moment is how many events a time has: a coarse one may have very many.
type moment struct {
	at Instant
	n  int
}

// Add takes up an event, and returns how many there were in the span that ends with it, its
// beginning included.
func (r *Recent) Add(at Instant, span time.Duration) int {
	last := len(r.moments) - 1
	if last < 0 || r.moments[last].at != at {
		r.moments = append(r.moments, moment{at: at})
		last++
	}
	r.moments[last].n++
	r.count++
	for at.Sub(r.moments[0].at) > span {
		r.count -= r.moments[0].n
		r.moments = r.moments[1:]
	}
	return r.count
}
