package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"path/filepath"
)

// An issue is an entry of a report for GitLab's Code Quality; the names are GitLab's.
type issue struct {
	Description string        `json:"description"`
	CheckName   string        `json:"check_name"`
	Fingerprint string        `json:"fingerprint"`
	Severity    string        `json:"severity"`
	Location    issueLocation `json:"location"`
}

type issueLocation struct {
	Path  string     `json:"path"`
	Lines issueLines `json:"lines"`
}

type issueLines struct {
	Begin int32 `json:"begin"`
}

// GitLab writes the findings that are not suppressed as a report for Code Quality.
func GitLab(w io.Writer, r *Report) error {
	issues := []issue{}
	seen := map[string]int{}
	for i := range r.Findings {
		if f := &r.Findings[i]; !f.Suppressed {
			seen[f.Fingerprint]++
			issues = append(issues, f.issue(seen[f.Fingerprint]))
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(issues)
}

// issue writes the nth finding of its fingerprint.
func (f *Finding) issue(nth int) issue {
	var at Position
	if len(f.Evidence) > 0 {
		at = f.Evidence[0].Position
	}
	return issue{
		Description: f.advice(), CheckName: f.Rule, Fingerprint: numbered(f.Fingerprint, nth), Severity: f.urgency(),
		Location: issueLocation{path.Clean(filepath.ToSlash(at.Path)), issueLines{at.someLine()}},
	}
}

// numbered tells equal fingerprints apart: GitLab takes one entry of each. The first
// stays what it is, so that a second one changes nothing for it.
func numbered(fingerprint string, nth int) string {
	if nth == 1 {
		return fingerprint
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d\n", fingerprint, nth))
	return hex.EncodeToString(sum[:8])
}

// urgency is the severity in GitLab's words: an error that earns a ban is worse than
// one that does not.
func (f *Finding) urgency() string {
	switch {
	case f.Severity == "error" && f.Reason != "":
		return "critical"
	case f.Severity == "error":
		return "major"
	case f.Severity == "warning":
		return "minor"
	default:
		return "info"
	}
}
