package analyzer

import (
	"time"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// memory is how long after its last call a subject is remembered. Who calls again later
// than that is taken for somebody new. Every figure is longer than any span, gap, ban or
// life of a result that a service documents, of which the longest is a quarter of an
// hour: what lies further apart has nothing to do with each other.
var memory = [scopeCount]time.Duration{
	PerTask:      time.Hour,      // no service knows a task for longer, and there are very many of them
	PerAccount:   24 * time.Hour, // its balance and its ratios are of days; accounts are few
	PerClient:    time.Hour,      // a block of an address is over by then; a server's log has many addresses
	PerProxy:     time.Hour,      // a bad proxy is off every list by then; pools of proxies are large
	PerRequest:   time.Hour,      // retries come within minutes; failing requests may all differ
	PerBan:       24 * time.Hour, // the answers of one night are of one ban, though nobody says how long it lasts
	PerCode:      24 * time.Hour, // codes are few
	PerChallenge: time.Hour,      // a challenge is good for minutes, and every task has its own
}

// Memory is how long after its last call a subject of the scope is remembered.
func (s Scope) Memory() time.Duration { return memory[s] }

// A subject is one of a scope: a pass for each rule that has something to remember of
// it. There may be very many of them, so it holds nothing else that is not needed.
type subject struct {
	last   timeline.Instant // when a rule was shown a call of it for the last time; 0 for not known
	passes *Pass            // a list, by Pass.next
	story  *Story           // of a task; nil in other scopes
}

// newSubject makes a subject. A task and its story are one piece of memory.
func newSubject(s Scope) *subject {
	if s != PerTask {
		return &subject{}
	}
	task := new(struct {
		subject
		story Story
	})
	task.subject.story = &task.story
	return &task.subject
}

// forgotten reports whether the subject's last call is too long ago at a time. Where
// times are not known nothing is.
func (who *subject) forgotten(s Scope, now timeline.Instant) bool {
	return who.last != 0 && now.Sub(who.last) > memory[s]
}

func (who *subject) pass(a *applied) *Pass {
	for p := who.passes; p != nil; p = p.next {
		if p.applied == a {
			return p
		}
	}
	return nil
}

// subjects are those of one scope at one service.
type subjects interface {
	concerns(c *timeline.Call) bool // whether a call concerns anybody
	get(c *timeline.Call) *subject  // nil for nobody, or nobody known
	put(c *timeline.Call, who *subject)
	drop(c *timeline.Call)
	sweep(over func(*subject) bool) // drops those that over reports
}

// newSubjects makes the table of a scope at a service. Each has a key as small as its scope
// allows.
func newSubjects(s Scope, p *service.Profile) subjects {
	switch s {
	case PerClient:
		return &clients{}
	case PerTask:
		return &tasks{}
	case PerAccount:
		return newTable(func(c *timeline.Call) (timeline.Key, bool) { return c.Key, true })
	case PerProxy:
		return newTable(func(c *timeline.Call) (timeline.Proxy, bool) { return c.Proxy, !c.Proxy.IsZero() })
	case PerRequest:
		return newTable(func(c *timeline.Call) (print, bool) { return print{c.Key, c.Request}, c.Request != 0 })
	case PerBan:
		return newTable(func(c *timeline.Call) (kindOfBan, bool) { return banOf(p, c) })
	case PerCode:
		return newTable(func(c *timeline.Call) (string, bool) { return c.Code, c.Code != "" })
	default: // PerChallenge
		return newTable(challengeOf)
	}
}

// A print is the fingerprint of something that an account sent.
type print struct {
	account timeline.Key
	of      uint64
}

// challengeOf returns the challenge that the task of a call was sent with.
func challengeOf(c *timeline.Call) (print, bool) {
	switch {
	case c.Payload != nil:
		return print{c.Key, c.Payload.Challenge}, c.Payload.Challenge != 0
	case c.Created != nil && c.Created.Payload != nil:
		return print{c.Key, c.Created.Payload.Challenge}, c.Created.Payload.Challenge != 0
	default:
		return print{}, false
	}
}

// A kindOfBan is a ban by whom it shuts out.
type kindOfBan struct {
	code    string
	client  string
	account timeline.Key // of a ban that shuts out accounts
}

func banOf(p *service.Profile, c *timeline.Call) (kindOfBan, bool) {
	if c.Class != timeline.Banned {
		return kindOfBan{}, false
	}
	k := kindOfBan{code: c.Code, client: c.Client}
	if b, ok := p.Ban(c.Code); ok && b.Account {
		k.account = c.Key
	}
	return k, true
}

// A table holds subjects by what tells them apart.
type table[K comparable] struct {
	of       func(*timeline.Call) (K, bool) // whom a call concerns, if anyone
	subjects map[K]*subject
}

func newTable[K comparable](of func(*timeline.Call) (K, bool)) *table[K] {
	return &table[K]{of, map[K]*subject{}}
}

func (t *table[K]) concerns(c *timeline.Call) bool {
	_, ok := t.of(c)
	return ok
}

func (t *table[K]) get(c *timeline.Call) *subject {
	if k, ok := t.of(c); ok {
		return t.subjects[k]
	}
	return nil
}

func (t *table[K]) put(c *timeline.Call, who *subject) {
	if k, ok := t.of(c); ok {
		t.subjects[k] = who
	}
}

func (t *table[K]) drop(c *timeline.Call) {
	if k, ok := t.of(c); ok {
		delete(t.subjects, k)
	}
}

func (t *table[K]) sweep(over func(*subject) bool) {
	for k, who := range t.subjects {
		if over(who) {
			delete(t.subjects, k)
		}
	}
}

// clients are the subjects that are clients.
type clients struct{ byClient timeline.ByClient[subject] }

func (t *clients) concerns(*timeline.Call) bool { return true }

func (t *clients) get(c *timeline.Call) *subject { return t.byClient.Get(c.Client) }

func (t *clients) put(c *timeline.Call, who *subject) { t.byClient.Put(c.Client, who) }

func (t *clients) drop(c *timeline.Call) { t.byClient.Drop(c.Client) }

func (t *clients) sweep(over func(*subject) bool) { t.byClient.Sweep(over) }

// tasks are the subjects that are tasks.
type tasks struct{ byTask timeline.ByTask[subject] }

func (t *tasks) concerns(c *timeline.Call) bool { return c.Task != (timeline.TaskID{}) }

func (t *tasks) get(c *timeline.Call) *subject { return t.byTask.Get(c.Task) }

func (t *tasks) put(c *timeline.Call, who *subject) { t.byTask.Put(c.Task, who) }

func (t *tasks) drop(c *timeline.Call) { t.byTask.Drop(c.Task) }

func (t *tasks) sweep(over func(*subject) bool) { t.byTask.Sweep(over) }
