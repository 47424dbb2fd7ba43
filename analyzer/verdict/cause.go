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
	for _, f := range j.findings {
		if f.Reason != "" && !f.Rule.Outcome {
			j.earners = append(j.earners, f)
		}
	}
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
	bans := map[party][]*Ban{}
	for _, b := range j.bans {
		bans[b.party()] = append(bans[b.party()], b)
	}
	for _, f := range j.findings {
		if !f.Rule.Outcome {
			continue
		}
		if b := j.banAt(f, bans); b != nil && len(b.Reasons) > 0 {
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
		if j.earned(b, f) {
			b.Basis = f.Limit.Basis
			b.Began, b.By, b.Earned = f.Passed.Start, f.Passed.Pos, true
		}
	}
	if c := j.straw(b); c != nil && !b.Earned {
		b.Straw = c.Pos
	}
}

// earned reports whether a finding tells with which call a ban began: a documented limit
// was passed by whom it shuts out, shortly before it and after their ban before that.
func (j *judgement) earned(b *Ban, f *analyzer.Finding) bool {
	if f.Limit.Basis != service.Documented || f.Passed == nil || f.Passed.Start > b.Began || f.Passed.Start < b.recent() {
		return false
	}
	return b.Told || b.concerns(f.Passed) && !slices.ContainsFunc(j.bans, func(other *Ban) bool {
		return other != b && other.concerns(f.Passed) && other.First < b.First && f.Passed.Start <= other.First
	})
}

// after reports whether a call comes after the one that showed the ban: where times are
// the same, or missing, the order of the file tells.
func (j *judgement) after(c *timeline.Call, b *Ban) bool {
	if b.index < 0 {
		return c.Start > b.First
	}
	return timeline.Compare(c, &j.calls[b.index]) > 0
}

// recent is from when on the cause of a ban can lie.
func (b *Ban) recent() timeline.Instant { return b.First.Add(-max(memory, b.Says.Lasts)) }

// straw returns the last call before a ban that is like those of a finding that may
// have earned it; nil for none.
func (j *judgement) straw(b *Ban) *timeline.Call {
	if b.Causes == nil {
		return nil
	}
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

// banAt returns the last ban of whom a finding is about that had begun when it did; nil
// for none.
func (j *judgement) banAt(f *analyzer.Finding, bans map[party][]*Ban) (last *Ban) {
	whose := parties(&f.Evidence[0])
	for _, who := range append(whose[:], party{}) {
		for _, b := range bans[who] {
			about := f.Rule.Scope != analyzer.PerBan || b.Code == f.Evidence[0].Code
			if about && b.First <= f.First && (last == nil || b.First >= last.First) {
				last = b
			}
		}
	}
	return last
}

// causes lists the findings whose limits were passed shortly before the ban by whom
// it shut out, or, where there are none, those that were heading for it: an estimate
// may be too high.
func (j *judgement) causes(b *Ban) (causes []*analyzer.Finding) {
	recent := b.recent()
	for _, severity := range []analyzer.Severity{analyzer.Error, analyzer.Warning} {
		for _, f := range j.earners {
			first := &f.Evidence[0]
			if severity == analyzer.Error && f.Passed != nil {
				first = f.Passed
			}
			if f.Severity == severity && !j.after(first, b) && f.Last >= recent && b.hits(f) {
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
	same := f.Subject.Client == b.Subject.Client || b.Says.Subnet && subnetOf(f.Subject.Client) == subnetOf(b.Subject.Client)
	return f.Subject.Client == "" || b.Subject.Client == "" || same
}

// chain tells findings what they follow from: of those that lead to them, the first
// one about the same subject.
func chain(findings []*analyzer.Finding) {
	byRule := map[*analyzer.Rule][]*analyzer.Finding{}
	for _, f := range findings {
		byRule[f.Rule] = append(byRule[f.Rule], f)
	}
	for _, f := range findings {
		for rule, some := range byRule {
			if !leads(rule, f) {
				continue
			}
			for _, g := range some {
				if fits(g, f) && (f.Cause == nil || older(g, f.Cause)) {
					f.Cause = g
				}
			}
		}
	}
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
