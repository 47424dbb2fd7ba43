package analyzer

import (
	"reflect"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A crowd is the subjects of one scope at one service: the young, who were met since the
// last turn, and the old, who were not.
type crowd struct {
	table      func() subjects
	young, old subjects // old is nil before the first turn
}

func newCrowd(s Scope, p *service.Profile) crowd {
	table := func() subjects { return newSubjects(s, p) }
	return crowd{table: table, young: table()}
}

// get returns whom a call concerns, and whether that is one of the old, who is young again now;
// nil for nobody, or nobody known.
func (t *crowd) get(c *timeline.Call) (who *subject, again bool) {
	if who = t.young.get(c); who != nil || t.old == nil {
		return who, false
	}
	if who = t.old.get(c); who != nil {
		t.old.drop(c)
		t.young.put(c, who)
	}
	return who, who != nil
}

// sweep drops those that over reports, who is told whether they are young.
func (t *crowd) sweep(over func(who *subject, young bool) bool) {
	t.young.sweep(func(who *subject) bool { return over(who, true) })
	if t.old != nil {
		t.old.sweep(func(who *subject) bool { return over(who, false) })
	}
}

// turn makes the young old, and takes leave of those who are old already.
func (t *crowd) turn(leave func(*subject)) {
	if t.old != nil {
		t.old.sweep(func(who *subject) bool { leave(who); return false })
	}
	t.young, t.old = t.table(), t.young
}

// What is remembered takes about so many bytes. Beside the figures of the structs, these are
// what names a subject and its place in a table, what a checker of its own remembers, and the
// texts of a call.
var (
	taskSize    = sizeOf[subject]() + sizeOf[Story]() + 64
	subjectSize = sizeOf[subject]() + 256
	passSize    = sizeOf[Pass]() + 256
	findingSize = sizeOf[Finding]()
	callSize    = sizeOf[Kept]() + 32
	originSize  = sizeOf[origin]()
)

func sizeOf[T any]() int { return int(reflect.TypeFor[T]().Size()) }

// size is about how many bytes the subject takes.
func (who *subject) size() int {
	size := subjectSize
	if who.story != nil {
		size = taskSize + who.story.size()
	}
	for p := who.passes; p != nil; p = p.next {
		size += passSize + p.finding.size()
	}
	return size
}

// size is 0 for no finding.
func (f *Finding) size() int {
	if f == nil {
		return 0
	}
	return findingSize + len(f.Evidence)*(callSize+originSize)
}

// size is that of the calls it keeps.
func (s *Story) size() int { return s.Sent.size() + s.First.size() }
