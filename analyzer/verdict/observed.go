package verdict

import (
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// An Observation is what recordings show of a limit for which the service documents
// no figure. A Sighting is nil where they show nothing.
type Observation struct {
	Service  *service.Profile
	Limit    service.Limit
	Answered *Sighting // the largest count that was answered as usual
	Refused  *Sighting // the smallest count at which a ban was answered
}

// A Sighting is a count, and the call that shows it.
type Sighting struct {
	Count int
	Call  *timeline.Call
}

// Agrees reports whether the sightings can be of one figure. Accounts, and times, may
// differ in theirs.
func (o *Observation) Agrees() bool {
	return o.Answered == nil || o.Refused == nil || o.Answered.Count < o.Refused.Count
}

// Observe returns what calls show of the limits that the services met have and do not
// document. A ban tells of a limit only where nothing else may have earned it. The calls
// are gone through once for the bans, and once more for what led to them; an error is
// theirs. Room is that of an engine.
func Observe(each timeline.Each, rules []*analyzer.Rule, book service.Book, room int) ([]Observation, error) {
	answered := map[limitAt]*Sighting{}
	engine, witness := analyzer.New(rules, book), Watch(book, Told{})
	engine.Passed = witness.Passed
	engine.Room, witness.Room = room, room/4
	engine.Watch = func(u analyzer.Use) {
		if at := (limitAt{u.Call.Service, u.Limit.ID}); learnable(u.Limit) && usual(u.Call) && int(u.Used) > answered[at].count() {
			call := *u.Call
			answered[at] = &Sighting{int(u.Used), &call}
		}
	}
	if err := each(func(c *timeline.Call) {
		engine.Check(c)
		witness.Call(c)
	}); err != nil {
		return nil, err
	}
	report := engine.Report()
	bans := witness.Judge(report).Bans
	var all []Observation
	for _, s := range report.Services {
		for i := range s.Profile.Limits {
			if l := &s.Profile.Limits[i]; learnable(l) {
				all = append(all, Observation{Service: s.Profile, Limit: *l, Answered: answered[limitAt{s.Profile.Name, l.ID}]})
			}
		}
	}
	engine = analyzer.New(rules, book)
	engine.Room = room
	return all, refuse(all, bans, each, engine)
}

type limitAt struct {
	service string
	limit   service.LimitID
}

// count is 0 for no sighting.
func (s *Sighting) count() int {
	if s == nil {
		return 0
	}
	return s.Count
}

// usual reports whether a call was answered as if there were no ban.
func usual(c *timeline.Call) bool {
	return c.Class != timeline.Banned && (c.Code != "" || c.State != timeline.NoState)
}

// refuse finds the fewest uses of each limit for which a ban was answered.
func refuse(all []Observation, bans []*Ban, each timeline.Each, engine *analyzer.Engine) error {
	type earned struct {
		of  *Observation
		ban *Ban
		n   int // uses by which it was earned
	}
	var list []earned
	for i := range all {
		for _, b := range bans {
			if o := &all[i]; o.alone(b) {
				list = append(list, earned{of: o, ban: b})
			}
		}
	}
	if list == nil {
		return nil
	}
	engine.Watch = func(u analyzer.Use) {
		for i := range list {
			if e := &list[i]; e.of.about(u) && e.ban.counts(u) {
				e.n = int(u.Used)
			}
		}
	}
	err := each(engine.Check)
	for _, e := range list {
		if e.n > 0 && (e.of.Refused == nil || e.n+1 < e.of.Refused.Count) {
			e.of.Refused = &Sighting{e.n + 1, e.ban.shown}
		}
	}
	return err
}

// learnable reports whether recordings can tell a limit: a count that the service
// bans for, and does not document.
func learnable(l *service.Limit) bool {
	return l.Earns != "" && l.Basis != service.Documented && l.Unit == service.Requests && !l.Least
}

// about reports whether a use is of the limit.
func (o *Observation) about(u analyzer.Use) bool {
	return u.Limit.ID == o.Limit.ID && u.Call.Service == o.Service.Name
}

// alone reports whether a ban was answered, and nothing else than the limit may have
// earned it.
func (o *Observation) alone(b *Ban) bool {
	return b.Code != "" && !b.Assumed && b.shown != nil && slices.Equal(b.Reasons, []service.Reason{o.Limit.Earns}) &&
		len(b.Causes) == 1 && b.Causes[0].Limit.ID == o.Limit.ID
}

// counts reports whether a use is one of those that a ban with a single cause is for.
func (b *Ban) counts(u analyzer.Use) bool {
	who := b.Causes[0].Subject.Account
	recent := u.Limit.Span == 0 || b.First.Sub(u.Call.Start) <= u.Limit.Span
	return b.concerns(u.Call) && (who.IsZero() || u.Call.Key == who) && u.Call.Start < b.First && recent
}
