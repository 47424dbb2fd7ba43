package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer/service"
)

// A Style says how text is laid out.
type Style struct {
	Width int // columns; lines of the report are broken to fit
	Color bool
}

// Text writes the report for people: the verdict first, then a picture of the
// timeline, then the findings with evidence, limit, source and fix.
func Text(w io.Writer, r *Report, style Style) error {
	t := newTextWriter(w, r, style)
	t.line(0, t.bold(r.Headline()))
	t.inputs(r)
	t.verdicts(r)
	t.picture(&r.picture)
	for i := range r.Findings {
		if !r.Findings[i].Suppressed {
			t.finding(&r.Findings[i])
		}
	}
	t.suppressed(r)
	t.headroom(r)
	t.notes(r)
	return t.out.Flush()
}

// Headline is the verdict in one line.
func (r *Report) Headline() string {
	if r.Coverage.Calls == 0 {
		return fmt.Sprintf("Not judged: no call of a known captcha service among %s.", count(r.Coverage.Exchanges, "exchange"))
	}
	tight := ""
	if names := r.Tight(); names != nil {
		tight = fmt.Sprintf(" Less than %g%% is left of the limits of %s.", r.wanted*100, strings.Join(names, ", "))
	}
	return r.outcome() + "." + tight + " " + r.tally() + "."
}

// outcome is what there is to say first.
func (r *Report) outcome() string {
	banned, due, near := r.reasons("banned"), r.reasons("would-ban"), r.reasons("near")
	switch {
	case r.assumed():
		return "Banned, for a cause that is not in the recording; the answer is documented for " + banned
	case banned != "" && r.several():
		return "Banned, for one of these or more: " + banned
	case banned != "":
		return "Banned: " + banned
	case r.ban != "":
		return fmt.Sprintf("Banned: %s was answered; what for, neither it nor the recording tells", r.ban)
	case due != "" && r.estimated():
		return "Would be banned, by banlint's estimate: " + due
	case due != "":
		return "Would be banned: " + due
	case near != "":
		return "Near a ban: " + near + r.but() + r.unjudged()
	case r.reasons("clear") == "":
		return "Not judged: the recording shows too little of the calls"
	case r.unjudged() != "":
		return "No ban in sight as far as the recording shows" + r.but() + r.unjudged()
	default:
		return "No ban in sight" + r.but()
	}
}

// but names errors that earn no ban, where nothing else does.
func (r *Report) but() string {
	var names []string
	for _, f := range r.Findings {
		if f.Severity == "error" && !f.Suppressed && !slices.Contains(names, f.Rule) {
			names = append(names, f.Rule)
		}
	}
	if names == nil {
		return ""
	}
	return ", but there are errors: " + strings.Join(names, ", ")
}

// unjudged names the reasons that the recording cannot tell.
func (r *Report) unjudged() string {
	if unknown := r.reasons("unknown"); unknown != "" {
		return "; not judged: " + unknown
	}
	return ""
}

// several reports whether a ban that was seen may have had more than one reason.
func (r *Report) several() bool {
	return slices.ContainsFunc(r.Verdicts, func(v Verdict) bool { return v.among > 1 })
}

// estimated reports whether all bans that are due are so by estimates.
func (r *Report) estimated() bool {
	return !slices.ContainsFunc(r.Verdicts, func(v Verdict) bool { return v.State == "would-ban" && v.Basis != "estimated" })
}

// reasons lists the reasons that are in a state, by service.
func (r *Report) reasons(state string) string {
	var list strings.Builder
	last := ""
	for _, v := range r.Verdicts {
		switch {
		case v.State != state:
			continue
		case last == "":
		case v.title == last:
			list.WriteString(", ")
		default:
			list.WriteString(" at " + last + "; ")
		}
		list.WriteString(v.Reason)
		last = v.title
	}
	if last != "" {
		list.WriteString(" at " + last)
	}
	return list.String()
}

// assumed reports whether bans were seen and the cause of none.
func (r *Report) assumed() bool {
	assumed := false
	for _, v := range r.Verdicts {
		if v.State == "banned" && !v.assumed {
			return false
		}
		assumed = assumed || v.assumed
	}
	return assumed
}

