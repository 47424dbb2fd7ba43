package verdict

import (
	"cmp"
	"slices"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// memory is how long before a ban its cause can lie, where the ban's own length
// is not known.
const memory = 10 * time.Minute

// attribute finds out what the bans that were seen were for: what the client did
// before them, or else what the service documents their codes for.
func (j *judgement) attribute() {
	for _, b := range j.bans {
		causes := j.causes(b)
		if b.Said {
			causes = slices.DeleteFunc(causes, func(f *analyzer.Finding) bool { return f.Reason != b.Reasons[0] })
		}
		for _, f := range causes {
			if !slices.Contains(b.Reasons, f.Reason) {
				b.Reasons = append(b.Reasons, f.Reason)
			}
		}
		if len(b.Reasons) == 0 || b.Says.Sole && !b.Said {
			b.Reasons, b.Assumed = b.Says.Earned, len(b.Says.Earned) > 0 && !b.Says.Sole
		}
		j.begin(b, causes)
	}
	for _, f := range j.findings {
		if b := j.banAt(f); f.Rule.Outcome && b != nil && len(b.Reasons) > 0 {
			f.Reason = b.Reasons[0]
		}
	}
}

// begin says when a ban began. Past a documented limit it is earned; past an
// estimate it shows only when the service acts.
func (j *judgement) begin(b *Ban, causes []*analyzer.Finding) {
	b.Began, b.Basis = b.First, service.Observed
	if b.index >= 0 {
		b.By = j.calls[b.index].Pos
	}
	b.Before = b.index >= 0 && j.before(b, func(*timeline.Call) bool { return true }) == nil
	for _, f := range causes {
		if !slices.Contains(b.Reasons, f.Reason) || f.Limit.Earns != f.Reason {
			continue
		}
		if b.Causes == nil {
			b.Basis = f.Limit.Basis
		}
		if !slices.ContainsFunc(b.Causes, func(g *analyzer.Finding) bool { return g.Reason == f.Reason }) {
			b.Causes = append(b.Causes, f)
		}
		if f.Limit.Basis == service.Documented && f.Passed != nil && f.Passed.Start <= b.Began {
			b.Basis = f.Limit.Basis
			b.Began, b.By, b.Earned = f.Passed.Start, f.Passed.Pos, true
		}
	}
	if c := j.straw(b); c != nil && !b.Earned {
		b.Straw = c.Pos
	}
}

// straw returns the last call before a ban that is like those of a finding that may
// have earned it; nil for none.
func (j *judgement) straw(b *Ban) *timeline.Call {
	return j.before(b, func(c *timeline.Call) bool {
		return slices.ContainsFunc(b.Causes, func(f *analyzer.Finding) bool { return c.Op == f.Evidence[0].Op && c.Code == f.Evidence[0].Code })
	})
}

// before returns the last call of whom a ban shuts out, of those that are like it,
// before the ban was answered; nil for none.
func (j *judgement) before(b *Ban, like func(*timeline.Call) bool) *timeline.Call {
	for i := b.index - 1; i >= 0; i-- {
		if c := &j.calls[i]; b.concerns(c) && like(c) {
			return c
		}
	}
	return nil
}

// banAt returns the last ban that had begun when a finding did; nil for none.
func (j *judgement) banAt(f *analyzer.Finding) (last *Ban) {
	for _, b := range j.bans {
		if last == nil || b.First <= f.First {
			last = b
		}
	}
	return last
}

// causes lists the findings whose limits were passed shortly before the ban by whom
// it shut out, or, where there are none, those that were heading for it: an estimate
// may be too high.
func (j *judgement) causes(b *Ban) (causes []*analyzer.Finding) {
	recent := b.First.Add(-max(memory, b.Says.Lasts))
	for _, severity := range []analyzer.Severity{analyzer.Error, analyzer.Warning} {
		for _, f := range j.findings {
			first := f.First
			if severity == analyzer.Error && f.Passed != nil {
				first = f.Passed.Start
			}
			if f.Reason != "" && f.Severity == severity && !f.Rule.Outcome && first <= b.First && f.Last >= recent && b.hits(f) {
				causes = append(causes, f)
			}
		}
		if causes != nil {
			return causes
		}
	}
	return nil
}

// hits reports whether a finding is about whom the ban shut out, as far as that is
// known.
func (b *Ban) hits(f *analyzer.Finding) bool {
	if b.Says.Account {
		return f.Subject.Account.IsZero() || f.Subject.Account == b.Subject.Account
	}
	return f.Subject.Client == "" || b.Subject.Client == "" || f.Subject.Client == b.Subject.Client
}

// chain tells findings what they follow from: of those that lead to them, the first
// one about the same subject.
func chain(findings []*analyzer.Finding) {
	for _, f := range findings {
		for _, g := range findings {
			if leads(g, f) && (f.Cause == nil || g.First < f.Cause.First) {
				f.Cause = g
			}
		}
	}
}

// leads reports whether g may be what f follows from.
func leads(g, f *analyzer.Finding) bool {
	if g == f || g.Service != f.Service || g.First > reached(f) || !meet(g.Subject, f.Subject) {
		return false
	}
	switch {
	case f.Rule.Scope == analyzer.PerBan:
		return !g.Rule.Outcome && g.Reason != "" && g.Reason == f.Reason
	case slices.Contains(f.Rule.After, g.Rule.ID):
		return true
	default:
		// What is wrong with a request is why it fails.
		return f.Rule.Scope == analyzer.PerRequest && slices.Contains(g.Rule.Codes, f.Evidence[0].Code)
	}
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

// inOrder puts causes before what follows from them, and the chains with the gravest
// findings first.
func inOrder(findings []*analyzer.Finding) []*analyzer.Finding {
	gravest := map[*analyzer.Finding]analyzer.Severity{}
	for _, f := range findings {
		root := rootOf(f)
		gravest[root] = max(gravest[root], f.Severity)
	}
	ordered := slices.Clone(findings)
	slices.SortStableFunc(ordered, func(a, b *analyzer.Finding) int {
		ra, rb := rootOf(a), rootOf(b)
		if ra == rb {
			return cmp.Compare(depth(a), depth(b))
		}
		return cmp.Or(cmp.Compare(gravest[rb], gravest[ra]), slices.Index(findings, ra)-slices.Index(findings, rb))
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
