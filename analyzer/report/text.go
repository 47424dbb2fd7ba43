package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer/lang"
)

// A Style says how text is laid out.
type Style struct {
	Width int // columns; lines of the report are broken to fit
	Color bool
	Lang  lang.Language
}

// Text writes the report for people: the verdict first, then a picture of the
// timeline, then the findings with evidence, limit, source and fix.
func Text(w io.Writer, r *Report, style Style) error {
	t := newTextWriter(w, r, style)
	t.line(0, t.bold(t.say(r.Headline())))
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
func (r *Report) Headline() lang.Text {
	if r.Coverage.Calls == 0 {
		return lang.T("Not judged: no call of a known captcha service among %s.", lang.Count(r.Coverage.Exchanges, "exchange"))
	}
	var tight lang.Text
	if names := r.Tight(); names != nil {
		tight = lang.T(" Less than %g%% is left of the limits of %s.", r.wanted*100, strings.Join(names, ", "))
	}
	return lang.T("%s.%s %s.", r.outcome(), tight, r.tally())
}

// outcome is what there is to say first.
func (r *Report) outcome() lang.Text {
	banned, due, near := r.reasons("banned"), r.reasons("would-ban"), r.reasons("near")
	switch {
	case r.assumed():
		return lang.T("Banned, for a cause that is not in the recording; the answer is documented for %s", banned)
	case !banned.IsZero() && r.several():
		return lang.T("Banned, for one of these or more: %s", banned)
	case !banned.IsZero():
		return lang.T("Banned: %s", banned)
	case r.ban != "":
		return lang.T("Banned: %s was answered; what for, neither it nor the recording tells", r.ban)
	case !due.IsZero() && r.due("estimated"):
		return lang.T("Would be banned, by banlint's estimate: %s", due)
	case !due.IsZero() && r.due("configured"):
		return lang.T("Would be banned, by the configured limits: %s", due)
	case !due.IsZero():
		return lang.T("Would be banned: %s", due)
	case !near.IsZero():
		return lang.T("Near a ban: %s%s%s", near, r.but(), r.unjudged())
	case r.reasons("clear").IsZero():
		return lang.T("Not judged: the recording shows too little of the calls")
	case !r.unjudged().IsZero():
		return lang.T("No ban in sight as far as the recording shows%s%s", r.but(), r.unjudged())
	default:
		return lang.T("No ban in sight%s", r.but())
	}
}

// but names errors that earn no ban, where nothing else does.
func (r *Report) but() lang.Text {
	var names []string
	for _, f := range r.Findings {
		if f.Severity == "error" && !f.Suppressed && !slices.Contains(names, f.Rule) {
			names = append(names, f.Rule)
		}
	}
	if names == nil {
		return lang.Text{}
	}
	return lang.T(", but there are errors: %s", strings.Join(names, ", "))
}

// unjudged names the reasons that the recording cannot tell.
func (r *Report) unjudged() lang.Text {
	if unknown := r.reasons("unknown"); !unknown.IsZero() {
		return lang.T("; not judged: %s", unknown)
	}
	return lang.Text{}
}

// several reports whether a ban that was seen may have had more than one reason.
func (r *Report) several() bool {
	return slices.ContainsFunc(r.Verdicts, func(v Verdict) bool { return v.among > 1 })
}

// due reports whether all bans that are due are so by limits with a basis.
func (r *Report) due(basis string) bool {
	return !slices.ContainsFunc(r.Verdicts, func(v Verdict) bool { return v.State == "would-ban" && v.Basis != basis })
}

// reasons lists the reasons that are in a state, by service.
func (r *Report) reasons(state string) lang.Text {
	var all []lang.Text
	for i := 0; i < len(r.Verdicts); {
		title := r.Verdicts[i].title
		var names []string
		for ; i < len(r.Verdicts) && r.Verdicts[i].title == title; i++ {
			if r.Verdicts[i].State == state {
				names = append(names, r.Verdicts[i].Reason)
			}
		}
		if names != nil {
			all = append(all, lang.T("%s at %s", strings.Join(names, ", "), title))
		}
	}
	return lang.Join(all, "; ")
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

func (r *Report) tally() lang.Text {
	parts := []lang.Text{lang.Count(r.Summary.Error, "error"), lang.Count(r.Summary.Warning, "warning"), lang.T("%d info", r.Summary.Info)}
	if n := r.Summary.Suppressed; n > 0 {
		parts = append(parts, lang.T("%d suppressed", n))
	}
	return lang.Join(append(parts, lang.T("in %s", lang.Count(r.Coverage.Calls, "call"))), ", ")
}

type textWriter struct {
	out    *bufio.Writer
	style  Style
	places Places
}

func newTextWriter(w io.Writer, r *Report, style Style) *textWriter {
	return &textWriter{out: bufio.NewWriter(w), style: style, places: NewPlaces(r.Inputs)}
}

// say says a text in the language of the report.
func (t *textWriter) say(s lang.Text) string { return s.In(t.style.Lang) }

// words says words in the language of the report.
func (t *textWriter) words(english ...string) []string {
	for i, w := range english {
		english[i] = t.say(lang.Doc(w))
	}
	return english
}

// part writes a heading.
func (t *textWriter) part(heading lang.Text) { t.line(0, t.bold(t.say(heading))) }

// maxInputs is how many inputs are listed. The JSON report lists all.
const maxInputs = 12

func (t *textWriter) inputs(r *Report) {
	for i, in := range r.Inputs {
		if i == maxInputs {
			t.line(2, t.dim(t.say(lang.T("and %s", lang.Count(len(r.Inputs)-maxInputs, "more input")))))
			break
		}
		t.line(2, t.dim(t.say(in.sentence())))
	}
}

// sentence says what an input is.
func (in *Input) sentence() lang.Text {
	s := lang.T("%s: %s (%s), %s, %s", in.Path, in.Format, in.Detected, lang.Count(in.Exchanges, "exchange"), lang.Count(in.Calls, "call"))
	if in.Skipped > 0 {
		s = lang.T("%s, %d passed over", s, in.Skipped)
	}
	if !in.Complete {
		s = lang.T("%s, broke off", s)
	}
	return s
}

func (t *textWriter) verdicts(r *Report) {
	last, hang := "", t.verdictWidth(r)
	for _, v := range r.Verdicts {
		if v.Service != last {
			t.blank()
			t.line(0, v.title)
			last = v.Service
		}
		head := fmt.Sprintf("%-15s %s", v.Reason, t.state(v.State, t.say(v.Word())))
		if s := t.sentence(v); s.IsZero() {
			t.line(2, head)
		} else {
			t.hanging(2, head, hang, t.say(s))
		}
	}
	t.blank()
}

// verdictWidth is the column at which the sentences about verdicts begin.
func (t *textWriter) verdictWidth(r *Report) int {
	word := 0
	for i := range r.Verdicts {
		word = max(word, visible(t.say(r.Verdicts[i].Word())))
	}
	return max(30, 2+16+word+2)
}

// Word is the verdict's state as people read it.
func (v *Verdict) Word() lang.Text {
	switch v.State {
	case "banned":
		return lang.T("BANNED")
	case "would-ban":
		return lang.T("WOULD BAN")
	case "near":
		return lang.T("near")
	case "unknown":
		return lang.T("not judged")
	default:
		return lang.T("clear")
	}
}

// sentence says of a verdict what the reader wants to know next.
func (t *textWriter) sentence(v Verdict) lang.Text {
	switch v.State {
	case "banned", "would-ban", "near":
		s := v.Why
		if v.State == "would-ban" && v.Basis == "estimated" {
			s = lang.T("%s (banlint's estimate)", s)
		}
		if v.State == "would-ban" && v.Basis == "configured" {
			s = lang.T("%s (a configured limit)", s)
		}
		if v.By != nil {
			s = v.by(s, t.places.Of(*v.By))
		}
		if v.At != "" {
			s = lang.T("%s at %s", s, clock(v.At))
		}
		if v.Until != "" {
			s = lang.T("%s; until %s at the earliest", s, clock(v.Until))
		}
		return s
	case "clear":
		return lang.Text{}
	default:
		return v.Why
	}
}

// by adds the request that a verdict names.
func (v *Verdict) by(why lang.Text, place string) lang.Text {
	switch {
	case v.earned:
		return lang.T("%s; earned by %s", why, place)
	case v.State == "near":
		return lang.T("%s; %s", why, place)
	default:
		return lang.T("%s; first at %s", why, place)
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
	t.line(0, t.dim(t.say(lang.T("%s to %s UTC, %s", first, clock(last), lang.Span(p.last.Sub(p.first).Round(1e6))))))
	n := together(t.style.Width)
	for i := range p.lanes {
		if l := &p.lanes[i]; l.total > 0 {
			row := fmt.Sprintf("%s│%s│ %d", pad(t.say(l.name()), laneName), l.draw(n), l.total)
			if l.id == faults {
				row = t.color(red, row)
			}
			t.line(2, row)
		}
	}
	if ban := p.drawBan(n); strings.TrimRight(ban, " ") != "" {
		t.line(2, t.color(red, fmt.Sprintf("%s│%s│ %s", pad(t.say(lang.T("ban")), laneName), ban, t.say(p.legend()))))
	}
	t.blank()
}

// findingLabels are those of the parts of findings.
var findingLabels = []lang.Text{
	lang.T("who"), lang.T("after"), lang.T("where"), lang.T("but"), lang.T("limit"), lang.T("wants"), lang.T("here"), lang.T("fix"),
}

// field writes a labelled part of a finding, if there is something to say.
func (t *textWriter) field(label, s lang.Text) {
	if !s.IsZero() {
		t.labelled(4, findingLabels, label, s)
	}
}

// maxShown is how much evidence of a finding is shown.
const maxShown = 3

func (t *textWriter) finding(f *Finding) {
	head := t.severity(f.Severity) + " " + t.bold(f.Rule)
	if f.Reason != "" {
		head += t.dim(" (" + f.Reason + ")")
	}
	t.line(0, head)
	t.hanging(2, "", 2, t.say(f.Message))
	t.field(lang.T("who"), f.who())
	if f.cause != "" {
		t.field(lang.T("after"), lang.T("%s, of which it is a consequence", f.cause))
	}
	shown := f.Evidence[:min(len(f.Evidence), maxShown)]
	for i, e := range shown {
		var label lang.Text
		if i == 0 {
			label = lang.T("where")
		}
		t.field(label, t.evidence(&e))
	}
	switch more := f.Count - len(shown); {
	case more > 0 && f.Last != "":
		t.field(lang.Text{}, lang.T("and %d more until %s", more, clock(f.Last)))
	case more > 0:
		t.field(lang.Text{}, lang.T("and %d more", more))
	}
	if f.Served != nil {
		t.field(lang.T("but"), lang.T("served: %s", t.evidence(f.Served)))
	}
	if f.Limit != nil {
		t.field(f.standard(), f.limit())
	}
	t.field(lang.T("here"), f.here)
	t.field(lang.T("fix"), f.Fix)
	t.blank()
}

// suppressed lists the findings that do not count, each in a line.
func (t *textWriter) suppressed(r *Report) {
	if r.Summary.Suppressed == 0 {
		return
	}
	t.part(lang.T("Suppressed"))
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Suppressed {
			t.hanging(2, t.dim(f.Severity+" "+f.Rule)+" ", 4, t.dim(t.say(f.Message)+"; "+t.say(f.Suppression.Text())))
		}
	}
	t.blank()
}

// Text words why a finding is suppressed; nil gives no reason.
func (s *Suppression) Text() lang.Text {
	switch {
	case s == nil:
		return lang.T("no reason given")
	case s.Kind == "baseline":
		return lang.T("known from the baseline")
	case s.Until != "":
		return lang.T("%s (until %s)", s.Reason, s.Until)
	default:
		return lang.T("%s", s.Reason)
	}
}

func (f *Finding) who() lang.Text {
	who := []lang.Text{lang.T("%s", f.title)}
	for _, part := range []struct {
		value string
		text  lang.Text
	}{
		{f.Subject.Account, lang.T("%s", f.Subject.Account)},
		{f.Subject.Task, lang.T("task %s", f.Subject.Task)},
		{f.Subject.Client, lang.T("client %s", f.Subject.Client)},
		{f.Subject.Proxy, lang.T("%s", f.Subject.Proxy)},
	} {
		if part.value != "" {
			who = append(who, part.text)
		}
	}
	return lang.Join(who, ", ")
}

func (t *textWriter) evidence(e *Evidence) lang.Text {
	s := t.places.Of(e.Position)
	if e.Time != "" {
		s += " " + clock(e.Time)
	}
	s += " " + e.Operation
	if e.Answer == "" {
		return lang.T("%s", s)
	}
	return lang.T("%s → %s", s, t.answer(e))
}

func (t *textWriter) answer(e *Evidence) string {
	if e.Answer == noAnswer {
		return t.say(lang.T("no answer"))
	}
	return e.Answer
}

// shown says how much of the evidence is listed.
func (f *Finding) shown() lang.Text {
	return lang.T("the first %d of %s", len(f.Evidence), lang.Count(f.Count, "call"))
}

// moreFindings says how many are not listed.
func moreFindings(n int) lang.Text {
	return lang.T("and %s, in the JSON report.", lang.Count(n, "more finding"))
}

// standard labels what the calls were held against: a figure, or a form.
func (f *Finding) standard() lang.Text {
	if f.Limit.Unit == "form" {
		return lang.T("wants")
	}
	return lang.T("limit")
}

// configured reports whether the user has set the limit: no document has it, and its source
// is a file.
func (l *Limit) configured() bool { return l.Basis == "configured" }

func (f *Finding) limit() lang.Text {
	switch {
	case f.Limit.configured() && f.Limit.Reason != "":
		return lang.T("%s, set by %s: %s", f.figure, f.Limit.Source, f.Limit.Reason)
	case f.Limit.configured():
		return lang.T("%s, set by %s", f.figure, f.Limit.Source)
	case f.Limit.Basis == "estimated" && f.Limit.Unit == "form":
		return lang.T("%s; that is banlint's own view, no document says it", f.figure)
	case f.Limit.Basis == "estimated":
		return lang.T("%s, banlint's estimate: the document gives no figure (%s), read %s", f.figure, f.Limit.Source, f.Limit.Retrieved)
	default:
		return lang.T("%s, %s: %s, read %s", f.figure, lang.Doc(f.Limit.Basis), f.Limit.Source, f.Limit.Retrieved)
	}
}

func (t *textWriter) notes(r *Report) {
	note, input := t.say(lang.T("note")), t.say(lang.T("input"))
	for _, n := range r.Notes {
		t.hanging(0, t.color(cyan, note)+" ", visible(note)+1, n)
	}
	for _, w := range r.Warnings {
		t.hanging(0, t.color(yellow, input)+" ", visible(input)+1, t.places.Of(w.Position)+": "+w.folded())
	}
}
