package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/simulate"
)

// The settings and assumptions of the documents are those of the program.
func TestSimulateIsDocumented(t *testing.T) {
	inRoot(t)
	var settings, assumptions strings.Builder
	settings.WriteString("| setting | what the client does |\n|---|---|\n")
	for _, s := range simulate.Settings {
		fmt.Fprintf(&settings, "| `%s` | %s |\n", s, s.Title)
	}
	for _, a := range simulate.Assumptions {
		fmt.Fprintf(&assumptions, "- %s\n", a)
	}
	check(t, "docs/usage.md", "settings", settings.String())
	check(t, "docs/usage.md", "assumptions", assumptions.String())
}

// Settings that change nothing leave the report as it was, and the order of the
// arguments changes nothing either.
func TestSimulateIsDeterministic(t *testing.T) {
	a, b := filepath.Join(recordings, "mixed", "run.har"), filepath.Join(recordings, "never-ready", "run.ndjson")
	outputs := map[string]bool{}
	for _, args := range [][]string{{a, b}, {b, a}, {a, b, "--workers=1"}, {b, a, "--workers=7"}} {
		var stdout, stderr bytes.Buffer
		run(append([]string{"simulate", "--suggest", "-f", "json"}, args...), &stdout, &stderr)
		var lines []string
		for line := range strings.SplitSeq(stdout.String()+stderr.String(), "\n") {
			if !strings.Contains(line, `"command"`) { // which names the files as they were given
				lines = append(lines, line)
			}
		}
		outputs[strings.Join(lines, "\n")] = true
	}
	if len(outputs) != 1 {
		t.Errorf("%d different reports", len(outputs))
	}
}