func (r *Report) tally() string {
	parts := []string{count(r.Summary.Error, "error"), count(r.Summary.Warning, "warning"), fmt.Sprintf("%d info", r.Summary.Info)}
	if n := r.Summary.Suppressed; n > 0 {
		parts = append(parts, fmt.Sprintf("%d suppressed", n))
	}
	return strings.Join(append(parts, "in "+count(r.Coverage.Calls, "call")), ", ")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

type textWriter struct {
	out    *bufio.Writer
	style  Style
	places Places
}

func newTextWriter(w io.Writer, r *Report, style Style) *textWriter {
	return &textWriter{out: bufio.NewWriter(w), style: style, places: NewPlaces(r.Inputs)}
}

// part writes a heading.
func (t *textWriter) part(s string) { t.line(0, t.bold(s)) }

// maxInputs is how many inputs are listed. The JSON report lists all.
const maxInputs = 12

func (t *textWriter) inputs(r *Report) {
	for i, in := range r.Inputs {
		if i == maxInputs {
			t.line(2, t.dim(fmt.Sprintf("and %s more", count(len(r.Inputs)-maxInputs, "input"))))
			break
		}
		t.line(2, t.dim(in.sentence()))
	}
}

// sentence says what an input is.
func (in *Input) sentence() string {
	s := fmt.Sprintf("%s: %s (%s), %s, %s", in.Path, in.Format, in.Detected, count(in.Exchanges, "exchange"), count(in.Calls, "call"))
	if in.Skipped > 0 {
		s += fmt.Sprintf(", %d passed over", in.Skipped)
	}
	if !in.Complete {
		s += ", broke off"
	}
	return s
}

func (t *textWriter) verdicts(r *Report) {
	last := ""
	for _, v := range r.Verdicts {
		if v.Service != last {
			t.blank()
			t.line(0, v.title)
			last = v.Service
		}
		head := fmt.Sprintf("%-15s %s", v.Reason, t.state(v.State, words[v.State]))
		if s := t.sentence(v); s == "" {
			t.line(2, head)
		} else {
			t.hanging(2, head, 30, s)
		}
	}
	t.blank()
}

// words for the states of verdicts.
var words = map[string]string{
	"banned": "BANNED", "would-ban": "WOULD BAN", "near": "near", "unknown": "not judged", "clear": "clear",
}

// Word is the verdict's state as people read it.
func (v *Verdict) Word() string { return words[v.State] }

// sentence says of a verdict what the reader wants to know next.
func (t *textWriter) sentence(v Verdict) string {
	switch v.State {
	case "banned", "would-ban", "near":
		s := v.Why
		if v.State == "would-ban" && v.Basis == "estimated" {
			s += " (banlint's estimate)"
		}
		if v.By != nil {
			s += v.by() + t.places.Of(*v.By)
		}
		if v.At != "" {
			s += " at " + clock(v.At)
		}
		if v.Until != "" {
			s += "; until " + clock(v.Until) + " at the earliest"
		}
		return s
	case "clear":
		return ""
	default:
		return v.Why
	}
}

// by says what the request is that a verdict names.
func (v *Verdict) by() string {
	switch {
	case v.earned:
		return "; earned by "
	case v.State == "near":
		return "; "
	default:
		return "; first at "
	}
}

// clock is the time of day of a time in RFC 3339.
func clock(at string) string {
	if len(at) < 24 {
		return at
	}
	return at[11:23]
}

func (t *textWriter) picture(p *picture) {
	if p.step == 0 {
		return
	}
	first, last := p.first.String(), p.last.String()
	t.line(0, t.dim(fmt.Sprintf("%s to %s UTC, %s", first, clock(last), service.Span(p.last.Sub(p.first).Round(1e6)))))
	n := together(t.style.Width)
	for i := range p.lanes {
		if l := &p.lanes[i]; l.total > 0 {
			row := fmt.Sprintf("%-7s│%s│ %d", l.name, l.draw(n), l.total)
			if l.name == "errors" {
				row = t.color(red, row)
			}
			t.line(2, row)
		}
	}
	if ban := p.drawBan(n); strings.TrimRight(ban, " ") != "" {
		t.line(2, t.color(red, fmt.Sprintf("%-7s│%s│ %s", "ban", ban, p.legend())))
	}
	t.blank()
}

// maxShown is how much evidence of a finding is shown.
const maxShown = 3

func (t *textWriter) finding(f *Finding) {
	head := t.severity(f.Severity) + " " + t.bold(f.Rule)
	if f.Reason != "" {
		head += t.dim(" (" + f.Reason + ")")
	}
	t.line(0, head)
	t.hanging(2, "", 2, f.Message)
	t.field("who", f.who())
	if f.cause != "" {
		t.field("after", f.cause+", of which it is a consequence")
	}
	shown := f.Evidence[:min(len(f.Evidence), maxShown)]
	for i, e := range shown {
		label := ""
		if i == 0 {
			label = "where"
		}
		t.field(label, t.evidence(&e))
	}
	if more := f.Count - len(shown); more > 0 {
		s := fmt.Sprintf("and %d more", more)
		if f.Last != "" {
			s += " until " + clock(f.Last)
		}
		t.field("", s)
	}
	if f.Served != nil {
		t.field("but", "served: "+t.evidence(f.Served))
	}
	if f.Limit != nil {
		t.field(f.standard(), f.limit())
	}
	if f.here != "" {
		t.field("here", f.here)
	}
	if f.Fix != "" {
		t.field("fix", f.Fix)
	}
	t.blank()
}

// suppressed lists the findings that do not count, each in a line.
func (t *textWriter) suppressed(r *Report) {
	if r.Summary.Suppressed == 0 {
		return
	}
	t.part("Suppressed")
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Suppressed {
			t.hanging(2, t.dim(f.Severity+" "+f.Rule)+" ", 4, t.dim(f.Message+"; "+f.Suppression.String()))
		}
	}
	t.blank()
}

