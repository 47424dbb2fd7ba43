package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/banlint/banlint/analyzer/lang"
)

//go:embed report.html
var htmlPage string

var htmlTemplate = template.Must(template.New("report").Funcs(template.FuncMap{"say": fmt.Sprintf}).Parse(htmlPage))

// maxArticles is how many findings a page writes out, so that it stays small.
const maxArticles = 200

// htmlReport is what the page shows.
type htmlReport struct {
	Lang       lang.Language
	Headline   string
	Verdicts   []htmlVerdict
	Picture    *htmlPicture // nil where there is nothing to draw
	Findings   []htmlFinding
	More       string // what is said of findings that are not written out
	Suppressed []string
	Polls      []htmlPolls
	Room       []htmlRoom
	Inputs     []string
	Notes      []string
	Tool       string
}

type htmlVerdict struct{ Service, Reason, Word, Why, Tone string }

type htmlFinding struct {
	ID, Severity, Tone, Rule, Reason, Message, Who, After, Here, Fix, Shown string
	Limit                                                                   *htmlLimit
	Evidence                                                                []string
}

// An htmlLimit has a Source, which stands between Before and After, where a document has
// the limit.
type htmlLimit struct{ Label, Before, Source, After string }

type htmlRoom struct {
	Rule, Used, Left, Who, Where string
	Share                        float64 // from 0 to 1
}

// HTML writes the report as one page that loads nothing and runs nothing.
func HTML(w io.Writer, r *Report, style Style) error {
	t := newTextWriter(io.Discard, r, Style{Lang: style.Lang})
	page := htmlReport{
		Lang: style.Lang, Headline: t.say(r.Headline()), Picture: newHTMLPicture(r, t), Polls: newHTMLPolls(r.seen, t), Room: htmlHeadroom(r, t), Notes: r.Notes, Tool: r.Tool.Name + " " + r.Tool.Version,
	}
	for _, v := range r.Verdicts {
		page.Verdicts = append(page.Verdicts, htmlVerdict{v.title, v.Reason, t.say(v.Word()), t.say(t.sentence(v)), tone(v.State)})
	}
	page.findings(r, t)
	for i := range r.Inputs[:min(len(r.Inputs), maxInputs)] {
		page.Inputs = append(page.Inputs, t.say(r.Inputs[i].sentence()))
	}
	if more := len(r.Inputs) - maxInputs; more > 0 {
		page.Inputs = append(page.Inputs, t.say(lang.T("and %s", lang.Count(more, "more input"))))
	}
	for _, warning := range r.Warnings[:min(len(r.Warnings), maxArticles)] {
		page.Notes = append(page.Notes, t.places.Of(warning.Position)+": "+warning.folded())
	}
	said := template.Must(htmlTemplate.Clone()).Funcs(template.FuncMap{"say": func(form string, args ...any) string { return t.say(lang.T(form, args...)) }})
	return said.Execute(w, page)
}

// tone is the class of a state or a severity; the word beside it says the same.
func tone(of string) string {
	switch of {
	case "banned", "would-ban", "error":
		return "bad"
	case "near", "warning":
		return "warn"
	case "clear":
		return "good"
	default:
		return "dim"
	}
}

func (p *htmlReport) findings(r *Report, t *textWriter) {
	left := 0
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.Suppressed:
			p.Suppressed = append(p.Suppressed, fmt.Sprintf("%s %s: %s; %s", f.Severity, f.Rule, t.say(f.Message), t.say(f.Suppression.Text())))
		case len(p.Findings) < maxArticles:
			p.Findings = append(p.Findings, f.html(i, t))
		default:
			left++
		}
	}
	if left > 0 {
		p.More = t.say(moreFindings(left))
	}
}

func (f *Finding) html(i int, t *textWriter) htmlFinding {
	out := htmlFinding{
		ID: fmt.Sprintf("finding-%d", i+1), Severity: f.Severity, Tone: tone(f.Severity), Rule: f.Rule, Reason: f.Reason,
		Message: t.say(f.Message), Who: t.say(f.who()), After: f.cause, Here: t.say(f.here), Fix: t.say(f.Fix), Shown: t.say(f.shown()),
	}
	for i := range f.Evidence {
		out.Evidence = append(out.Evidence, t.say(t.evidence(&f.Evidence[i])))
	}
	if f.Limit != nil {
		out.Limit = t.htmlLimit(f)
	}
	return out
}

func (t *textWriter) htmlLimit(f *Finding) *htmlLimit {
	out := &htmlLimit{Label: t.say(f.standard())}
	text := t.say(f.limit())
	if f.Limit.configured() {
		out.Before = text
		return out
	}
	out.Before, out.After, _ = strings.Cut(text, f.Limit.Source)
	out.Source = f.Limit.Source
	return out
}

func htmlHeadroom(r *Report, t *textWriter) (rooms []htmlRoom) {
	for i := range r.Headroom {
		if h := &r.Headroom[i]; h.counts {
			rooms = append(rooms, htmlRoom{h.Rule, t.say(h.used()), t.say(h.left()), t.say(h.who()), t.places.Of(h.By), min(max(1-h.Left, 0), 1)})
		}
	}
	return rooms
}
