package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/report/escape"
)

// maxSections is how many findings are written out: a job's summary has 1 MiB.
const maxSections = 100

// Markdown writes the report for a job's summary or a ticket.
func Markdown(w io.Writer, r *Report, style Style) error {
	m := &markdown{bufio.NewWriter(w), newTextWriter(io.Discard, r, style)}
	m.paragraph("## " + m.say(r.Headline()))
	m.verdicts(r)
	m.findings(r)
	m.headroom(r)
	m.suppressed(r)
	m.inputs(r)
	return m.out.Flush()
}

type markdown struct {
	out  *bufio.Writer
	text *textWriter
}

// paragraph writes Markdown, and the blank line behind it.
func (m *markdown) paragraph(s string) { m.out.WriteString(s + "\n\n") }

// table writes rows of plain text under headings.
func (m *markdown) table(headings []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	m.row(headings)
	m.out.WriteString(strings.Repeat("|---", len(headings)) + "|\n")
	for _, row := range rows {
		m.row(row)
	}
	m.out.WriteByte('\n')
}

func (m *markdown) row(cells []string) {
	for _, cell := range cells {
		m.out.WriteString("| " + escape.Markdown(cell) + " ")
	}
	m.out.WriteString("|\n")
}

// say says a text in Markdown.
func (m *markdown) say(s lang.Text) string { return escape.Markdown(m.text.say(s)) }

// item writes a labelled part of a finding, if there is one.
func (m *markdown) item(label, s lang.Text) {
	if !s.IsZero() {
		m.out.WriteString("- **" + m.say(label) + ":** " + m.say(s) + "\n")
	}
}

func (m *markdown) verdicts(r *Report) {
	var rows [][]string
	for _, v := range r.Verdicts {
		rows = append(rows, []string{v.title, v.Reason, m.text.say(v.Word()), m.text.say(m.text.sentence(v))})
	}
	m.table(m.text.words("service", "ban reason", "verdict", "why"), rows)
}

func (m *markdown) findings(r *Report) {
	shown := 0
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Suppressed {
			continue
		}
		if shown++; shown <= maxSections {
			m.finding(f)
		}
	}
	if shown > maxSections {
		m.paragraph(m.say(moreFindings(shown - maxSections)))
	}
}

func (m *markdown) finding(f *Finding) {
	head := f.Severity + ": " + f.Rule
	if f.Reason != "" {
		head += " (" + f.Reason + ")"
	}
	m.paragraph("### " + escape.Markdown(head))
	m.paragraph(m.say(f.Message))
	m.item(lang.T("who"), f.who())
	if f.cause != "" {
		m.item(lang.T("after"), lang.T("%s, of which it is a consequence", f.cause))
	}
	if f.Limit != nil {
		m.out.WriteString("- **" + m.say(f.standard()) + ":** " + m.limit(f) + "\n")
	}
	m.item(lang.T("here"), f.here)
	m.item(lang.T("fix"), f.Fix)
	m.out.WriteByte('\n')
	m.evidence(f)
}

// limit words a limit with a link to its source.
func (m *markdown) limit(f *Finding) string {
	if f.Limit.configured() {
		return m.say(f.limit())
	}
	return strings.ReplaceAll(m.say(f.limit()), escape.Markdown(f.Limit.Source), "<"+f.Limit.Source+">")
}

func (m *markdown) evidence(f *Finding) {
	if len(f.Evidence) == 0 {
		return
	}
	m.paragraph("<details><summary>" + m.say(f.shown()) + "</summary>")
	var rows [][]string
	for _, e := range f.Evidence {
		rows = append(rows, []string{m.text.places.Of(e.Position), e.Time, e.Operation, m.text.answer(&e)})
	}
	m.table(m.text.words("where", "time", "operation", "answer"), rows)
	m.paragraph("</details>")
}

func (m *markdown) headroom(r *Report) {
	headings, rows := r.room(m.text)
	if rows != nil {
		m.paragraph("### " + m.say(lang.T("Headroom")))
	}
	m.table(headings, rows)
}

func (m *markdown) suppressed(r *Report) {
	if r.Summary.Suppressed == 0 {
		return
	}
	m.paragraph("<details><summary>" + m.say(lang.T("%d suppressed", r.Summary.Suppressed)) + "</summary>")
	var rows [][]string
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Suppressed {
			rows = append(rows, []string{f.Severity, f.Rule, m.text.say(f.Message), m.text.say(f.Suppression.Text())})
		}
	}
	m.table(m.text.words("severity", "rule", "message", "why"), rows[:min(len(rows), maxSections)])
	m.paragraph("</details>")
}

func (m *markdown) inputs(r *Report) {
	var rows [][]string
	for i := range r.Inputs[:min(len(r.Inputs), maxInputs)] {
		in := &r.Inputs[i]
		complete := lang.T("complete")
		if !in.Complete {
			complete = lang.T("broke off")
		}
		rows = append(rows, []string{in.Path, in.Format, fmt.Sprint(in.Exchanges), fmt.Sprint(in.Calls), m.text.say(complete)})
	}
	m.table(append(m.text.words("input", "format", "exchanges", "calls"), ""), rows)
	for _, n := range r.Notes {
		m.out.WriteString("- " + escape.Markdown(n) + "\n")
	}
	for _, w := range r.Warnings[:min(len(r.Warnings), maxSections)] {
		m.out.WriteString("- " + escape.Markdown(m.text.places.Of(w.Position)+": "+w.folded()) + "\n")
	}
}
