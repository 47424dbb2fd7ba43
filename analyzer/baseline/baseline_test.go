package baseline

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/banlint/banlint/analyzer/report"
)

// known is a baseline, once written and read, with one finding.
func known(t *testing.T, f report.Finding) *Baseline {
	t.Helper()
	var b bytes.Buffer
	if err := Of(&report.Report{Findings: []report.Finding{f, f}}).Write(&b); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "known.json")
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	read, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestKnows(t *testing.T) {
	old := report.Finding{Rule: "r", Service: "s", Reason: "ZeroBalance", Severity: "warning", Fingerprint: "1", Count: 7}
	for _, test := range []struct {
		name   string
		change func(*report.Finding)
		known  bool
		gone   int
	}{
		{"the same, more often", func(f *report.Finding) { f.Count = 9 }, true, 0},
		{"milder", func(f *report.Finding) { f.Severity = "info" }, true, 0},
		{"graver", func(f *report.Finding) { f.Severity = "error" }, false, 0},
		{"of another endpoint", func(f *report.Finding) { f.Fingerprint = "2" }, false, 1},
		{"for another ban", func(f *report.Finding) { f.Reason = "BadProxy" }, false, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, f := known(t, old), old
			test.change(&f)
			if got := b.Knows(&f) != nil; got != test.known {
				t.Errorf("known: %v", got)
			}
			if b.Gone() != test.gone {
				t.Errorf("%d gone, want %d", b.Gone(), test.gone)
			}
		})
	}
}

func TestSuppressedFindingsAreNotKept(t *testing.T) {
	if b := Of(&report.Report{Findings: []report.Finding{{Rule: "r", Suppressed: true}}}); len(b.Findings) != 0 {
		t.Errorf("got %v", b.Findings)
	}
}

func TestRead(t *testing.T) {
	for _, src := range []string{"", "{}", "[]", `{"schema":2,"findings":[]}`, `{"schema":1,"findings":[]} x`, `{"schema":1,"log":1}`} {
		file := filepath.Join(t.TempDir(), "b.json")
		if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(file); err == nil {
			t.Errorf("%q was taken for a baseline", src)
		}
	}
}
