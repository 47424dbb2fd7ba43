package verdict

import (
	"cmp"
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/timeline"
)

// chain tells findings what they follow from: of those that lead to them, the first
// one about the same subject.
func chain(findings []*analyzer.Finding) {
	byRule := map[*analyzer.Rule]*family{}
	for i, f := range inTime(findings) {
		if byRule[f.Rule] == nil {
			byRule[f.Rule] = &family{byAccount: map[timeline.Key]line{}, byClient: map[string]line{}}
		}
		byRule[f.Rule].add(f, i)
	}
	for _, f := range findings {
		for rule, some := range byRule {
			if !leads(rule, f) {
				continue
			}
			if g := some.first(f); g != nil && (f.Cause == nil || older(g, f.Cause)) {
				f.Cause = g
			}
		}
	}
}

// inTime returns findings in the order in which they began.
func inTime(findings []*analyzer.Finding) []*analyzer.Finding {
	return slices.SortedStableFunc(slices.Values(findings), func(a, b *analyzer.Finding) int { return cmp.Compare(a.First, b.First) })
}

// A family is the findings of one rule, by whom they are about. In each line they stand
// in the order in which they began.
type family struct {
	byAccount map[timeline.Key]line
	byClient  map[string]line
	all       line
}

type line []member

type member struct {
	finding *analyzer.Finding
	place   int // among all findings, in order of time
}

func (m *family) add(f *analyzer.Finding, place int) {
	one := member{f, place}
	m.all = append(m.all, one)
	m.byAccount[f.Subject.Account] = append(m.byAccount[f.Subject.Account], one)
	m.byClient[f.Subject.Client] = append(m.byClient[f.Subject.Client], one)
}

// near returns lines that hold all members who may be of one client with a subject: those
// by account or by client, whichever are fewer.
func (m *family) near(s analyzer.Subject) [2]line {
	near := [2]line{m.all}
	if !s.Account.IsZero() {
		near = [2]line{m.byAccount[timeline.Key{}], m.byAccount[s.Account]}
	}
	if s.Client != "" {
		some := [2]line{m.byClient[""], m.byClient[s.Client]}
		if len(some[0])+len(some[1]) < len(near[0])+len(near[1]) {
			near = some
		}
	}
	return near
}

// first returns the first member that f may follow from; nil for none.
func (m *family) first(f *analyzer.Finding) *analyzer.Finding {
	var first member
	for _, some := range m.near(f.Subject) {
		for _, g := range some {
			if g.finding.First > reached(f) || first.finding != nil && g.place > first.place {
				break
			}
			if fits(g.finding, f) {
				first = g
				break
			}
		}
	}
	return first.finding
}

// leads reports whether findings of a rule may be what f follows from.
func leads(rule *analyzer.Rule, f *analyzer.Finding) bool {
	switch {
	case f.Rule.Scope == analyzer.PerBan:
		return !rule.Outcome
	case slices.Contains(f.Rule.After, rule.ID):
		return true
	default:
		// What is wrong with a request is why it fails.
		return f.Rule.Scope == analyzer.PerRequest && slices.Contains(rule.Codes, f.Evidence[0].Code)
	}
}

// fits reports whether g, by its rule, time and subject, is what f follows from.
func fits(g, f *analyzer.Finding) bool {
	if f.Rule.Scope == analyzer.PerBan && (g.Reason == "" || g.Reason != f.Reason) {
		return false
	}
	return g != f && g.Service == f.Service && g.First <= reached(f) && meet(g.Subject, f.Subject)
}

// older reports whether g began before f, or comes before it by name.
func older(g, f *analyzer.Finding) bool {
	return cmp.Or(cmp.Compare(g.First, f.First), cmp.Compare(g.Rule.ID, f.Rule.ID)) < 0
}

// reached is when a finding had come about.
func reached(f *analyzer.Finding) timeline.Instant {
	if f.Passed != nil {
		return f.Passed.Start
	}
	return f.Last
}

// meet reports whether two subjects may be of one client.
func meet(a, b analyzer.Subject) bool {
	return (a.Account.IsZero() || b.Account.IsZero() || a.Account == b.Account) &&
		(a.Client == "" || b.Client == "" || a.Client == b.Client) &&
		(a.Task == timeline.TaskID{} || b.Task == timeline.TaskID{} || a.Task == b.Task)
}

// inOrder puts causes before what follows from them, all that a ban may have been for
// before the ban, and the chains with the gravest findings first.
func inOrder(findings []*analyzer.Finding, bans []*Ban) []*analyzer.Finding {
	first := map[*analyzer.Finding]*analyzer.Finding{} // root of the chain that another goes with
	for _, b := range bans {
		for _, f := range b.Causes[min(1, len(b.Causes)):] {
			if root := rootOf(f); root != rootOf(b.Causes[0]) && first[root] == nil {
				first[root] = rootOf(b.Causes[0])
			}
		}
	}
	chainOf := func(f *analyzer.Finding) *analyzer.Finding {
		root := rootOf(f)
		if other := first[root]; other != nil && first[other] == nil {
			return other
		}
		return root
	}
	gravest, place := map[*analyzer.Finding]analyzer.Severity{}, map[*analyzer.Finding]int{}
	for i, f := range findings {
		root := chainOf(f)
		gravest[root] = max(gravest[root], f.Severity)
		place[f] = i
	}
	ordered := slices.Clone(findings)
	slices.SortStableFunc(ordered, func(a, b *analyzer.Finding) int {
		ra, rb := chainOf(a), chainOf(b)
		if ra == rb {
			return cmp.Compare(depth(a), depth(b))
		}
		return cmp.Or(cmp.Compare(gravest[rb], gravest[ra]), cmp.Compare(place[ra], place[rb]))
	})
	return ordered
}

// rootOf returns the finding that a chain begins with.
func rootOf(f *analyzer.Finding) *analyzer.Finding {
	for range maxDepth {
		if f.Cause == nil {
			break
		}
		f = f.Cause
	}
	return f
}

// maxDepth bounds a chain: rules that name each other do not make it go round.
const maxDepth = 16

// depth is how many findings stand before one in its chain.
func depth(f *analyzer.Finding) (n int) {
	for f.Cause != nil && n < maxDepth {
		f = f.Cause
		n++
	}
	return n
}
