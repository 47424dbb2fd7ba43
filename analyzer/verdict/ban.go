package verdict

import (
	"cmp"
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A Ban is a time in which a service shuts somebody out: one that shows in the
// answers, or one that is due because a limit was passed.
type Ban struct {
	Service *service.Profile
	Code    string           // that was answered; "" for a ban that does not show
	Told    bool             // somebody says that there was a ban, and when
	Said    bool             // and what it was for
	Says    service.Ban      // what the service documents of it; the zero Ban for nothing
	Subject analyzer.Subject // whom it shuts out: an address, or an account

	Reasons []service.Reason    // that it is for, as far as can be told
	Causes  []*analyzer.Finding // the first for each reason; none where the recording does not show them
	Assumed bool                // Reasons are those of the document, for want of a cause

	Began  timeline.Instant  // when it began; 0 when not known
	By     timeline.Position // of the request that it began with
	Earned bool              // By passed a limit, and is not merely the first that was refused
	Straw  timeline.Position // the last of the calls that earned it before By; zero where By did, or where it is not known
	Before bool              // nobody whom it shuts out was answered otherwise before it: it may have begun before the recording
	Basis  service.Basis     // of that limit

	First    timeline.Instant // when the first answer showed it
	Last     timeline.Instant // when the last request in it was sent
	Until    timeline.Instant // when it ends at the earliest; 0 when nobody says
	Lifted   bool             // a request was served before its time was over: Until is when
	Wasted   int              // requests sent by somebody who knew of it
	Restarts int              // of these, those that started its time anew

	known  timeline.Instant // since when who is banned can know
	shown  *timeline.Call   // the first that was answered with it; nil where none was
	traces []trace          // of whom it shuts out, before that
}

// Seen reports whether the ban is a fact: it shows in the answers, or somebody knows
// of it.
func (b *Ban) Seen() bool { return b.Code != "" || b.Told }

// A Told is what somebody knows of a ban beside the recording, from the account's
// page, say.
type Told struct {
	At     timeline.Instant // when it began; 0 for a ban that the recording shows
	Reason service.Reason   // "" for not known
}

// newTold returns the ban that somebody tells of, as one of a service.
func newTold(p *service.Profile, t Told) *Ban {
	b := &Ban{Service: p, Told: true, First: t.At, Last: t.At, known: t.At}
	b.say(t.Reason)
	b.Says, _ = p.BanFor(t.Reason)
	b.Says.Earned, b.Says.Account = b.Reasons, false
	b.extend(t.At)
	return b
}

// newBan returns the ban that the answer to a call shows.
func newBan(p *service.Profile, c *timeline.Call) *Ban {
	shown := *c
	b := &Ban{Service: p, Code: c.Code, First: c.Start, Last: c.Start, known: c.Heard(), shown: &shown}
	b.Says, _ = p.Ban(c.Code)
	if b.Says.Account {
		b.Subject.Account = c.Key
	}
	b.Subject.Client = c.Client
	b.extend(c.Start)
	return b
}

// say takes up what a ban was for; "" is nothing.
func (b *Ban) say(r service.Reason) {
	if r != "" {
		b.Said, b.Reasons = true, []service.Reason{r}
	}
}

// concerns reports whether a call comes from whom the ban shuts out.
func (b *Ban) concerns(c *timeline.Call) bool {
	switch {
	case c.Service != b.Service.Name:
		return false
	case b.Told:
		return true
	case b.Says.Account:
		return c.Key == b.Subject.Account
	default:
		return c.Client == b.Subject.Client || b.Says.Subnet && subnetOf(c.Client) == subnetOf(b.Subject.Client)
	}
}

// on reports whether the ban lasts at a time.
func (b *Ban) on(t timeline.Instant) bool { return b.Until == 0 || t < b.Until }

// extend makes the ban last its time from t on.
func (b *Ban) extend(t timeline.Instant) {
	if b.Says.Lasts > 0 && t != 0 {
		b.Until = max(b.Until, t.Add(b.Says.Lasts))
	}
}

// during takes up a request that was sent while the ban was on.
func (b *Ban) during(c *timeline.Call) {
	if c.Start < b.known {
		return
	}
	b.Wasted++
	b.Last = max(b.Last, c.Start)
	if b.Says.Restart {
		b.Restarts++
		b.extend(c.Start)
	}
}

// hear takes up a call where somebody tells of the ban: what was refused is put down to it.
func (b *Ban) hear(c *timeline.Call) {
	refused := c.Class == timeline.Banned || !c.Shows.Has(timeline.ShowsAnswer)
	if refused && c.Start > b.First && b.on(c.Start) {
		b.during(c)
	}
}

// dueBans returns the bans that passed limits earn and no answer shows, in order of
// time.
func (j *judgement) dueBans() (due []*Ban) {
	for _, f := range j.findings {
		if f.Passed == nil || f.Severity < analyzer.Error || f.Limit.Earns == "" || j.shadows.on(f) {
			continue
		}
		b := &Ban{
			Service: j.seen.Profile, Subject: f.Subject, Reasons: []service.Reason{f.Limit.Earns}, Causes: []*analyzer.Finding{f}, Basis: f.Limit.Basis,
			Began: f.Passed.Start, By: f.Passed.Pos, Earned: true, Last: f.Last, known: f.Passed.Heard(),
		}
		b.Says, _ = j.seen.Profile.BanFor(f.Limit.Earns)
		b.Subject.Account, b.Subject.Client = f.Passed.Key, f.Passed.Client
		b.Wasted = f.Past
		b.extend(f.Passed.Start)
		if b.Says.Restart {
			b.Restarts = b.Wasted
			b.extend(f.Last)
		}
		due = append(due, b)
	}
	slices.SortStableFunc(due, func(a, b *Ban) int { return cmp.Compare(a.Began, b.Began) })
	return due
}
