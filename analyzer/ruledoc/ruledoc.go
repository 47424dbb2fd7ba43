// Package ruledoc writes the reference from what the program itself knows: the rules,
// their timelines, and the profiles of the services. Nothing in it is known twice.
package ruledoc

import (
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// Reasons lists the reasons for a ban that a rule guards against at any service, in
// the order of the vocabulary.
func Reasons(r *analyzer.Rule) (reasons []service.Reason) {
	for _, known := range service.Reasons {
		if slices.ContainsFunc(service.All, func(p *service.Profile) bool { return earnedAt(r, p, known.Reason) }) {
			reasons = append(reasons, known.Reason)
		}
	}
	return reasons
}

func earnedAt(r *analyzer.Rule, p *service.Profile, reason service.Reason) bool {
	l, ok := p.Limit(r.Limit)
	return ok && l.Earns == reason
}

// Watching lists the rules that look out for an error code.
func Watching(rules []*analyzer.Rule, code service.Code) (watching []*analyzer.Rule) {
	for _, r := range rules {
		if slices.Contains(r.Codes, code.Name) || slices.Contains(r.Answers, code.Class) && meets(r, code) {
			watching = append(watching, r)
		}
	}
	return watching
}

// meets reports whether a code is among the answers to the calls that a rule looks at, as
// far as documents say what it answers.
func meets(r *analyzer.Rule, code service.Code) bool {
	documented := false
	for _, p := range service.All {
		e, ok := p.Entry(code.Name)
		documented = documented || ok
		if ok && slices.ContainsFunc(r.About, func(op timeline.Operation) bool { return e.Answers(op) }) {
			return true
		}
	}
	return r.About == nil || !documented
}

// Earning lists the rules that find what the ban of an error code is documented for.
func Earning(rules []*analyzer.Rule, code service.Code) (earning []*analyzer.Rule) {
	for _, r := range rules {
		if slices.ContainsFunc(service.All, func(p *service.Profile) bool {
			ban, _ := p.Ban(code.Name)
			return slices.ContainsFunc(ban.Earned, func(reason service.Reason) bool { return earnedAt(r, p, reason) })
		}) {
			earning = append(earning, r)
		}
	}
	return earning
}

// codesOf lists the error codes that a rule looks out for.
func codesOf(r *analyzer.Rule) (codes []service.Code) {
	for _, c := range service.Codes {
		if len(Watching([]*analyzer.Rule{r}, c)) > 0 {
			codes = append(codes, c)
		}
	}
	return codes
}
