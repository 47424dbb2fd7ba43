package analyzer

import (
	"slices"

	"github.com/banlint/banlint/analyzer/timeline"
)

// behaviour is what findings of several subjects have in common when they are
// one fault of one program.
type behaviour struct {
	rule    *Rule
	service string
	account timeline.Key
	library *timeline.Library // whose users have to do something else about it
}

// fold drops silent findings, and makes one of those that show the same
// behaviour of one account in many tasks, proxies, requests or challenges.
func fold(findings []*Finding) (folded []*Finding) {
	first := map[behaviour]*Finding{}
	for _, f := range findings {
		if f.Severity == Silent {
			continue
		}
		b := behaviour{f.Rule, f.Service, f.Subject.Account, f.Library}
		if into := first[b]; into != nil && narrow(f.Rule.Scope) {
			into.add(f)
			continue
		}
		first[b] = f
		folded = append(folded, f)
	}
	return folded
}

func narrow(s Scope) bool {
	return s == PerTask || s == PerProxy || s == PerRequest || s == PerChallenge
}

// add takes up a finding about another subject.
func (f *Finding) add(g *Finding) {
	if g.Severity > f.Severity || g.Severity == f.Severity && worse(f.Limit, g.Observed, f.Observed) {
		f.Observed, f.Worst = g.Observed, g.Worst
		f.Limit, f.Reason = g.Limit, g.Reason
	}
	f.Severity = max(f.Severity, g.Severity)
	f.Subject = common(f.Subject, g.Subject)
	f.Count += g.Count
	f.Subjects++
	f.First = min(f.First, g.First)
	f.Last = max(f.Last, g.Last)
	if f.Passed != nil && g.Passed != nil {
		f.Past++ // of the two, the one that passed the limit later
	}
	f.Past += g.Past
	if g.Passed != nil && (f.Passed == nil || g.Passed.Start < f.Passed.Start) {
		f.Passed = g.Passed
	}
	f.Evidence = append(f.Evidence, g.Evidence...)
	slices.SortStableFunc(f.Evidence, func(a, b timeline.Call) int { return timeline.Compare(&a, &b) })
	f.Evidence = f.Evidence[:min(len(f.Evidence), maxEvidence)]
}
