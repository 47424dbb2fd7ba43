package verdict

import (
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
	if len(j.bans) == 0 {
		return
	}
	earners := newSuspects(j.findings)
	for _, b := range j.bans {
		causes := b.causes(earners.of(b))
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
		if !f.Rule.Outcome {
			continue
		}
		if b := j.banAt(f); b != nil && len(b.Reasons) > 0 {
			f.Reason = b.Reasons[0]
		}
	}
}

// begin says when a ban began. Past a documented limit it is earned; past an
// estimate it shows only when the service acts.
func (j *judgement) begin(b *Ban, causes []*analyzer.Finding) {
	b.Began, b.Basis = b.First, service.Observed
	if b.shown != nil {
		b.By = b.shown.Pos
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
	if !b.Earned {
		b.Straw = b.straw()
	}
}

// earned reports whether a finding tells with which call a ban began: a documented limit
// was passed by whom it shuts out, shortly before it and after their ban before that.
func (j *judgement) earned(b *Ban, f *analyzer.Finding) bool {
	if !f.Limit.Basis.Certain() || f.Passed == nil || f.Passed.Start > b.Began || f.Passed.Start < b.recent() {
		return false
	}
	return b.Told || b.concerns(f.Passed) && !slices.ContainsFunc(j.bansOf(f.Passed), func(other *Ban) bool {
		return other != b && other.First < b.First && f.Passed.Start <= other.First
	})
}

// after reports whether a call comes after the one that showed the ban: where times are
// the same, or missing, the order of the file tells.
func (b *Ban) after(c *timeline.Call) bool {
	if b.shown == nil {
		return c.Start > b.First
	}
	return timeline.Compare(c, b.shown) > 0
}

// recent is from when on the cause of a ban can lie.
func (b *Ban) recent() timeline.Instant { return b.First.Add(-max(memory, b.Says.Lasts)) }

// straw returns where the last call before a ban stands that is like those of a finding
// that may have earned it; the zero Position for none.
func (b *Ban) straw() timeline.Position {
	var last trace
	for _, t := range b.traces {
		like := func(f *analyzer.Finding) bool { return t.op == f.Evidence[0].Op && t.code == f.Evidence[0].Code }
		if t.nth > last.nth && slices.ContainsFunc(b.Causes, like) {
			last = t
		}
	}
	return last.pos
}

// bansOf lists the bans of whom a call comes from.
func (j *judgement) bansOf(c *timeline.Call) (bans []*Ban) {
	for _, p := range j.ledger.parties(c) {
		bans = append(bans, p.bans...)
	}
	if j.told != nil {
		bans = append(bans, j.told)
	}
	return bans
}

// banAt returns the last ban of whom a finding is about that had begun when it did; nil
// for none.
func (j *judgement) banAt(f *analyzer.Finding) (last *Ban) {
	for _, b := range j.bansOf(&f.Evidence[0]) {
		about := f.Rule.Scope != analyzer.PerBan || b.Code == f.Evidence[0].Code
		if about && b.First <= f.First && (last == nil || b.First >= last.First) {
			last = b
		}
	}
	return last
}

// causes lists, of the findings about whom the ban shut out, those whose limits were
// passed shortly before it, or, where there are none, those that were heading for it: an
// estimate may be too high.
func (b *Ban) causes(findings []*analyzer.Finding) (causes []*analyzer.Finding) {
	recent := b.recent()
	for _, severity := range []analyzer.Severity{analyzer.Error, analyzer.Warning} {
		for _, f := range findings {
			first := &f.Evidence[0]
			if severity == analyzer.Error && f.Passed != nil {
				first = f.Passed
			}
			if f.Severity == severity && !b.after(first) && f.Last >= recent {
				causes = append(causes, f)
			}
		}
		if causes != nil {
			return causes
		}
	}
	return nil
}
