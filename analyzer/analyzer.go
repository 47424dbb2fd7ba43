// Package analyzer runs rules over a timeline and folds what they report into
// findings. It owns what no rule has to think of: which calls belong together,
// and the order in which findings come out.
package analyzer

import (
	"cmp"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A Report is the outcome of a run.
type Report struct {
	Findings []*Finding // by severity, then by time
	Headroom []Headroom // the worst subject of each limit, by rule and service
	Services []*Seen    // that the calls were made to, in the order of the book
	Rules    []*Rule    // that were run
	Calls    int
	Dropped  int // subjects that were forgotten early for want of room
	Left     int // findings that are like very many others, and not among Findings
}

// A Headroom is how much of a limit the worst subject has used up.
type Headroom struct {
	Rule    *Rule
	Service string
	Limit   service.Limit
	Used    float64
	At      *timeline.Call // a copy of the call by which it had
}

// Counts reports whether the limit is one that a client uses up: calls counted up to
// a ban. A gap may be as short as the documents allow.
func (h *Headroom) Counts() bool { return h.Limit.Earns != "" && !h.Limit.Least }

// Left returns what is left of the limit, as a share of it: 0 at the limit, less than
// that past it.
func (h *Headroom) Left() float64 {
	most := h.Limit.Most()
	switch {
	case most == 0:
		return 0
	case h.Limit.Least:
		return (h.Used - most) / most
	default:
		return (most - h.Used) / most
	}
}

// Run checks calls, which come in order of time, against the rules.
func Run(calls []timeline.Call, rules []*Rule, book service.Book) *Report {
	return Watch(calls, rules, book, nil)
}

// A Use is how much of a limit a subject had used up by a call, which is only lent.
type Use struct {
	Rule  *Rule
	Limit *service.Limit
	Call  *timeline.Call
	Used  float64
}

// Watch is Run, and tells of every use of a limit on the way, unless watch is nil.
func Watch(calls []timeline.Call, rules []*Rule, book service.Book, watch func(Use)) *Report {
	e := New(rules, book)
	e.Watch = watch
	for i := range calls {
		e.Check(&calls[i])
	}
	return e.Report()
}

// advice puts the fix in terms of the client library or of the ban, where they are
// known.
func advice(f *Finding) lang.Text {
	if f.Rule.Scope == PerBan {
		return sitOut(f)
	}
	if f.Limit.ID == service.PollInterval && f.Library != nil && f.Library.Advice != "" {
		return lang.T("%s In %s: %s.", lang.Doc(f.Rule.Fix), f.Library.Name, lang.Doc(f.Library.Advice))
	}
	return lang.Doc(f.Rule.Fix)
}

// sitOut says what to do about a ban, and for how long.
func sitOut(f *Finding) lang.Text {
	fix := lang.Doc(f.Rule.Fix)
	if code, ok := service.CodeByName(f.Evidence[0].Code); ok {
		fix = lang.Doc(code.Do)
	}
	switch ban, ok := f.Profile.Ban(f.Evidence[0].Code); {
	case !ok || ban.Lasts == 0:
		return fix
	case ban.Restart:
		return lang.T("%s The block lasts %s, and each further violation may start it anew.", fix, lang.Span(ban.Lasts))
	default:
		return lang.T("%s The block lasts %s.", fix, lang.Span(ban.Lasts))
	}
}

func compareFindings(a, b *Finding) int {
	return cmp.Or(
		cmp.Compare(b.Severity, a.Severity),
		cmp.Compare(a.First, b.First),
		compareBool(a.Rule.Outcome, b.Rule.Outcome),
		cmp.Compare(a.Service, b.Service),
		cmp.Compare(a.Rule.ID, b.Rule.ID),
		cmp.Compare(a.Evidence[0].Pos.Source, b.Evidence[0].Pos.Source),
		cmp.Compare(a.Evidence[0].Pos.Entry, b.Evidence[0].Pos.Entry),
	)
}

// compareBool puts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}