// String words why a finding is suppressed; nil gives no reason.
func (s *Suppression) String() string {
	switch {
	case s == nil:
		return "no reason given"
	case s.Kind == "baseline":
		return "known from the baseline"
	case s.Until != "":
		return fmt.Sprintf("%s (until %s)", s.Reason, s.Until)
	default:
		return s.Reason
	}
}

func (f *Finding) who() string {
	who := []string{f.title}
	for _, part := range []struct{ label, value string }{
		{"", f.Subject.Account}, {"task ", f.Subject.Task}, {"client ", f.Subject.Client}, {"", f.Subject.Proxy},
	} {
		if part.value != "" {
			who = append(who, part.label+part.value)
		}
	}
	return strings.Join(who, ", ")
}

func (t *textWriter) evidence(e *Evidence) string {
	s := t.places.Of(e.Position)
	if e.Time != "" {
		s += " " + clock(e.Time)
	}
	s += " " + e.Operation
	if e.Answer != "" {
		s += " → " + e.Answer
	}
	return s
}

// standard labels what the calls were held against: a figure, or a form.
func (f *Finding) standard() string {
	if f.Limit.Unit == "form" {
		return "wants"
	}
	return "limit"
}

// configured reports whether the user has set the limit: no document has it, and its source
// is a file.
func (l *Limit) configured() bool { return l.Basis == "configured" }

func (f *Finding) limit() string {
	s := fmt.Sprintf("%s, %s: %s", f.figure, f.Limit.Basis, f.Limit.Source)
	switch {
	case f.Limit.configured():
		return f.figure + ", set by " + f.Limit.Source
	case f.Limit.Basis == "estimated" && f.Limit.Unit == "form":
		return f.figure + "; that is banlint's own view, no document says it"
	case f.Limit.Basis == "estimated":
		s = fmt.Sprintf("%s, banlint's estimate: the document gives no figure (%s)", f.figure, f.Limit.Source)
	}
	return s + ", read " + f.Limit.Retrieved
}

func (t *textWriter) notes(r *Report) {
	for _, n := range r.Notes {
		t.hanging(0, t.color(cyan, "note")+" ", 5, n)
	}
	for _, w := range r.Warnings {
		t.hanging(0, t.color(yellow, "input")+" ", 6, t.places.Of(w.Position)+": "+w.folded())
	}
}
