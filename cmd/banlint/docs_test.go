package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/banlint/banlint/rules"
)

var update = flag.Bool("update", false, "write what the documents and goldens should say")

// TestReadme keeps those parts of the README true that the program knows itself.
func TestReadme(t *testing.T) {
	inRoot(t)
	check(t, "README.md", "output", "```\n"+output(t, "check", "testdata/recordings/never-ready/run.har")+"```\n")
	check(t, "README.md", "rules", rulesTable())
	check(t, "README.md", "formats", formatsTable())
}

// TestReadmeCommands runs every command line of the README that calls the program.
func TestReadmeCommands(t *testing.T) {
	inRoot(t)
	commands := regexp.MustCompile("(?:`|```sh\n)banlint ([^`\n]+)").FindAllStringSubmatch(read(t, "README.md"), -1)
	if len(commands) < 4 {
		t.Fatalf("only %d commands found", len(commands))
	}
	for _, m := range commands {
		args := strings.Fields(strings.NewReplacer("recordings/", "testdata/recordings/healthy", "FILE", "testdata/recordings/healthy/run.har", "RULE", "task-poll-limit",
			"OLD", "testdata/recordings/healthy/run.har", "NEW", "testdata/recordings/mixed/run.har",
			"banlint.txt", t.TempDir()+"/banlint.txt").Replace(m[1]))
		var stdout, stderr bytes.Buffer
		if code := run(args, &stdout, &stderr); code == exitUsage {
			t.Errorf("banlint %s: %s", m[1], stderr.String())
		}
	}
}

// inRoot makes the repository's root the working directory, as the README wants it.
func inRoot(t *testing.T) {
	t.Helper()
	t.Chdir("../..")
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// check compares the part of a document between two marks with what it should
// say, and writes it with -update.
func check(t *testing.T, file, mark, want string) {
	t.Helper()
	text := read(t, file)
	begin, end := "<!-- "+mark+" -->\n", "<!-- /"+mark+" -->\n"
	before, rest, found := strings.Cut(text, begin)
	got, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no part marked %q", file, mark)
	}
	if got == want {
		return
	}
	if !*update {
		t.Errorf("%s, %s: run the tests of cmd/banlint with -update\n--- is\n%s--- should be\n%s", file, mark, got, want)
		return
	}
	if err := os.WriteFile(file, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func output(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	run(args, &stdout, &stderr)
	if stderr.Len() > 0 {
		t.Fatal(stderr.String())
	}
	return stdout.String()
}

// rulesTable lists the rules about bans.
func rulesTable() string {
	var b strings.Builder
	b.WriteString("| rule | per | ban reason | what it finds |\n|---|---|---|---|\n")
	for _, r := range rules.All {
		row := newRuleRow(r)
		if len(row.Reasons) == 0 && !r.Outcome {
			continue
		}
		fmt.Fprintf(&b, "| [`%s`](docs/rules/%s.md) | %s | %s | %s |\n", row.ID, row.ID, row.Scope, strings.Join(row.Reasons, ", "), row.Title)
	}
	b.WriteString("\nand others about what wastes money or is refused: [all rules](docs/rules/README.md).\n")
	return b.String()
}

func formatsTable() string {
	var b strings.Builder
	b.WriteString("| `--from` | recording |\n|---|---|\n")
	for _, f := range formats {
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.Name, f.Title)
	}
	return b.String()
}

// factsTable says what recordings of each format can show.
func factsTable() string {
	var b strings.Builder
	b.WriteString("| `--from` | recording | time | request body | answer's body | what can be judged | remarks |\n|---|---|---|---|---|---|---|\n")
	for _, f := range formats {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", f.Name, f.Title, f.Shows.Times, f.Shows.Request, f.Shows.Response, tells(f), f.Shows.Remarks)
	}
	return b.String()
}

func TestFormatsAreDocumented(t *testing.T) {
	inRoot(t)
	check(t, "docs/formats.md", "formats", factsTable())
	for _, f := range formats {
		if f.Shows.Times == "" || f.Shows.Request == "" || f.Shows.Response == "" {
			t.Errorf("%s does not say what it shows", f.Name)
		}
	}
}

func TestOutputsAreDocumented(t *testing.T) {
	inRoot(t)
	page := read(t, "docs/outputs.md")
	for _, name := range outputNames() {
		if !strings.Contains(page, "| `"+name+"` |") {
			t.Errorf("docs/outputs.md has no line for %s", name)
		}
	}
}

func TestReasonsAreDocumented(t *testing.T) {
	inRoot(t)
	page := read(t, "docs/usage.md")
	for _, name := range reasonNames() {
		if !strings.Contains(page, "| `"+name+"` |") {
			t.Errorf("docs/usage.md has no line for %s", name)
		}
	}
}
