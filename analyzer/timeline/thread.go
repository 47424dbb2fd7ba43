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

	next     func(*Call)
	services []*tasks // that were met: few
	served   map[Key]bool
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
	return &Thread{next: next, Labels: newLabels(), served: map[Key]bool{}}
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
		t.of(c.Service).link(c)
	}
	if c.Created == nil || c.Created.Key != c.Key { // otherwise its key and its proxy have their names
		t.Labels.add(c)
	}
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
	s := &tasks{service: service, created: memory[origin]{span: taskMemory}, truncated: memory[struct{}]{span: taskMemory}}
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
	keys    map[Key]int32
	proxies map[Proxy]int32
	tails   bool // whether the labels of keys show their last characters
}

func newLabels() Labels { return Labels{keys: map[Key]int32{}, proxies: map[Proxy]int32{}} }

func (l *Labels) add(c *Call) {
	number(l.keys, c.Key)
	number(l.proxies, c.Proxy)
}

func number[T interface {
	comparable
	IsZero() bool
}](numbers map[T]int32, value T) {
	if value.IsZero() {
		return
	}
	if _, ok := numbers[value]; !ok {
		numbers[value] = int32(len(numbers) + 1)
	}
}

// AddTails makes the labels of keys show the last four characters of each.
func (l *Labels) AddTails() { l.tails = true }

// Key returns the label of a key; "" for none.
func (l *Labels) Key(k Key) string {
	label := name("key-", l.keys[k])
	if tail := k.Tail(); l.tails && label != "" && tail != "" {
		label += " (…" + tail + ")"
	}
	return label
}

// Proxy returns the label of a proxy; "" for none.
func (l *Labels) Proxy(p Proxy) string { return name("proxy-", l.proxies[p]) }

func name(prefix string, number int32) string {
	if number == 0 {
		return ""
	}
	return prefix + strconv.Itoa(int(number))
}
