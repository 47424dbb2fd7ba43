package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
)

// New makes the report of a run.
func New(run Run) *Report {
	r := &Report{
		Schema: 1, Tool: run.Tool, Inputs: cleanInputs(run.Inputs), Coverage: run.Coverage, Warnings: cleanWarnings(run.Warnings),
		Notes: orEmpty(run.Notes), Verdicts: []Verdict{}, Findings: []Finding{}, Bans: []Ban{}, Headroom: []Headroom{}, wanted: run.Wanted, failOn: run.FailOn,
	}
	for _, v := range run.Judgement.Verdicts {
		r.Verdicts = append(r.Verdicts, newVerdict(v))
	}
	for _, b := range run.Judgement.Bans {
		r.Bans = append(r.Bans, newBan(b, run.Labels))
	}
	for i := range run.Analysis.Headroom {
		r.Headroom = append(r.Headroom, newHeadroom(&run.Analysis.Headroom[i], run.Labels))
	}
	place := map[*analyzer.Finding]int{} // from 1
	for i, f := range run.Analysis.Findings {
		place[f] = i + 1
	}
	for _, f := range run.Analysis.Findings {
		r.Findings = append(r.Findings, newFinding(f, run.Labels))
		if f.Cause != nil {
			last := &r.Findings[len(r.Findings)-1]
			last.Cause, last.cause = place[f.Cause], f.Cause.Rule.ID
		}
		if f.Rule.Scope == analyzer.PerBan && r.ban == "" {
			r.ban = escape.Text(f.Evidence[0].Code)
		}
	}
	r.sum()
	r.picture, r.seen = newPicture(run.Sketch, run.Judgement.Bans), run.Analysis.Services
	return r
}

func cleanInputs(list []Input) []Input {
	list = orEmpty(list)
	for i := range list {
		list[i].Path = escape.Name(list[i].Path)
	}
	return list
}

