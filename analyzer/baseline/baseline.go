// Package baseline keeps the findings that were there when a project began to be checked,
// so that only new ones fail.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/banlint/banlint/analyzer/report"
)

// A Baseline is a file of known findings. They are the same from recording to recording:
// nothing in it is a count, an id or a time.
type Baseline struct {
	Schema   int       `json:"schema"`
	Findings []Finding `json:"findings"`

	met map[Finding]bool
}

// A Finding is one that is known.
type Finding struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	Service     string `json:"service"`
	Reason      string `json:"reason"`   // a ban for another reason is another finding
	Severity    string `json:"severity"` // what is graver than this is news
}

// Of makes the baseline of a report. Findings that the configuration suppresses are not
// in it.
func Of(r *report.Report) *Baseline {
	b := &Baseline{Schema: 1, Findings: []Finding{}}
	for i := range r.Findings {
		if f := &r.Findings[i]; !f.Suppressed {
			b.Findings = append(b.Findings, Finding{f.Fingerprint, f.Rule, f.Service, f.Reason, f.Severity})
		}
	}
	slices.SortFunc(b.Findings, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Service, y.Service), cmp.Compare(x.Fingerprint, y.Fingerprint), cmp.Compare(x.Reason, y.Reason), cmp.Compare(x.Severity, y.Severity))
	})
	b.Findings = slices.Compact(b.Findings)
	return b
}

// Write writes the file.
func (b *Baseline) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(b)
}

// maxSize bounds a file.
const maxSize = 16 << 20

// Read reads a file.
func Read(file string) (*Baseline, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return nil, err
	}
	b := &Baseline{met: map[Finding]bool{}}
	switch err := decode(src, b); {
	case len(src) > maxSize:
		return nil, fmt.Errorf("%s: a baseline has at most %d bytes", file, maxSize)
	case err != nil:
		return nil, fmt.Errorf("%s: not a baseline: %w; write a new one with --write-baseline", file, err)
	case b.Schema != 1:
		return nil, fmt.Errorf("%s: not a baseline of schema 1; write a new one with --write-baseline", file)
	}
	return b, nil
}

func decode(src []byte, b *Baseline) error {
	dec := json.NewDecoder(bytes.NewReader(src))
	dec.DisallowUnknownFields()
	if err := dec.Decode(b); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows its end")
	}
	return nil
}

// Knows returns the suppression of a finding that is known and no graver than it was; nil
// for a new one.
func (b *Baseline) Knows(f *report.Finding) *report.Suppression {
	known := false
	for _, k := range b.Findings {
		if k.Fingerprint == f.Fingerprint && k.Rule == f.Rule && k.Reason == f.Reason {
			b.met[k] = true
			known = known || !report.Graver(f.Severity, k.Severity)
		}
	}
	if !known {
		return nil
	}
	return &report.Suppression{Kind: "baseline"}
}

// Gone returns how many of the known findings were not met again.
func (b *Baseline) Gone() int { return len(b.Findings) - len(b.met) }
