package rules

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/analyzertest"
	"github.com/banlint/banlint/analyzer/service"
)

func TestTimelines(t *testing.T) {
	for _, rule := range All {
		t.Run(rule.ID, func(t *testing.T) {
			analyzertest.Run(t, rule, filepath.Join("testdata", rule.ID+".timeline"))
		})
	}
}

// A rule can be told from its file, and every timeline belongs to a rule.
func TestFiles(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.timeline"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(All) {
		t.Errorf("%d files of timelines for %d rules", len(files), len(All))
	}
	for _, rule := range All {
		name := strings.ReplaceAll(rule.ID, "-", "_") + ".go"
		if _, err := os.Stat(name); err != nil {
			t.Errorf("rule %s is not in %s", rule.ID, name)
		}
	}
}

func TestMetadata(t *testing.T) {
	id := regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, rule := range All {
		t.Run(rule.ID, func(t *testing.T) {
			if !id.MatchString(rule.ID) || seen[rule.ID] {
				t.Error("an id is unique and in kebab case")
			}
			seen[rule.ID] = true
			if rule.Title == "" || strings.HasSuffix(rule.Title, ".") {
				t.Error("a title is one line without a full stop")
			}
			if rule.Why == "" || !strings.HasSuffix(rule.Why, ".") || rule.Fix == "" || !strings.HasSuffix(rule.Fix, ".") {
				t.Error("why and fix are sentences")
			}
			if rule.Severity == 0 || rule.New == nil || rule.Say == nil {
				t.Error("a rule has a severity, a checker and words")
			}
		})
	}
}

// Every figure that a rule holds calls against has a source or is marked as an
// estimate.
func TestLimitsHaveSources(t *testing.T) {
	for _, rule := range All {
		if rule.Limit == "" {
			continue
		}
		found := false
		for _, p := range service.All {
			if l, ok := p.Limit(rule.Limit); ok {
				found = true
				if l.Source.URL == "" || l.Source.Retrieved == "" || l.Bounds == "" {
					t.Errorf("%s at %s: the limit has no source", rule.ID, p.Name)
				}
			}
		}
		if !found {
			t.Errorf("%s: no service has its limit", rule.ID)
		}
	}
}
