package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/report"
)

const corpusGolden = "../../testdata/golden/corpus.txt"

// TestCorpus reads every file that other producers made, and says of each what it was taken for
// and what came out, or why it was refused.
func TestCorpus(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "corpus")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the corpus is not here")
	}
	var table strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) == ".md" {
			return err
		}
		name, err := filepath.Rel(dir, path)
		fmt.Fprintf(&table, "%s: %s\n", filepath.ToSlash(name), taken(t, path))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(corpusGolden, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, want := strings.Split(table.String(), "\n"), strings.Split(read(t, corpusGolden), "\n")
	if len(got) != len(want) {
		t.Errorf("%d files, and %d in the table: run with -update", len(got)-1, len(want)-1)
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("\n got %s\nwant %s", got[i], want[i])
		}
	}
}

// taken says what a file was taken for.
func taken(t *testing.T, path string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if run([]string{"check", "--no-config", "-f", "json", path}, &stdout, &stderr) == exitUsage {
		_, reason, _ := strings.Cut(stderr.String(), filepath.Base(path)+": ")
		reason, _, _ = strings.Cut(reason, ";")
		return "refused: " + strings.TrimSpace(reason)
	}
	var r report.Report
	if err := json.Unmarshal(stdout.Bytes(), &r); err != nil {
		t.Fatalf("%s: %v, %s", path, err, stderr.String())
	}
	in := r.Inputs[0]
	said := fmt.Sprintf("%s, %d exchanges, %d calls", in.Format, in.Exchanges, in.Calls)
	if in.Skipped > 0 {
		said += fmt.Sprintf(", %d passed over", in.Skipped)
	}
	return said
}
