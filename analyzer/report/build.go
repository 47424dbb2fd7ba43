package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
)

// New makes the report of a run.
func New(run Run) *Report {
	r := &Report{
		Schema: 1, Tool: run.Tool, Inputs: cleanInputs(run.Inputs), Coverage: run.Coverage, Warnings: cleanWarnings(run.Warnings),
		Notes: orEmpty(run.Notes), Verdicts: []Verdict{}, Findings: []Finding{}, Exit: run.Exit,
	}
	for _, v := range run.Verdicts {
		r.Verdicts = append(r.Verdicts, newVerdict(v))
	}
	for _, f := range run.Analysis.Findings {
		r.Findings = append(r.Findings, newFinding(f, run.Timeline.Labels))
		r.Summary.count(f.Severity)
		if f.Rule.Scope == analyzer.PerBan && r.ban == "" {
			r.ban = Clean(f.Evidence[0].Code)
		}
	}
	r.picture = newPicture(run.Timeline.Calls, run.Verdicts)
	return r
}

func cleanInputs(list []Input) []Input {
	list = orEmpty(list)
	for i := range list {
		list[i].Path = Name(list[i].Path)
	}
	return list
}

func cleanWarnings(list []Warning) []Warning {
	list = orEmpty(list)
	for i := range list {
		list[i].Path = Name(list[i].Path)
		list[i].Message = Clean(list[i].Message)
	}
	return list
}

// orEmpty makes JSON write [] instead of null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return slices.Clone(list)
}

func (s *Summary) count(severity analyzer.Severity) {
	switch severity {
	case analyzer.Error:
		s.Error++
	case analyzer.Warning:
		s.Warning++
	default:
		s.Info++
	}
}

func newVerdict(v verdict.Verdict) Verdict {
	out := Verdict{
		Service: v.Service.Name, Reason: string(v.Reason), State: string(v.State),
		At: v.At.String(), Until: v.Until.String(), Why: Clean(v.Why), title: v.Service.Title, earned: v.Earned, assumed: v.Assumed, among: v.Among,
	}
	if v.By != (timeline.Position{}) {
		by := PositionOf(v.By)
		out.By = &by
	}
	if v.State != verdict.Clear && v.State != verdict.Unknown {
		out.Basis = v.Basis.String()
	}
	return out
}

func newFinding(f *analyzer.Finding, labels timeline.Labels) Finding {
	out := Finding{
		Rule: f.Rule.ID, Severity: f.Severity.String(), Reason: string(f.Reason), Service: f.Service,
		Subject: Subject{
			Account: labels.Key(f.Subject.Account), Task: f.Subject.Task.String(),
			Client: f.Subject.Client, Proxy: labels.Proxy(f.Subject.Proxy),
		},
		Message: Clean(f.Message), Fix: Clean(f.Fix), Count: f.Count, Observed: round(f.Observed),
		First: f.First.String(), Last: f.Last.String(), Evidence: []Evidence{}, Fingerprint: fingerprint(f),
		title: service.ByName(f.Service).Title,
	}
	if f.Limit.ID != "" {
		out.Limit, out.figure = newLimit(f.Limit), f.Limit.String()
	}
	for i := range f.Evidence {
		out.Evidence = append(out.Evidence, newEvidence(&f.Evidence[i]))
	}
	return out
}

// PositionOf makes a position fit to print.
func PositionOf(p timeline.Position) Position {
	return Position{Name(p.Source), p.Entry, p.Line}
}

// round keeps milliseconds: a gap is not known better.
func round(x float64) float64 { return math.Round(x*1000) / 1000 }

func newLimit(l service.Limit) *Limit {
	out := &Limit{
		Most: l.Most(), Unit: l.Unit.String(),
		Basis: l.Basis.String(), Source: l.Source.URL, Retrieved: l.Source.Retrieved,
	}
	if l.Span > 0 {
		out.Span = service.Span(l.Span)
	}
	return out
}

func newEvidence(c *timeline.Call) Evidence {
	return Evidence{
		Position: PositionOf(c.Pos),
		Time:     c.Start.String(), Operation: c.Op.String(), Answer: Answer(c),
	}
}

// Answer words what a call was answered with.
func Answer(c *timeline.Call) string {
	switch {
	case c.Code != "":
		return Clean(c.Code)
	case c.State != timeline.NoState:
		return c.State.String()
	case c.Status > 0:
		return "HTTP " + strconv.Itoa(int(c.Status))
	case c.Shows.Has(timeline.ShowsAnswer):
		return "no answer"
	default:
		return ""
	}
}

// fingerprint identifies a finding from run to run: by the rule and the kind of
// subject, not by counts, ids and times, which are new in every recording.
func fingerprint(f *analyzer.Finding) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%s\n", f.Rule.ID, f.Service, f.Rule.Scope, f.Evidence[0].Op)
	return hex.EncodeToString(h.Sum(nil)[:8])
}
