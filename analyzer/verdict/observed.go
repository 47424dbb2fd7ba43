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

// Observe returns what calls, which come in order of time, show of the limits that
// the services met have and do not document. A ban tells of a limit only where
// nothing else may have earned it.
func Observe(calls []timeline.Call, rules []*analyzer.Rule, book service.Book) (all []Observation) {
	var uses []analyzer.Use
	report := analyzer.Watch(calls, rules, book, func(u analyzer.Use) {
		if learnable(u.Limit) {
			uses = append(uses, u)
		}
	})
	bans := Judge(report, calls).Bans
	for _, s := range report.Services {
		for i := range s.Profile.Limits {
			if l := &s.Profile.Limits[i]; learnable(l) {
				o := Observation{Service: s.Profile, Limit: *l}
				o.answered(uses)
				o.refused(uses, bans)
				all = append(all, o)
			}
		}
	}
	return all
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

func (o *Observation) answered(uses []analyzer.Use) {
	for _, u := range uses {
		usual := u.Call.Class != timeline.Banned && (u.Call.Code != "" || u.Call.State != timeline.NoState)
		if o.about(u) && usual && (o.Answered == nil || int(u.Used) > o.Answered.Count) {
			o.Answered = &Sighting{int(u.Used), u.Call}
		}
	}
}

func (o *Observation) refused(uses []analyzer.Use, bans []*Ban) {
	for _, b := range bans {
		if b.Code == "" || b.Assumed || b.shown == nil || !slices.Equal(b.Reasons, []service.Reason{o.Limit.Earns}) ||
			len(b.Causes) != 1 || b.Causes[0].Limit.ID != o.Limit.ID {
			continue
		}
		n := 0
		for _, u := range uses {
			if o.about(u) && b.counts(u) {
				n = int(u.Used)
			}
		}
		if n > 0 && (o.Refused == nil || n+1 < o.Refused.Count) {
			o.Refused = &Sighting{n + 1, b.shown}
		}
	}
}

// counts reports whether a use is one of those that a ban with a single cause is for.
func (b *Ban) counts(u analyzer.Use) bool {
	who := b.Causes[0].Subject.Account
	recent := u.Limit.Span == 0 || b.First.Sub(u.Call.Start) <= u.Limit.Span
	return b.concerns(u.Call) && (who.IsZero() || u.Call.Key == who) && u.Call.Start < b.First && recent
}
