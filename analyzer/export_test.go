package analyzer

import "time"

// Memory is how long a subject of each scope is remembered.
var Memory = memory

// SweepAfter makes an engine sweep its scopes after such times.
func (e *Engine) SweepAfter(pause func() time.Duration) {
	e.pause = func(Scope) time.Duration { return pause() }
}
