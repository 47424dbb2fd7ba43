// Package analyzertest runs a rule over the timelines written for it.
package analyzertest

import (
	"os"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/script"
)

// Run checks that a rule finds in each timeline of a file what its want comments
// expect, and nothing else.
func Run(t *testing.T, rule *analyzer.Rule, file string) {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := script.Parse(file, string(src))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scripts {
		t.Run(s.Title, func(t *testing.T) { check(t, rule, s) })
	}
}

func check(t *testing.T, rule *analyzer.Rule, s *script.Script) {
	if bad := strings.HasPrefix(s.Title, "bad: "); bad != (len(s.Wants) > 0) {
		t.Fatal("a section is called good or bad, and only bad ones expect findings")
	}
	findings := s.Analyze(rule).Findings
	for _, f := range findings {
		if !wanted(s.Wants, f) {
			t.Errorf("line %d: unexpected %s: %s", line(f), f.Severity, f.Message)
		}
	}
	for _, w := range s.Wants {
		if !found(findings, w) {
			t.Errorf("line %d: no finding like %s %q", w.Line, w.Severity, w.Pattern)
		}
	}
}

// line is where a finding is expected: at the call that passed the limit, or else
// at the first of its calls.
func line(f *analyzer.Finding) int32 {
	if f.Passed != nil {
		return f.Passed.Pos.Line
	}
	return f.Evidence[0].Pos.Line
}

func wanted(wants []script.Want, f *analyzer.Finding) bool {
	for _, w := range wants {
		if matches(w, f) {
			return true
		}
	}
	return false
}

func found(findings []*analyzer.Finding, w script.Want) bool {
	for _, f := range findings {
		if matches(w, f) {
			return true
		}
	}
	return false
}

func matches(w script.Want, f *analyzer.Finding) bool {
	return w.Line == line(f) && w.Severity == f.Severity.String() && w.Pattern.MatchString(f.Message)
}
