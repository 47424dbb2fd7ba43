// Package analyzertest runs a rule over the timelines written for it.
package analyzertest

import (
	"os"
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
	for _, m := range s.Test(rule) {
		t.Errorf("line %d: %s", m.Line, m.Text)
	}
}
