package analyzer

import (
	"slices"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A plan is the rules as they apply to the calls to one service, and the subjects of
// these calls.
type plan struct {
	profile *service.Profile
	seen    *Seen
	scopes  [scopeCount]scopeState
	rows    [kinds]*row          // by kind of call, made when the first of its kind comes
	flawed  [maxFlaws][]*applied // by flaw: the rules about it
}

// maxFlaws is how many flaws there can be.
const maxFlaws = 64

// scopeState is what belongs to one scope.
type scopeState struct {
	plan   *plan
	scope  Scope
	rules  []*applied
	enders []*applied // of these, those whose shared checkers are Enders
	crowd  crowd
	awake  int              // passes whose rules follow their subjects
	due    timeline.Instant // when it is to be swept again
}

// applied is a rule with the figure that it holds calls against.
type applied struct {
	rule   *Rule
	limit  service.Limit
	scope  *scopeState
	shared Checker // of a rule that has none for each subject
	lent   Pass    // of the shared checker, lent to a subject that has nothing to remember
	room   *room   // what was used of the limit; nil before
}

// room is the headroom of a limit while it is counted.
type room struct {
	Headroom
	at Kept
}

// newPlan makes the plan of a service. A rule whose limit the service does not have
// is not applicable, which is not the same as passed.
func (e *Engine) newPlan(profile *service.Profile) *plan {
	p := &plan{profile: profile, seen: &Seen{Profile: profile}}
	for i := range p.scopes {
		p.scopes[i] = scopeState{plan: p, scope: Scope(i), crowd: newCrowd(Scope(i), profile)}
	}
	for _, rule := range e.rules {
		l, ok := rule.figure(profile)
		if !ok {
			continue
		}
		a := &applied{rule: rule, limit: l, scope: &p.scopes[rule.Scope]}
		if rule.Shared {
			if a.shared = rule.New(profile, l); a.shared == nil {
				continue
			}
			a.lent = Pass{applied: a, engine: e, limit: &a.limit, checker: a.shared}
		}
		p.add(a)
	}
	return p
}

func (p *plan) add(a *applied) {
	a.scope.rules = append(a.scope.rules, a)
	if _, ok := a.shared.(Ender); ok {
		a.scope.enders = append(a.scope.enders, a)
	}
	for flaw := range p.flawed {
		if a.rule.Heed.Flaws.Has(timeline.Flaw(flaw)) {
			p.flawed[flaw] = append(p.flawed[flaw], a)
		}
	}
}

// Calls are of one kind where no rule tells them apart before it looks at them.
const (
	answers = int(timeline.OtherError) + 1
	states  = int(timeline.Ready) + 1
	kinds   = int(timeline.Operations) * answers * states * 8
)

// kindOf numbers the kinds.
func kindOf(c *timeline.Call) int {
	kind := int(c.Op)
	kind = kind*answers + int(c.Class)
	kind = kind*states + int(c.State)
	kind *= 8
	if c.Also > 0 {
		kind += 4
	}
	if troubled(c) {
		kind += 2
	}
	if c.Key.IsZero() {
		kind++
	}
	return kind
}

// A row is whom calls of one kind concern, scope by scope.
type row []heeding

// A heeding is the rules of one scope that look at calls of one kind.
type heeding struct {
	scope     *scopeState
	begins    bool       // such a call may be the first of its subject
	rules     []*applied // that are shown all calls of the kind
	told      []*applied // that are shown those of a task whose client was told what to do
	followers []*applied // that are shown those of a subject that they have met
}

// row returns whom a call may concern. In scopes where no rule heeds such calls nobody
// is looked up.
func (p *plan) row(c *timeline.Call) row {
	kind := &p.rows[kindOf(c)]
	if *kind == nil {
		made := p.newRow(c)
		*kind = &made
	}
	return **kind
}

func (p *plan) newRow(c *timeline.Call) (r row) {
	for i := range p.scopes {
		h := heeding{scope: &p.scopes[i]}
		for _, a := range h.scope.rules {
			switch {
			case !a.rule.concerns(c):
			case a.rule.Heed.Told:
				h.told = append(h.told, a)
			case a.rule.Heed.admits(c):
				h.rules = append(h.rules, a)
			case a.rule.Follows:
				h.followers = append(h.followers, a)
			}
		}
		tells := h.scope.scope == PerTask && len(h.scope.rules) > 0 && ofTask(c.Op)
		h.begins = len(h.rules) > 0 || tells
		if h.begins || len(h.followers) > 0 {
			r = append(r, h)
		}
	}
	return r
}

// ofTask reports whether calls of an operation are part of the story of a task.
func ofTask(op timeline.Operation) bool {
	return op == timeline.CreateTask || op == timeline.GetTaskResult || op == timeline.Report
}

// concerns reports whether the rule looks at calls of the operation, or at what one
// more task makes of them.
func (r *Rule) concerns(c *timeline.Call) bool {
	return (c.Also == 0 || r.EachTask || r.Scope == PerTask) && (r.About == nil || slices.Contains(r.About, c.Op))
}
