package timeline

import (
	"strconv"
	"time"
)

// A Thread takes calls in order of time, ties them to those before them, and hands
// them on. It remembers tasks, not calls.
type Thread struct {
	Labels Labels
	Calls  int // that were handed on
	Room   int // about how many bytes may be taken by what is remembered of tasks; 0 for no bound

	next     func(*Call)
	services []*tasks // that were met: few
	served   []bool   // keys, by their numbers: 0 for calls without one
}

// tasks are what is remembered of the tasks of one service.
type tasks struct {
	service   string
	created   memory[origin]
	truncated memory[struct{}] // created ids, cut to 32 bits
}

// origin is the call that created a task.
type origin struct {
	Created
	library *Library
}

// taskMemory is how long a task is remembered after the last call about it: longer than
// any service keeps a result.
const taskMemory = time.Hour

// NewThread makes a thread that hands its calls to next, which may keep what they
// point to, and not the calls.
func NewThread(next func(*Call)) *Thread {
	return &Thread{next: next, Labels: newLabels(), served: make([]bool, 1)}
}

// taskSize is about how many bytes it takes to remember a task and what was asked of it.
const taskSize = 256

// Add takes up the next call.
func (t *Thread) Add(c *Call) {
	key := t.Labels.keys.add(c.Key.secret)
	for len(t.served) <= key {
		t.served = append(t.served, false)
	}
	if c.State != NoState {
		t.served[key] = true
	}
	if c.Class == KeyUnknown && c.Code == "" && t.served[key] {
		c.Class = OtherError // a status alone says nothing against a key that works
	}
	if c.Task != (TaskID{}) {
		t.of(c.Service).link(c)
	}
	t.Labels.proxies.add(c.Proxy.secret)
	t.Calls++
	t.next(c)
}

// of returns the tasks of a service.
func (t *Thread) of(service string) *tasks {
	for _, s := range t.services {
		if s.service == service {
			return s
		}
	}
	room := t.Room / 2 / taskSize
	s := &tasks{service: service, created: memory[origin]{span: taskMemory, room: room}, truncated: memory[struct{}]{span: taskMemory, room: room}}
	t.services = append(t.services, s)
	return s
}

// link tells a call about a task who created it. A task id is never another task's at
// the same service within a recording.
func (t *tasks) link(c *Call) {
	if c.Op == CreateTask {
		created := Created{Pos: c.Pos, Start: c.Start, End: c.End(), Key: c.Key, Payload: c.Payload, Proxy: c.Proxy}
		t.created.put(c.Task, c.Start, origin{created, c.Library})
		if low, cut := c.Task.low(); cut {
			t.truncated.put(low, c.Start, struct{}{})
		}
		return
	}
	if from := t.created.get(c.Task, c.Start); from != nil {
		c.Created, c.Proxy = &from.Created, from.Proxy
		if c.Library == nil {
			c.Library = from.library
		}
	} else if low, ok := c.Task.short(); ok && t.truncated.get(low, c.Start) != nil {
		c.Flaws.Add(TaskIDMangled)
	}
	if c.Class == ProxyBanned && c.Proxy.IsZero() {
		c.Shows &^= ShowsPayload // there was a proxy, and nobody saw which
	}
}

// Labels names keys and proxies in order of their first appearance.
type Labels struct {
	keys    numbers
	proxies numbers
	tails   bool // whether the labels of keys show their last characters
}

func newLabels() Labels { return Labels{keys: newNumbers(), proxies: newNumbers()} }

// numbers counts secrets in order of their first appearance, from 1 on.
type numbers struct {
	of     map[uint64]int32
	last   secret // that was added: mostly the next is the same
	number int
}

func newNumbers() numbers { return numbers{of: map[uint64]int32{}} }

// add returns the number of a secret, a new one where it has none; 0 for no secret.
func (n *numbers) add(s secret) int {
	if s == n.last {
		return n.number
	}
	n.last, n.number = s, 0
	if !s.IsZero() {
		if n.of[s.hash] == 0 {
			n.of[s.hash] = int32(len(n.of) + 1)
		}
		n.number = int(n.of[s.hash])
	}
	return n.number
}

// label returns the number of a secret behind a prefix; "" where it has none.
func (n *numbers) label(prefix string, s secret) string {
	if n.of[s.hash] == 0 {
		return ""
	}
	return prefix + strconv.Itoa(int(n.of[s.hash]))
}

// AddTails makes the labels of keys show the last four characters of each.
func (l *Labels) AddTails() { l.tails = true }

// Key returns the label of a key; "" for none.
func (l *Labels) Key(k Key) string {
	label := l.keys.label("key-", k.secret)
	if tail := k.Tail(); l.tails && label != "" && tail != "" {
		label += " (…" + tail + ")"
	}
	return label
}

// Proxy returns the label of a proxy; "" for none.
func (l *Labels) Proxy(p Proxy) string { return l.proxies.label("proxy-", p.secret) }
