package analyzer

import "github.com/banlint/banlint/analyzer/timeline"

// A Kept is a copy of a call that came before, made to be reported later: whoever shows
// calls to the engine uses their memory again.
type Kept struct {
	timeline.Call
	number  int // of the call among all
	payload timeline.Payload
	origin  *origin // nil until it was needed once
}

// An origin is a copy of what is known of the call that created a task.
type origin struct {
	created timeline.Created
	sent    timeline.Payload
}

// set makes k a copy of a call.
func (k *Kept) set(c *timeline.Call, number int) {
	k.Call, k.number = *c, number
	if c.Payload != nil {
		k.payload = *c.Payload
		k.Call.Payload = &k.payload
	}
	if c.Created == nil {
		return
	}
	if k.origin == nil {
		k.origin = &origin{}
	}
	o := k.origin
	o.created = *c.Created
	k.Call.Created = &o.created
	if c.Created.Payload != nil {
		o.sent = *c.Created.Payload
		o.created.Payload = &o.sent
	}
}

// size is about how many bytes a copy takes; 0 for none.
func (k *Kept) size() int {
	switch {
	case k == nil:
		return 0
	case k.origin == nil:
		return callSize
	default:
		return callSize + originSize
	}
}

// copyOf returns a call that shares no memory with c.
func copyOf(c *timeline.Call) timeline.Call {
	if c.Payload == nil && c.Created == nil {
		return *c
	}
	var k Kept
	k.set(c, 0)
	return k.Call
}

// keep returns a copy of the current call.
func (e *Engine) keep(c *timeline.Call) *Kept {
	k := e.spare.take()
	k.set(c, e.calls)
	e.young += k.size()
	return k
}

// release gives back a copy of somebody young; nil is none.
func (e *Engine) release(k **Kept) {
	e.young -= (*k).size()
	e.spare.give(k)
}

// copies are those that are not needed any more: every task needs two for a while.
type copies []*Kept

func (s *copies) give(k **Kept) {
	if *k != nil {
		*s = append(*s, *k)
		*k = nil
	}
}

func (s *copies) take() *Kept {
	last := len(*s) - 1
	if last < 0 {
		return &Kept{}
	}
	k := (*s)[last]
	*s = (*s)[:last]
	return k
}
