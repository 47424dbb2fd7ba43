package main

import (
	"bytes"
	"encoding/json"
	"path"
	"slices"
	"testing"
)

// codeQuality is what GitLab documents of a Code Quality report.
type codeQuality []struct {
	Description string `json:"description"`
	CheckName   string `json:"check_name"`
	Fingerprint string `json:"fingerprint"`
	Severity    string `json:"severity"`
	Location    struct {
		Path  string `json:"path"`
		Lines struct {
			Begin int `json:"begin"`
		} `json:"lines"`
	} `json:"location"`
}

func readGitLab(t *testing.T, text []byte) (issues codeQuality) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&issues); err != nil {
		t.Fatal(err)
	}
	return issues
}

func validGitLab(t *testing.T, text []byte) {
	t.Helper()
	if text[0] != '[' {
		t.Errorf("not a list: %s", text)
	}
	seen := map[string]bool{}
	for _, i := range readGitLab(t, text) {
		if i.Fingerprint == "" || seen[i.Fingerprint] {
			t.Errorf("fingerprint %q is none or not the only one", i.Fingerprint)
		}
		seen[i.Fingerprint] = true
		if !slices.Contains([]string{"info", "minor", "major", "critical", "blocker"}, i.Severity) {
			t.Errorf("severity %q", i.Severity)
		}
		if i.Description == "" || i.CheckName == "" || i.Location.Lines.Begin < 1 || i.Location.Path != path.Clean(i.Location.Path) {
			t.Errorf("incomplete: %+v", i)
		}
	}
}

// Equal findings are told apart, and suppressed ones left out.
func TestGitLab(t *testing.T) {
	text := rendered(t, "gitlab", hostile())
	validGitLab(t, text)
	issues := readGitLab(t, text)
	if len(issues) != 3 || issues[0].Fingerprint != "00" {
		t.Errorf("%d issues, want 3, the first with its own fingerprint: %s", len(issues), text)
	}
	if got, want := issues[0].Location.Path, "a b:c/ü%41?#<é>&.har"; got != want {
		t.Errorf("path %s, want %s", got, want)
	}
	if issues[0].Severity != "critical" || issues[2].Severity != "minor" {
		t.Errorf("severities %s and %s", issues[0].Severity, issues[2].Severity)
	}
}
