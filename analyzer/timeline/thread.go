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

	next      func(*Call)
	tasks     memory[taskName, origin]
	truncated memory[lowName, struct{}] // created ids, cut to 32 bits
	served    map[Key]bool
}

type taskName struct {
	service string
	task    TaskID
}

// lowName is a task by what 32 bits keep of its id.
type lowName struct {
	service string
	low     int32
}

// origin is the call that created a task.
type origin struct {
	created *Created
	library *Library
}

// taskMemory is how long a task is remembered after the last call about it: longer than
// any service keeps a result.
const taskMemory = time.Hour

// NewThread makes a thread that hands its calls to next, which may keep what they
// point to, and not the calls.
func NewThread(next func(*Call)) *Thread {
	return &Thread{
		next: next, Labels: newLabels(), served: map[Key]bool{},
		tasks: remember[taskName, origin](taskMemory), truncated: remember[lowName, struct{}](taskMemory),
	}
}

// Add takes up the next call.
func (t *Thread) Add(c *Call) {
	if c.State != NoState && !t.served[c.Key] {
		t.served[c.Key] = true
	}
	if c.Class == KeyUnknown && c.Code == "" && t.served[c.Key] {
		c.Class = OtherError // a status alone says nothing against a key that works
	}
	if c.Task != (TaskID{}) {
		t.link(c)
	}
	t.Labels.add(c)
	t.Calls++
	t.next(c)
}

// link tells a call about a task who created it. A task id is never another task's at
// the same service within a recording.
func (t *Thread) link(c *Call) {
	name := taskName{c.Service, c.Task}
	if c.Op == CreateTask {
		t.tasks.put(name, c.Start, origin{
			&Created{Pos: c.Pos, Start: c.Start, End: c.End(), Key: c.Key, Payload: c.Payload, Proxy: c.Proxy}, c.Library,
		})
		if low, cut := c.Task.low(); cut {
			t.truncated.put(lowName{c.Service, low}, c.Start, struct{}{})
		}
		return
	}
	from, known := t.tasks.get(name, c.Start)
	if known {
		c.Created, c.Proxy = from.created, from.created.Proxy
		if c.Library == nil {
			c.Library = from.library
		}
	} else if low, ok := c.Task.short(); ok {
		if _, cut := t.truncated.get(lowName{c.Service, low}, c.Start); cut {
			c.Flaws.Add(TaskIDMangled)
		}
	}
	if c.Class == ProxyBanned && c.Proxy.IsZero() {
		c.Shows &^= ShowsPayload // there was a proxy, and nobody saw which
	}
}

// Labels names keys and proxies in order of their first appearance.
type Labels struct {
	keys    map[Key]string
	proxies map[Proxy]string
}

func newLabels() Labels { return Labels{keys: map[Key]string{}, proxies: map[Proxy]string{}} }

func (l Labels) add(c *Call) {
	name(l.keys, c.Key, "key-")
	name(l.proxies, c.Proxy, "proxy-")
}

func name[T interface {
	comparable
	IsZero() bool
}](names map[T]string, value T, prefix string) {
	if value.IsZero() {
		return
	}
	if _, ok := names[value]; !ok {
		names[value] = prefix + strconv.Itoa(len(names)+1)
	}
}

// AddTails makes the labels of keys show the last four characters of each.
func (l Labels) AddTails() {
	for key, label := range l.keys {
		if tail := key.Tail(); tail != "" {
			l.keys[key] = label + " (…" + tail + ")"
		}
	}
}

// Key returns the label of a key; "" for none.
func (l Labels) Key(k Key) string { return l.keys[k] }

// Proxy returns the label of a proxy; "" for none.
func (l Labels) Proxy(p Proxy) string { return l.proxies[p] }
