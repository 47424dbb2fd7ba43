package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed report.html
var htmlPage string

var htmlTemplate = template.Must(template.New("report").Parse(htmlPage))

// maxArticles is how many findings a page writes out, so that it stays small.
const maxArticles = 200

// htmlReport is what the page shows.
type htmlReport struct {
	Headline   string
	Verdicts   []htmlVerdict
	Picture    *htmlPicture // nil where there is nothing to draw
	Findings   []htmlFinding
	More       string // what is said of findings that are not written out
	Suppressed []string
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

// An htmlLimit has no Source where no document has the limit.
type htmlLimit struct{ Label, Text, Source, Retrieved string }

type htmlRoom struct {
	Rule, Used, Left, Who, Where string
	Share                        float64 // from 0 to 1
}

// HTML writes the report as one page that loads nothing and runs nothing.
func HTML(w io.Writer, r *Report) error {
	t := newTextWriter(io.Discard, r, Style{})
	page := htmlReport{
		Headline: r.Headline(), Picture: newHTMLPicture(r), Room: htmlHeadroom(r, t), Notes: r.Notes, Tool: r.Tool.Name + " " + r.Tool.Version,
	}
	for _, v := range r.Verdicts {
		page.Verdicts = append(page.Verdicts, htmlVerdict{v.title, v.Reason, v.Word(), t.sentence(v), tone(v.State)})
	}
	page.findings(r, t)
	for i := range r.Inputs[:min(len(r.Inputs), maxInputs)] {
		page.Inputs = append(page.Inputs, r.Inputs[i].sentence())
	}
	if more := len(r.Inputs) - maxInputs; more > 0 {
		page.Inputs = append(page.Inputs, "and "+count(more, "input")+" more")
	}
	for _, warning := range r.Warnings[:min(len(r.Warnings), maxArticles)] {
		page.Notes = append(page.Notes, t.places.Of(warning.Position)+": "+warning.folded())
	}
	return htmlTemplate.Execute(w, page)
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
			p.Suppressed = append(p.Suppressed, fmt.Sprintf("%s %s: %s; %s", f.Severity, f.Rule, f.Message, f.Suppression))
		case len(p.Findings) < maxArticles:
			p.Findings = append(p.Findings, f.html(i, t))
		default:
			left++
		}
	}
	if left > 0 {
		p.More = fmt.Sprintf("and %s more, in the JSON report.", count(left, "finding"))
	}
}

func (f *Finding) html(i int, t *textWriter) htmlFinding {
	out := htmlFinding{
		ID: fmt.Sprintf("finding-%d", i+1), Severity: f.Severity, Tone: tone(f.Severity), Rule: f.Rule, Reason: f.Reason,
		Message: f.Message, Who: f.who(), After: f.cause, Here: f.here, Fix: f.Fix,
		Shown: fmt.Sprintf("The first %d of %s", len(f.Evidence), count(f.Count, "call")),
	}
	for i := range f.Evidence {
		out.Evidence = append(out.Evidence, t.evidence(&f.Evidence[i]))
	}
	if f.Limit != nil {
		out.Limit = f.htmlLimit()
	}
	return out
}

func (f *Finding) htmlLimit() *htmlLimit {
	if f.Limit.configured() {
		return &htmlLimit{Label: f.standard(), Text: f.limit()}
	}
	text, _, _ := strings.Cut(f.limit(), ": ")
	return &htmlLimit{f.standard(), strings.TrimSuffix(text, ": "+f.Limit.Source), f.Limit.Source, f.Limit.Retrieved}
}

func htmlHeadroom(r *Report, t *textWriter) (rooms []htmlRoom) {
	for i := range r.Headroom {
		if h := &r.Headroom[i]; h.counts {
			rooms = append(rooms, htmlRoom{h.Rule, h.used(), h.left(), h.who(), t.places.Of(h.By), min(max(1-h.Left, 0), 1)})
		}
	}
	return rooms
}
