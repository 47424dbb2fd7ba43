package script

import (
	"fmt"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer"
)

// A Mistake is a place where a rule finds something else than its script expects.
type Mistake struct {
	Line int32
	Text string
}

// Test runs a rule over the script, and returns where it does not find what the want
// comments expect, or finds something else.
func (s *Script) Test(rule *analyzer.Rule) (mistakes []Mistake) {
	if bad := strings.HasPrefix(s.Title, "bad: "); bad != (len(s.Wants) > 0) {
		return []Mistake{{s.Line, "a section is called good or bad, and only bad ones expect findings"}}
	}
	findings := s.Analyze(rule).Findings
	for _, f := range findings {
		if !slices.ContainsFunc(s.Wants, func(w Want) bool { return w.matches(f) }) {
			mistakes = append(mistakes, Mistake{line(f), fmt.Sprintf("unexpected %s: %s", f.Severity, f.Message)})
		}
	}
	for _, w := range s.Wants {
		if !slices.ContainsFunc(findings, w.matches) {
			mistakes = append(mistakes, Mistake{w.Line, fmt.Sprintf("no finding like %s %q", w.Severity, w.Pattern)})
		}
	}
	return mistakes
}

func (w *Want) matches(f *analyzer.Finding) bool {
	return w.Line == line(f) && w.Severity == f.Severity.String() && w.Pattern.MatchString(f.Message.String())
}

// line is where a finding is expected: at the call that passed the limit, or else
// at the first of its calls.
func line(f *analyzer.Finding) int32 {
	if f.Passed != nil {
		return f.Passed.Pos.Line
	}
	return f.Evidence[0].Pos.Line
}
