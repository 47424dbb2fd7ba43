package main

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/baseline"
	"github.com/banlint/banlint/analyzer/config"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
)

// A policy says which findings of a report count, and for how much.
type policy struct {
	config *config.Config
	known  *baseline.Baseline // nil for none
	file   string             // of the baseline
	today  time.Time
	used   map[*config.Suppression]bool
}

func (c *checkCmd) policy(conf *config.Config) (*policy, error) {
	p := &policy{config: conf, today: time.Now(), used: map[*config.Suppression]bool{}}
	if c.WriteBaseline != "" || c.NoBaseline {
		return p, nil
	}
	if p.file = cmp.Or(c.Baseline, conf.Baseline); p.file == "" {
		return p, nil
	}
	var err error
	if p.known, err = baseline.Read(p.file); err != nil {
		return nil, fmt.Errorf("--baseline: %w", err)
	}
	return p, nil
}

// apply applies the policy to a report, and notes in it what the project should look at.
func (p *policy) apply(r *report.Report) {
	r.Weigh(p.weight)
	r.Suppress(p.suppression)
	if p.known != nil {
		r.Suppress(p.known.Knows)
		if n := p.known.Gone(); n > 0 {
			r.Note(fmt.Sprintf("%s: %d of its findings did not come again; write it anew with --write-baseline.", p.file, n))
		}
	}
	p.note(r)
}

// weight is the severity that the configuration gives to a finding of a rule; "" where its rule is
// off.
func (p *policy) weight(rule, severity string) string {
	switch s := p.config.Rules[rule]; s {
	case "":
		return severity
	case "off":
		return ""
	default:
		return s
	}
}

// suppression returns the first suppression of a finding that is in force; nil for none.
func (p *policy) suppression(f *report.Finding) (first *report.Suppression) {
	for _, s := range p.config.Suppressions {
		if !matches(s, f) {
			continue
		}
		p.used[s] = true
		if first == nil && !s.Expired(p.today) {
			first = &report.Suppression{Kind: "configuration", Reason: escape.Text(s.Reason), Until: s.Until}
		}
	}
	return first
}

func matches(s *config.Suppression, f *report.Finding) bool {
	operation, where := "", ""
	if len(f.Evidence) > 0 {
		operation, where = f.Evidence[0].Operation, f.Evidence[0].Path
	}
	return s.Rule == f.Rule && equal(s.Service, f.Service) && equal(s.Operation, operation) &&
		equal(s.Fingerprint, f.Fingerprint) && (s.Path == "" || fits(s.Path, where))
}

// equal reports whether a value is the wanted one; "" wants any.
func equal(want, value string) bool { return want == "" || want == value }

// fits reports whether a path, or its base name, fits a pattern.
func fits(pattern, name string) bool {
	name = filepath.ToSlash(name)
	whole, _ := path.Match(pattern, name)
	base, _ := path.Match(pattern, path.Base(name))
	return whole || base
}

// note says which rules are off, and which suppressions are over or match nothing.
func (p *policy) note(r *report.Report) {
	if off := p.off(); off != "" {
		r.Note(p.config.File + " turns off: " + off + ".")
	}
	for _, s := range p.config.Suppressions {
		at := fmt.Sprintf("%s:%d: the suppression of %s", p.config.File, s.Line, s.Rule)
		switch {
		case s.Expired(p.today):
			r.Note(at + " ended on " + s.Until + "; mend the fault, or give it another day.")
		case !p.used[s]:
			r.Note(at + " matched nothing; take it out.")
		}
	}
}

// off lists the rules that are turned off.
func (p *policy) off() string {
	var off []string
	for _, r := range ruleSet(p.config) {
		if p.config.Rules[r.ID] == "off" {
			off = append(off, r.ID)
		}
	}
	return strings.Join(off, ", ")
}

// writeBaseline makes the findings of a report known ones.
func writeBaseline(file string, r *report.Report) error {
	known := baseline.Of(r)
	if err := writeFile(file, func(w io.Writer) error { return known.Write(w) }); err != nil {
		return fmt.Errorf("--write-baseline: %w", err)
	}
	r.Suppress(func(*report.Finding) *report.Suppression { return &report.Suppression{Kind: "baseline"} })
	r.Note(fmt.Sprintf("%d known findings were written to %s.", len(known.Findings), escape.Name(file)))
	return nil
}
