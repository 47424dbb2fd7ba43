package report

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// maxSections is how many findings are written out: a job's summary has 1 MiB.
const maxSections = 100

// Markdown writes the report for a job's summary or a ticket.
func Markdown(w io.Writer, r *Report) error {
	m := &markdown{bufio.NewWriter(w), newTextWriter(io.Discard, r, Style{})}
	m.paragraph("## " + literal(r.Headline()))
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
		m.out.WriteString("| " + literal(cell) + " ")
	}
	m.out.WriteString("|\n")
}

// item writes a labelled part of a finding, if there is one.
func (m *markdown) item(label, s string) {
	if s != "" {
		m.out.WriteString("- **" + label + ":** " + s + "\n")
	}
}

func (m *markdown) verdicts(r *Report) {
	var rows [][]string
	for _, v := range r.Verdicts {
		rows = append(rows, []string{v.title, v.Reason, v.Word(), m.text.sentence(v)})
	}
	m.table([]string{"service", "ban reason", "verdict", "why"}, rows)
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
		m.paragraph(fmt.Sprintf("and %s more, in the JSON report.", count(shown-maxSections, "finding")))
	}
}

func (m *markdown) finding(f *Finding) {
	head := f.Severity + ": " + f.Rule
	if f.Reason != "" {
		head += " (" + f.Reason + ")"
	}
	m.paragraph("### " + literal(head))
	m.paragraph(literal(f.Message))
	m.item("who", literal(f.who()))
	if f.cause != "" {
		m.item("after", literal(f.cause+", of which it is a consequence"))
	}
	if f.Limit != nil {
		m.item(f.standard(), markdownLimit(f))
	}
	m.item("here", literal(f.here))
	m.item("fix", literal(f.Fix))
	m.out.WriteByte('\n')
	m.evidence(f)
}

// markdownLimit words a limit with a link to its source.
func markdownLimit(f *Finding) string {
	if f.Limit.configured() {
		return literal(f.limit())
	}
	return strings.ReplaceAll(literal(f.limit()), literal(f.Limit.Source), "<"+f.Limit.Source+">")
}

func (m *markdown) evidence(f *Finding) {
	if len(f.Evidence) == 0 {
		return
	}
	m.paragraph(fmt.Sprintf("<details><summary>the first %d of %s</summary>", len(f.Evidence), count(f.Count, "call")))
	var rows [][]string
	for _, e := range f.Evidence {
		rows = append(rows, []string{m.text.places.Of(e.Position), e.Time, e.Operation, e.Answer})
	}
	m.table([]string{"where", "time", "operation", "answer"}, rows)
	m.paragraph("</details>")
}

func (m *markdown) headroom(r *Report) {
	headings, rows := r.room(m.text)
	if rows != nil {
		m.paragraph("### Headroom")
	}
	m.table(headings, rows)
}

func (m *markdown) suppressed(r *Report) {
	if r.Summary.Suppressed == 0 {
		return
	}
	m.paragraph(fmt.Sprintf("<details><summary>%d suppressed</summary>", r.Summary.Suppressed))
	var rows [][]string
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Suppressed {
			rows = append(rows, []string{f.Severity, f.Rule, f.Message, f.Suppression.String()})
		}
	}
	m.table([]string{"severity", "rule", "message", "why"}, rows[:min(len(rows), maxSections)])
	m.paragraph("</details>")
}

func (m *markdown) inputs(r *Report) {
	var rows [][]string
	for i := range r.Inputs[:min(len(r.Inputs), maxInputs)] {
		in := &r.Inputs[i]
		complete := "complete"
		if !in.Complete {
			complete = "broke off"
		}
		rows = append(rows, []string{in.Path, in.Format, fmt.Sprint(in.Exchanges), fmt.Sprint(in.Calls), complete})
	}
	m.table([]string{"input", "format", "exchanges", "calls", ""}, rows)
	for _, n := range r.Notes {
		m.out.WriteString("- " + literal(n) + "\n")
	}
	for _, w := range r.Warnings[:min(len(r.Warnings), maxSections)] {
		m.out.WriteString("- " + literal(m.text.places.Of(w.Position)+": "+w.folded()) + "\n")
	}
}

// literal escapes a text so that Markdown shows it as it is.
func literal(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '@':
			b.WriteString("&#64;") // names nobody
		case r == '\n' || r == '\r':
			b.WriteByte(' ')
		case strings.ContainsRune("\\`*_{}[]#|~$!", r):
			b.WriteString("\\" + string(r))
		default:
			b.WriteRune(r)
		}
	}
	text := strings.NewReplacer("://", ":&#47;/", "www.", "www&#46;", "WWW.", "WWW&#46;").Replace(b.String()) // are no links
	return item.ReplaceAllString(text, `$1\$2`)
}

// item is what would begin a list.
var item = regexp.MustCompile(`^( *[0-9]*)([-+=.)])`)
