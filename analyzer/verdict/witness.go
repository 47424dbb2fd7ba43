package verdict

import (
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A Witness sees calls once, in order of time, and says in the end what they meant. What
// it remembers grows with those who call, with their bans and with the limits that they
// pass, and not with their calls.
type Witness struct {
	Room int // about how many bytes those who call may take; 0 for no bound. For want of it those are forgotten who called least lately.

	book    service.Book
	told    Told
	ledgers map[string]*ledger // by the name of the service
	last    *ledger            // of the last call
}

// Watch returns a witness of calls to the services of a book, of which somebody knows
// that they end in a ban, at the service that most of them are made to. The zero Told is
// of none.
func Watch(book service.Book, told Told) *Witness {
	return &Witness{book: book, told: told, ledgers: map[string]*ledger{}}
}

// Call takes up a call, whose memory may hold another one afterwards. Its strings stay.
func (w *Witness) Call(c *timeline.Call) { w.ledger(c.Service).call(c) }

// Passed takes up that a finding has passed its limit, with the call that Call gets next:
// the rules see a call first. The finding's Passed must stay what it is now.
func (w *Witness) Passed(f *analyzer.Finding) { w.ledger(f.Service).passed(f) }

func (w *Witness) ledger(name string) *ledger {
	if w.last != nil && w.last.service.Name == name {
		return w.last
	}
	l := w.ledgers[name]
	if l == nil {
		l = newLedger(w.book.ByName(name), w.told, w.Room)
		w.ledgers[name] = l
	}
	w.last = l
	return l
}

// Judge says what a report on the calls means. Its findings learn from it: what a ban
// was for, what they follow from, and that an estimate was too low. They are put in
// order anew, causes before consequences.
func (w *Witness) Judge(r *analyzer.Report) *Judgement {
	var out Judgement
	main := busiest(r)
	for _, s := range r.Services {
		l := w.ledger(s.Profile.Name)
		j := judgement{report: r, ledger: l, seen: s, findings: findingsOf(r, s.Profile.Name), bans: slices.Clone(l.bans)}
		if s == main {
			j.tell(w.told)
		}
		j.attribute()
		j.shadows = newShadows(j.bans)
		j.refute()
		j.bans = append(j.bans, j.dueBans()...)
		for _, reason := range s.Profile.Reasons() {
			out.Verdicts = append(out.Verdicts, j.verdict(reason))
		}
		out.Bans = append(out.Bans, j.bans...)
		out.Left += l.left
	}
	chain(r.Findings)
	r.Findings = inOrder(r.Findings, out.Bans)
	return &out
}

// tell takes up what somebody knows: of a ban, or of what those that show were for.
func (j *judgement) tell(t Told) {
	if j.told = j.ledger.told; j.told != nil {
		j.bans = append(j.bans, j.told)
		return
	}
	for _, b := range j.bans {
		b.say(t.Reason)
	}
}

// Judge is Watch for calls that are at hand.
func Judge(r *analyzer.Report, calls []timeline.Call) *Judgement { return JudgeTold(r, calls, Told{}) }

// JudgeTold is Judge for a recording of which somebody knows that it ends in a ban.
func JudgeTold(r *analyzer.Report, calls []timeline.Call, told Told) *Judgement {
	var book service.Book
	for _, s := range r.Services {
		book = append(book, s.Profile)
	}
	w := Watch(book, told)
	passed := passedIn(r.Findings)
	for i := range calls {
		for len(passed) > 0 && timeline.Compare(passed[0].Passed, &calls[i]) <= 0 {
			w.Passed(passed[0])
			passed = passed[1:]
		}
		w.Call(&calls[i])
	}
	return w.Judge(r)
}

// passedIn returns the findings that passed a limit, by the time when they did.
func passedIn(findings []*analyzer.Finding) (passed []*analyzer.Finding) {
	for _, f := range findings {
		if f.Passed != nil {
			passed = append(passed, f)
		}
	}
	slices.SortStableFunc(passed, func(a, b *analyzer.Finding) int { return timeline.Compare(a.Passed, b.Passed) })
	return passed
}
