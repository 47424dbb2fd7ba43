package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
)

// goldens lists the formats whose whole output is goldenOf, and what else must hold of it.
var goldens = []struct {
	format, ending string
	check          func(t *testing.T, text []byte)
}{
	{"sarif", "sarif", validSARIF},
	{"junit", "xml", validJUnit},
	{"gitlab", "json", validGitLab},
	{"github", "txt", validGitHub},
	{"markdown", "md", validMarkdown},
	{"html", "html", validHTML},
	{"csv", "csv", validCSV},
	{"jsonl", "jsonl", validJSONL},
}

// goldenOf are the recordings whose reports are kept.
var goldenOf = []string{"healthy", "never-ready", "mixed"}

// The reports of a few recordings read as those in testdata/golden; -update rewrites them.
func TestOutputs(t *testing.T) {
	t.Chdir(recordings)
	for _, g := range goldens {
		for _, name := range goldenOf {
			t.Run(g.format+"/"+name, func(t *testing.T) {
				text := written(t, g.format, filepath.Join(name, "run.har"))
				g.check(t, text)
				checkFile(t, filepath.Join("..", "golden", g.format, name+"."+g.ending), string(text))
			})
		}
	}
}

// written is the report on a recording in a format.
func written(t *testing.T, format, file string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	run([]string{"check", "-f", format, file}, &stdout, &stderr)
	if stderr.Len() > 0 {
		t.Fatal(stderr.String())
	}
	return stdout.Bytes()
}

// rendered is a report in a format.
func rendered(t *testing.T, format string, r *report.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writerOf(format)(&b, r, report.Style{Width: plainWidth}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// No format prints a raw key or proxy.
func TestOutputSecrets(t *testing.T) {
	hidden := secrets(t)
	for _, format := range outputNames() {
		text := string(written(t, format, filepath.Join(recordings, "mixed", "run.ndjson")))
		for _, secret := range hidden {
			if strings.Contains(text, secret) {
				t.Fatalf("%s: a secret was printed", format)
			}
		}
	}
}

// hostile is a report of what a recording may be full of.
func hostile() *report.Report {
	at := report.Position{Path: "a b:c/ü%41?#<é>&.har", Entry: 3}
	finding := report.Finding{
		Rule: "task-poll-limit", Severity: "error", Reason: "WrongTaskId", Service: "capmonster",
		Message: lang.T("%s", escape.Text("a {0} [link](1) <b>&\"'\x00\x1b]]>\u202e\xff")), Fix: lang.T("none"), Count: 1, Fingerprint: "00",
		Evidence: []report.Evidence{{Position: at, Time: "2026-11-24T14:49:38.053Z", Operation: "getTaskResult", Answer: "]]>\u0001"}},
	}
	baseline, warning := finding, finding
	baseline.Suppressed, baseline.Suppression = true, &report.Suppression{Kind: "baseline"}
	warning.Rule, warning.Severity = "poll-interval-short", "warning"
	accepted := warning
	accepted.Suppressed = true
	accepted.Suppression = &report.Suppression{Kind: "configuration", Reason: "we know", Until: "2026-12-31"}
	return &report.Report{
		Tool:     report.Tool{Name: "banlint", Version: "0"},
		Coverage: report.Coverage{Calls: 1},
		Warnings: []report.Warning{{Position: at, Message: "cut", Count: 2}, {Message: "lost"}},
		Verdicts: []report.Verdict{
			{Service: "capmonster", Reason: "WrongTaskId", State: "would-ban", Why: lang.T("a limit was passed")},
			{Service: "capmonster", Reason: "BadProxy", State: "unknown", Why: lang.T("no bodies")},
			{Service: "capmonster", Reason: "ZeroBalance", State: "near", Why: lang.T("9 of 10")},
			{Service: "capmonster", Reason: "RequestBurst", State: "clear"},
		},
		Findings: []report.Finding{finding, finding, baseline, warning, accepted},
		Exit:     3,
	}
}

// documented reports whether an address is of the pages that limits come from.
func documented(address string) bool {
	pages := []string{"https://docs.capmonster.cloud/", "https://anti-captcha.com/apidoc", "https://2captcha.com/", "https://docs.capsolver.com/", "https://github.com/2captcha/", "https://github.com/anti-captcha/"}
	return slices.ContainsFunc(pages, func(page string) bool { return strings.HasPrefix(address, page) })
}
