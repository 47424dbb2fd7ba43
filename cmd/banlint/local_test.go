package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/config"
	"github.com/banlint/banlint/rules"
)

// blocks returns the blocks of a document that are in a language.
func blocks(t *testing.T, file, language string) (list []string) {
	t.Helper()
	for i, part := range strings.Split("\n"+read(t, file), "\n```") {
		if text, ok := strings.CutPrefix(part, language+"\n"); ok && i%2 == 1 {
			list = append(list, text+"\n")
		}
	}
	return list
}

// TestLocalRulesOfUsage tests the example of a local rule by the example of its test.
func TestLocalRulesOfUsage(t *testing.T) {
	inRoot(t)
	work := t.TempDir()
	local := blocks(t, "docs/usage.md", "yaml")[2]
	var timelines string
	for _, b := range blocks(t, "docs/usage.md", "") {
		if strings.HasPrefix(b, "== ") {
			timelines += b
		}
	}
	conf, file := filepath.Join(work, "local.yaml"), filepath.Join(work, "too-many-creates.timeline")
	for name, text := range map[string]string{conf: local, file: timelines} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr bytes.Buffer
	if code := run([]string{"test", "--config", conf, file}, &stdout, &stderr); code != exitFine || strings.Count(stdout.String(), "ok  ") != 2 {
		t.Errorf("exit status %d:\n%s%s", code, stdout.String(), stderr.String())
	}
}

// Without local rules the set is banlint's own list, so that they cost nothing.
func TestNoLocalRules(t *testing.T) {
	set := ruleSet(&config.Config{})
	if len(set) != len(rules.All) || &set[0] != &rules.All[0] {
		t.Errorf("%d rules, in another list", len(set))
	}
}
