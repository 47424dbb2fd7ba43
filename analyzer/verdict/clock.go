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

	known timeline.Instant // since when who is banned can know
	index int              // of its first call
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

// tell takes up what somebody knows.
func (j *judgement) tell(t Told) {
	if t.At == 0 {
		for _, b := range j.bans {
			b.say(t.Reason)
		}
		return
	}
	b := &Ban{Service: j.seen.Profile, Told: true, First: t.At, Last: t.At, known: t.At, index: -1}
	b.say(t.Reason)
	b.Says, _ = j.seen.Profile.BanFor(t.Reason)
	b.Says.Earned, b.Says.Account = b.Reasons, false
	b.extend(t.At)
	for i := range j.calls {
		refused := j.calls[i].Class == timeline.Banned || !j.calls[i].Shows.Has(timeline.ShowsAnswer)
		if c := &j.calls[i]; c.Service == b.Service.Name && c.Start > t.At && b.on(c.Start) && refused {
			b.during(c)
		}
	}
	j.bans = append(j.bans, b)
}

// say takes up what a ban was for; "" is nothing.
func (b *Ban) say(r service.Reason) {
	if r != "" {
		b.Said, b.Reasons = true, []service.Reason{r}
	}
}

// concerns reports whether a call comes from whom the ban shuts out.
func (b *Ban) concerns(c *timeline.Call) bool {
	if b.Told {
		return c.Service == b.Service.Name
	}
	from := parties(c)
	return slices.Contains(from[:], b.party())
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

// clock walks through calls and finds the bans that their answers show.
type clock struct {
	book service.Book
	bans []*Ban
	open map[party][]*Ban // that are on, as far as is known
	met  map[party]bool   // who was answered otherwise
}

// seenBans returns the bans that the answers show, in order of time.
func seenBans(calls []timeline.Call, book service.Book) []*Ban {
	if !slices.ContainsFunc(calls, func(c timeline.Call) bool { return c.Class == timeline.Banned }) {
		return nil
	}
	k := clock{book: book, open: map[party][]*Ban{}, met: map[party]bool{}}
	for i := range calls {
		if c := &calls[i]; c.Class == timeline.Banned {
			k.refused(c, i)
		} else {
			k.other(c)
		}
	}
	return k.bans
}

// refused takes up an answer of a ban.
func (k *clock) refused(c *timeline.Call, index int) {
	counted := false
	for _, who := range parties(c) {
		for _, b := range k.on(who, c.Start) {
			b.during(c)
			counted = counted || b.Code == c.Code
		}
	}
	if counted {
		return
	}
	p := k.book.Of(c)
	b := &Ban{Service: p, Code: c.Code, First: c.Start, Last: c.Start, known: c.Heard(), index: index}
	b.Says, _ = p.Ban(c.Code)
	if b.Says.Account {
		b.Subject.Account = c.Key
	}
	b.Subject.Client = c.Client
	b.extend(c.Start)
	who := b.party()
	b.Before = !k.met[who]
	k.bans, k.open[who] = append(k.bans, b), append(k.open[who], b)
}

// other takes up any other answer: a request that is served ends the bans of who
// sent it, whatever the documents say.
func (k *clock) other(c *timeline.Call) {
	for _, who := range parties(c) {
		k.met[who] = true
		for _, b := range k.on(who, c.Start) {
			switch {
			case c.Start < b.known:
			case c.State != timeline.NoState && b.Says.Subnet && c.Client != b.Subject.Client: // it is not shut out
			case c.State != timeline.NoState:
				b.Until, b.Lifted = c.Start, true
			default:
				b.during(c)
			}
		}
	}
}

// on returns the bans of somebody that are on at a time, and forgets the others.
func (k *clock) on(who party, t timeline.Instant) []*Ban {
	if len(k.open[who]) == 0 {
		return nil
	}
	k.open[who] = slices.DeleteFunc(k.open[who], func(b *Ban) bool { return !b.on(t) })
	return k.open[who]
}

// dueBans returns the bans that passed limits earn and no answer shows, in order of
// time.
func (j *judgement) dueBans() (due []*Ban) {
	for _, f := range j.findings {
		if f.Passed == nil || f.Severity < analyzer.Error || f.Limit.Earns == "" || j.shown(f) {
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

// shown reports whether a ban that was seen is the one that a finding earned.
func (j *judgement) shown(f *analyzer.Finding) bool {
	return slices.ContainsFunc(j.bans, func(b *Ban) bool {
		return b.Seen() && slices.Contains(b.Reasons, f.Limit.Earns) && b.hits(f) && b.on(f.First)
	})
}

// refute lowers findings whose estimated limit the recording shows to be another:
// their subject was served after the ban would have begun.
func (j *judgement) refute() {
	for _, f := range j.findings {
		if f.Passed == nil || f.Limit.Basis != service.Estimated || f.Limit.Earns == "" || j.shown(f) {
			continue
		}
		if c := j.servedAfter(f); c != nil {
			f.Severity, f.Unbanned = min(f.Severity, analyzer.Warning), c
			f.Message += "; still served afterwards, so the limit in force is higher than the estimate"
		}
	}
}

// servedAfter returns the first call of a finding's subject that was served although
// a ban would have been on; nil for none.
func (j *judgement) servedAfter(f *analyzer.Finding) *timeline.Call {
	says, _ := j.seen.Profile.BanFor(f.Limit.Earns)
	from := f.Passed.Heard()
	first, _ := slices.BinarySearchFunc(j.calls, from, func(c timeline.Call, t timeline.Instant) int { return cmp.Compare(c.Start, t) })
	for i := first; i < len(j.calls); i++ {
		c := &j.calls[i]
		if says.Lasts > 0 && c.Start >= f.Passed.Start.Add(says.Lasts) {
			return nil
		}
		if c.Service == f.Service && c.State != timeline.NoState && c.Shows.Has(timeline.ShowsTime) && same(c, f.Passed, says.Account) {
			return c
		}
	}
	return nil
}

// same reports whether two calls are surely of one whom a ban would shut out.
func same(a, b *timeline.Call, account bool) bool {
	if account || !a.Shows.Has(timeline.ShowsClient) || !b.Shows.Has(timeline.ShowsClient) {
		return !a.Key.IsZero() && a.Key == b.Key
	}
	return a.Client == b.Client
}
