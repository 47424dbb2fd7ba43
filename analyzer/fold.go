package analyzer

import (
	"cmp"
	"slices"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A ledger holds the findings about subjects that are done with. Those that are one
// fault of one program are added up as they come in, so that a fault of a million tasks
// takes no more room than that of a few. Of what is the fault of very many accounts or
// addresses it holds a part.
type ledger struct {
	entries []*Finding
	sums    map[sum]*Finding
	counts  map[kind]int
	left    int // findings for which there was no place
}

// maxAlike is how many findings of a kind are kept apart: nobody reads more.
const maxAlike = 1000

// A kind is what findings have in common that are the same fault, be it that of others.
type kind struct {
	rule     *Rule
	service  string
	severity Severity
}

// behaviour is what findings of several subjects have in common when they are
// one fault of one program.
type behaviour struct {
	rule    *Rule
	service string
	account timeline.Key
	library *timeline.Library // whose users have to do something else about it
}

// A sum is what findings have in common whose adding up leads to the same whatever the
// order: their figures can be compared.
type sum struct {
	behaviour
	limit    service.LimitID
	severity Severity
}

func (f *Finding) behaviour() behaviour {
	return behaviour{f.Rule, f.Service, f.Subject.Account, f.Library}
}

func newLedger() ledger { return ledger{sums: map[sum]*Finding{}, counts: map[kind]int{}} }

// enter takes up findings that are complete, in the order of their first calls. Silent ones
// are none.
func (l *ledger) enter(all []*Finding) {
	slices.SortFunc(all, byNumber)
	for _, f := range all {
		if f.Severity == Silent {
			continue
		}
		if f.Refuted() {
			f.Severity, f.Passed = min(f.Severity, Info), nil
		}
		s := sum{f.behaviour(), f.Limit.ID, f.Severity}
		if into := l.sums[s]; into != nil && narrow(f.Rule.Scope) {
			into.add(f)
			continue
		}
		k := kind{f.Rule, f.Service, f.Severity}
		if l.counts[k] == maxAlike {
			l.left++
			continue
		}
		l.counts[k]++
		l.sums[s] = f
		l.entries = append(l.entries, f)
	}
}

func byNumber(a, b *Finding) int { return cmp.Compare(a.number, b.number) }

// fold makes one finding of those that show the same behaviour of one account in many
// tasks, proxies, requests or challenges.
func (l *ledger) fold() (folded []*Finding) {
	slices.SortStableFunc(l.entries, byNumber)
	first := map[behaviour]*Finding{}
	for _, f := range l.entries {
		into := first[f.behaviour()]
		if into != nil && narrow(f.Rule.Scope) {
			into.add(f)
			continue
		}
		first[f.behaviour()] = f
		folded = append(folded, f)
	}
	return folded
}

func narrow(s Scope) bool {
	return s == PerTask || s == PerProxy || s == PerRequest || s == PerChallenge
}

// add takes up a finding about another subject.
func (f *Finding) add(g *Finding) {
	if f.milder(g) {
		f.Observed, f.Worst, f.worst = g.Observed, g.Worst, g.worst
		f.Limit, f.Reason = g.Limit, g.Reason
	}
	if f.Passed != nil && g.Passed != nil {
		f.Past++ // of the two, the one that passed the limit later
	}
	if g.Passed != nil && (f.Passed == nil || cmp.Or(cmp.Compare(g.Passed.Start, f.Passed.Start), cmp.Compare(g.passed, f.passed)) < 0) {
		f.Passed, f.passed = g.Passed, g.passed
	}
	if g.number < f.number {
		f.number, f.Served = g.number, g.Served
	}
	f.Severity = max(f.Severity, g.Severity)
	f.Subject = common(f.Subject, g.Subject)
	f.Count += g.Count
	f.Subjects += g.Subjects
	f.First = min(f.First, g.First)
	f.Last = max(f.Last, g.Last)
	f.Past += g.Past
	f.merge(g)
}

// milder reports whether g is the worse of two findings. Of equals the first one is.
func (f *Finding) milder(g *Finding) bool {
	switch {
	case g.Severity != f.Severity:
		return g.Severity > f.Severity
	case g.Limit.ID != f.Limit.ID:
		return false
	case g.Observed == f.Observed:
		return g.worst < f.worst
	default:
		return worse(&f.Limit, g.Observed, f.Observed)
	}
}

// merge keeps the first calls of two findings, in their order.
func (f *Finding) merge(g *Finding) {
	if len(f.Evidence) == maxEvidence && f.precedes(maxEvidence-1, g, 0) {
		return // as with nearly all of many
	}
	calls, owners := make([]timeline.Call, 0, maxEvidence), make([]int, 0, maxEvidence)
	for i, j := 0, 0; len(calls) < maxEvidence && i+j < len(f.Evidence)+len(g.Evidence); {
		if j == len(g.Evidence) || i < len(f.Evidence) && f.precedes(i, g, j) {
			calls, owners = append(calls, f.Evidence[i]), append(owners, f.owners[i])
			i++
		} else {
			calls, owners = append(calls, g.Evidence[j]), append(owners, g.owners[j])
			j++
		}
	}
	f.Evidence, f.owners = calls, owners
}

// precedes reports whether a call of f comes before one of g. The tasks of one request
// come in the order in which they first gave offence.
func (f *Finding) precedes(i int, g *Finding, j int) bool {
	return cmp.Or(timeline.Compare(&f.Evidence[i], &g.Evidence[j]), cmp.Compare(f.owners[i], g.owners[j])) < 0
}
