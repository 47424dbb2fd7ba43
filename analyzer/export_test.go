package analyzer

import "time"

// Memory is how long a subject of each scope is remembered.
var Memory = memory

// SweepAfter makes an engine sweep its scopes after such times.
func (e *Engine) SweepAfter(pause func() time.Duration) {
	e.pause = func(Scope) time.Duration { return pause() }
}

// Remembered is how many subjects an engine remembers.
func (e *Engine) Remembered() (n int) {
	for _, p := range e.plans {
		for i := range p.scopes {
			p.scopes[i].crowd.sweep(func(*subject, bool) bool { n++; return false })
		}
	}
	return n
}
