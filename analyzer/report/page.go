package report

import (
	"bufio"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/report/escape"
)

// A Page is a text for people with headings and labelled parts.
type Page struct {
	text  textWriter
	begun bool
}

// NewPage begins a page.
func NewPage(w io.Writer, style Style) *Page {
	return &Page{text: textWriter{out: bufio.NewWriter(w), style: style}}
}

// Heading writes a heading.
func (p *Page) Heading(s string) {
	if p.begun {
		p.text.blank()
	}
	p.begun = true
	p.text.line(0, p.text.bold(s))
}

// Text writes a paragraph.
func (p *Page) Text(s string) { p.text.line(2, flow(s)) }

// In says a text in the language of the page.
func (p *Page) In(s lang.Text) string { return p.text.say(s) }

// Sentence writes a phrase as a sentence.
func (p *Page) Sentence(phrase lang.Text) {
	s := p.In(lang.T("%s.", phrase))
	first, size := utf8.DecodeRuneInString(s)
	p.text.line(2, string(unicode.ToUpper(first))+s[size:])
}

// pageLabels are those of the parts of pages.
var pageLabels = []lang.Text{
	lang.T("why"), lang.T("fix"), lang.T("limit"), lang.T("but"), lang.T("answer"), lang.T("rule"), lang.T("react"), lang.T("do"), lang.T("earned"),
}

// Field writes a labelled part.
func (p *Page) Field(label, s lang.Text) { p.text.labelled(2, pageLabels, label, s) }

// Entry writes an entry of a list: its head, and what there is to say of it.
func (p *Page) Entry(head string, details ...string) {
	p.text.line(2, p.text.bold(head))
	for _, d := range details {
		if d != "" {
			p.text.hanging(6, "", 6, p.text.dim(d))
		}
	}
}

// Item writes an item of a list of sentences.
func (p *Page) Item(s string) { p.text.hanging(2, "- ", 4, flow(s)) }

// Verbatim writes a line that is not broken, so that it can be copied.
func (p *Page) Verbatim(s string) { p.text.out.WriteString("  " + escape.Text(s) + "\n") }

// Columns writes rows under headings, aligned and unframed.
func (p *Page) Columns(headings []string, rows [][]string) error {
	return Columns(p.text.out, headings, rows)
}

// Close ends the page and reports what went wrong in writing it.
func (p *Page) Close() error { return p.text.out.Flush() }

// flow undoes the line breaks of a text in the source.
func flow(s string) string { return strings.Join(strings.Fields(s), " ") }

// Columns writes rows under headings, aligned and unframed.
func Columns(w io.Writer, headings []string, rows [][]string) error {
	widths := make([]int, len(headings))
	for _, row := range append([][]string{headings}, rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], visible(cell))
		}
	}
	out := bufio.NewWriter(w)
	for _, row := range append([][]string{headings}, rows...) {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(pad(cell, widths[i]+2))
		}
		out.WriteString(strings.TrimRight(b.String(), " ") + "\n")
	}
	return out.Flush()
}
