package timeline

import (
	"cmp"
	"slices"
	"strconv"
)

// A Timeline is the calls of all inputs in the order in which they were sent.
type Timeline struct {
	Calls      []Call
	Duplicates int // calls that two inputs show, each counted once
	Labels     Labels
}

// New orders calls, which come input by input, each in the order of its file.
// Calls without a time keep their place behind the call before them.
func New(calls []Call) *Timeline {
	placeTimeless(calls)
	slices.SortStableFunc(calls, func(a, b Call) int { return Compare(&a, &b) })
	t := &Timeline{}
	t.Calls, t.Duplicates = dropDuplicates(calls)
	link(t.Calls)
	t.Labels = newLabels(t.Calls)
	return t
}

// Compare orders calls by the request's start, then by input and entry: the order in
// which files are named or lines were written plays no part.
func Compare(a, b *Call) int {
	return cmp.Or(
		cmp.Compare(a.Start, b.Start),
		cmp.Compare(a.Pos.Source, b.Pos.Source),
		cmp.Compare(a.Pos.Entry, b.Pos.Entry),
	)
}

func placeTimeless(calls []Call) {
	for i := range calls {
		if i > 0 && calls[i].Start == 0 && calls[i].Pos.Source == calls[i-1].Pos.Source {
			calls[i].Start = calls[i-1].Start
			calls[i].Grain = calls[i-1].Grain
		}
	}
}

type taskName struct {
	service string
	task    TaskID
}

// link tells the calls about a task who created it. A task id is never another
// task's at the same service within a recording.
func link(calls []Call) {
	created := map[taskName]*Created{}
	libraries := map[taskName]*Library{}
	served := map[Key]bool{}
	low := map[taskName]bool{} // created ids, cut to 32 bits
	for i := range calls {
		c := &calls[i]
		served[c.Key] = served[c.Key] || c.State != NoState
		if c.Class == KeyUnknown && c.Code == "" && served[c.Key] {
			c.Class = OtherError // a status alone says nothing against a key that works
		}
		if c.Task == (TaskID{}) {
			continue
		}
		name := taskName{c.Service, c.Task}
		if c.Op == CreateTask {
			created[name] = &Created{Pos: c.Pos, Start: c.Start, End: c.End(), Key: c.Key, Payload: c.Payload, Proxy: c.Proxy}
			libraries[name] = c.Library
			if cut := c.Task.low(); cut != (TaskID{}) {
				low[taskName{c.Service, cut}] = true
			}
			continue
		}
		if created[name] == nil && low[name] {
			c.Flaws.Add(TaskIDMangled)
		}
		if from := created[name]; from != nil {
			c.Created, c.Proxy = from, from.Proxy
			if c.Library == nil {
				c.Library = libraries[name]
			}
		}
		if c.Class == ProxyBanned && c.Proxy.IsZero() {
			c.Shows &^= ShowsPayload // there was a proxy, and nobody saw which
		}
	}
}

// Labels names keys and proxies in order of their first appearance.
type Labels struct {
	keys    map[Key]string
	proxies map[Proxy]string
}

func newLabels(calls []Call) Labels {
	l := Labels{keys: map[Key]string{}, proxies: map[Proxy]string{}}
	for i := range calls {
		name(l.keys, calls[i].Key, "key-")
		name(l.proxies, calls[i].Proxy, "proxy-")
	}
	return l
}

func name[T interface {
	comparable
	IsZero() bool
}](names map[T]string, value T, prefix string) {
	if _, ok := names[value]; !ok && !value.IsZero() {
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