func cleanWarnings(list []Warning) []Warning {
	list = orEmpty(list)
	for i := range list {
		list[i].Path = escape.Name(list[i].Path)
		list[i].Message = escape.Text(list[i].Message)
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

func newVerdict(v verdict.Verdict) Verdict {
	out := Verdict{
		Service: v.Service.Name, Reason: string(v.Reason), State: string(v.State),
		At: v.At.String(), Until: v.Until.String(), Why: v.Why.Map(escape.Text), title: v.Service.Title, earned: v.Earned, assumed: v.Assumed, among: v.Among,
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
		Subject: newSubject(f.Subject, labels),
		Message: f.Message.Map(escape.Text), Fix: f.Fix.Map(escape.Text), Count: f.Count, Observed: round(f.Observed),
		First: f.First.String(), Last: f.Last.String(), Evidence: []Evidence{}, Fingerprint: fingerprint(f),
		about: f.Rule, title: f.Profile.Title, outcome: f.Rule.Outcome,
	}
	if f.Limit.ID != "" {
		out.Limit, out.figure = newLimit(f.Limit), f.Limit.Text()
	}
	if f.Unbanned != nil {
		served := newEvidence(f.Unbanned)
		out.Served = &served
	}
	for i := range f.Evidence {
		out.Evidence = append(out.Evidence, newEvidence(&f.Evidence[i]))
	}
	return out
}

func newSubject(s analyzer.Subject, labels timeline.Labels) Subject {
	return Subject{Account: labels.Key(s.Account), Task: s.Task.String(), Client: s.Client, Proxy: labels.Proxy(s.Proxy)}
}

func newBan(b *verdict.Ban, labels timeline.Labels) Ban {
	out := Ban{
		Service: b.Service.Name, Code: escape.Text(b.Code), Told: b.Told, Client: b.Subject.Client, Reasons: texts(b.Reasons), Documented: texts(b.Says.Earned),
		Began: b.Began.String(), Basis: b.Basis.String(), Last: b.Last.String(), Until: b.Until.String(), Lifted: b.Lifted,
		Wasted: b.Wasted, Restarts: b.Restarts, lasts: lang.Span(b.Says.Lasts), title: b.Service.Title, earned: b.Earned, assumed: b.Assumed,
		before: b.Before, said: b.Said,
	}
	switch {
	case b.Says.Account:
		out.Scope = "account"
	case b.Says.Subnet:
		out.Scope = "subnet"
	default:
		out.Scope = "address"
	}
	if b.Says.Account || !b.Seen() {
		out.Account = labels.Key(b.Subject.Account)
	}
	if b.By != (timeline.Position{}) {
		by := PositionOf(b.By)
		out.By = &by
	}
	if b.Straw != (timeline.Position{}) {
		straw := PositionOf(b.Straw)
		out.Straw = &straw
	}
	if b.Restarts > 0 && b.First.Add(b.Says.Lasts) < b.Until && b.Seen() {
		out.sooner = b.First.Add(b.Says.Lasts).String()
	}
	for _, r := range b.Reasons {
		if s := r.Mend(); s != "" && !b.Assumed {
			out.mends = append(out.mends, lang.T("%s%s.", lang.Doc(s), of(b, r, labels)))
		}
	}
	for _, f := range b.Causes {
		out.causes = append(out.causes, lang.T("%s: %s", string(f.Reason), f.Message.Map(escape.Text)))
	}
	return out
}

// of names whose the reason of a ban is, in brackets, where that is known.
func of(b *verdict.Ban, r service.Reason, labels timeline.Labels) string {
	for _, f := range b.Causes {
		name := labels.Key(f.Subject.Account)
		if r == service.BadProxy {
			name = labels.Proxy(f.Subject.Proxy)
		}
		if f.Reason == r && name != "" {
			return " (" + name + ")"
		}
	}
	return ""
}

func texts(reasons []service.Reason) []string {
	list := []string{}
	for _, r := range reasons {
		list = append(list, string(r))
	}
	return list
}

func newHeadroom(h *analyzer.Headroom, labels timeline.Labels) Headroom {
	subject := analyzer.Subject{Account: h.At.Key}
	switch h.Rule.Scope {
	case analyzer.PerTask:
		subject.Task = h.At.Task
	case analyzer.PerProxy:
		subject.Proxy = h.At.Proxy
	case analyzer.PerClient:
		subject = analyzer.Subject{Client: h.At.Client}
	}
	return Headroom{
		Service: h.Service, Rule: h.Rule.ID, Reason: string(h.Limit.Earns), Subject: newSubject(subject, labels),
		Used: round(h.Used), Left: round(h.Left()), Limit: newLimit(h.Limit), At: h.At.Start.String(), By: PositionOf(h.At.Pos),
		span: lang.Span(h.Limit.Span), counts: h.Counts(), perTask: h.Rule.Scope == analyzer.PerTask,
	}
}

// PositionOf makes a position fit to print.
func PositionOf(p timeline.Position) Position {
	return Position{escape.Name(p.Source), p.Entry, p.Line}
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
	if out.configured() {
		out.Source, out.Reason = escape.Name(out.Source), escape.Text(l.Because)
	}
	return out
}

func newEvidence(c *timeline.Call) Evidence {
	return Evidence{
		Position: PositionOf(c.Pos),
		Time:     c.Start.String(), Operation: c.Op.String(), Answer: Answer(c),
	}
}

// noAnswer stands for the answer where a recording shows that there was none.
const noAnswer = "no answer"

// Answer words what a call was answered with.
func Answer(c *timeline.Call) string {
	switch {
	case c.Code != "":
		return escape.Text(c.Code)
	case c.State != timeline.NoState:
		return c.State.String()
	case c.Status > 0:
		return "HTTP " + strconv.Itoa(int(c.Status))
	case c.Shows.Has(timeline.ShowsAnswer):
		return noAnswer
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
