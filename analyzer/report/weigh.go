package report

import (
	"cmp"
	"slices"

	"github.com/banlint/banlint/analyzer/report/escape"
)

// Weigh gives findings the severity that weight returns for a rule and a severity of its
// own; those for which it is "" are taken out.
func (r *Report) Weigh(weight func(rule, severity string) string) {
	places := make([]int, len(r.Findings)+1) // new places in the list, by the old; 0 for none
	kept := r.Findings[:0]
	for i := range r.Findings {
		f := r.Findings[i]
		if f.Severity = weight(f.Rule, f.Severity); f.Severity == "" {
			continue
		}
		kept = append(kept, f)
		places[i+1] = len(kept)
	}
	r.Findings = kept
	for i := range r.Findings {
		r.Findings[i].Cause = places[r.Findings[i].Cause]
	}
	for i := range r.Headroom {
		h := &r.Headroom[i]
		h.accepted = h.accepted || weight(h.Rule, "error") == ""
	}
	r.sum()
}

// Suppress suppresses the findings for which why returns a reason.
func (r *Report) Suppress(why func(*Finding) *Suppression) {
	for i := range r.Findings {
		f := &r.Findings[i]
		if s := why(f); s != nil && !f.Suppressed {
			f.Suppressed, f.Suppression = true, s
			r.accept(f)
		}
	}
	r.sum()
}

// accept accepts as well that little is left of the limit of a suppressed finding.
func (r *Report) accept(f *Finding) {
	for i := range r.Headroom {
		h := &r.Headroom[i]
		h.accepted = h.accepted || h.Rule == f.Rule && h.Service == f.Service
	}
}

// sum counts the findings anew.
func (r *Report) sum() {
	r.Summary = Summary{}
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.Suppressed:
			r.Summary.Suppressed++
		case f.Severity == "error":
			r.Summary.Error++
		case f.Severity == "warning":
			r.Summary.Warning++
		default:
			r.Summary.Info++
		}
	}
}

// Fails reports whether a finding fails.
func (r *Report) Fails() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return r.fails(&f) })
}

// fails reports whether a finding counts, and is as grave as those that fail.
func (r *Report) fails(f *Finding) bool {
	least := slices.Index(severities, cmp.Or(r.failOn, "error"))
	return least >= 0 && !f.Suppressed && slices.Index(severities, f.Severity) >= least
}

// severities are those of findings, mildest first.
var severities = []string{"info", "warning", "error"}

// Graver reports whether one severity is graver than another.
func Graver(a, b string) bool { return slices.Index(severities, a) > slices.Index(severities, b) }

// Note adds a sentence about how the report was made.
func (r *Report) Note(s string) { r.Notes = append(r.Notes, escape.Text(s)) }
