package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/ruledoc"
	"github.com/banlint/banlint/analyzer/script"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/rules"
)

// TestReference keeps the generated documents as the program would write them.
func TestReference(t *testing.T) {
	inRoot(t)
	checkFile(t, "docs/errors.md", ruledoc.Errors(rules.All))
	checkFile(t, "docs/limits.md", ruledoc.Limits())
	checkFile(t, "docs/rules/README.md", ruledoc.Index(rules.All))
	pages := []string{"README.md"}
	for _, r := range rules.All {
		file := "rules/testdata/" + r.ID + ".timeline"
		timelines, err := script.Parse(file, read(t, file))
		if err != nil {
			t.Fatal(err)
		}
		checkFile(t, "docs/rules/"+r.ID+".md", ruledoc.Page(r, timelines))
		pages = append(pages, r.ID+".md")
	}
	noOther(t, "docs/rules", pages)
}

// checkFile compares a document with what it should say, and writes it with -update.
func checkFile(t *testing.T, file, want string) {
	t.Helper()
	if got, err := os.ReadFile(file); err == nil && string(got) == want {
		return
	}
	if !*update {
		t.Errorf("%s is not up to date: run the tests of cmd/banlint with -update", file)
		return
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// noOther finds the pages of rules that are no more.
func noOther(t *testing.T, dir string, known []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if slices.Contains(known, f.Name()) {
			continue
		}
		if !*update {
			t.Errorf("%s/%s is the page of no rule", dir, f.Name())
		} else if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
			t.Fatal(err)
		}
	}
}

// Every rule shows in its page what it finds, and finds nothing in its good example.
func TestExamples(t *testing.T) {
	inRoot(t)
	for _, r := range rules.All {
		file := "rules/testdata/" + r.ID + ".timeline"
		timelines, err := script.Parse(file, read(t, file))
		if err != nil {
			t.Fatal(err)
		}
		page := ruledoc.Page(r, timelines)
		_, after, bad := strings.Cut(page, "\n## What it finds\n")
		finds, passes, good := strings.Cut(after, "\n## What it lets pass\n")
		if !bad || !good || !strings.Contains(finds, "\n> **") || strings.Contains(passes, "\n> **") {
			t.Errorf("%s: the examples show the wrong findings, or none", r.ID)
		}
		if strings.Contains(page, "# want") {
			t.Errorf("%s: the page shows what its test expects", r.ID)
		}
	}
}

// A rule names only codes that there are, and every error that a client has to react
// to by more than a correction is watched by a rule.
func TestCodesOfRules(t *testing.T) {
	for _, r := range rules.All {
		for _, name := range r.Codes {
			if _, ok := service.CodeByName(name); !ok {
				t.Errorf("%s: no code is called %s", r.ID, name)
			}
		}
	}
	for _, c := range service.Codes {
		if c.Reaction() == "stop" || strings.HasPrefix(c.Reaction(), "stop ") {
			if len(ruledoc.Watching(rules.All, c)) == 0 {
				t.Errorf("no rule watches %s", c.Name)
			}
		}
	}
}
