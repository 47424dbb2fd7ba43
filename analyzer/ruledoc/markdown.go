package ruledoc

import (
	"fmt"
	"strings"

	"github.com/banlint/banlint/analyzer/service"
)

// page is a document in Markdown.
type page struct {
	strings.Builder
}

// mark says of a page that nobody writes it by hand.
const mark = "<!-- Written by go test ./cmd/banlint -update. -->\n"

func newPage(title string) *page {
	p := &page{}
	fmt.Fprintf(p, "# %s\n\n%s", title, mark)
	return p
}

func (p *page) heading(s string) { fmt.Fprintf(p, "\n## %s\n", s) }

// text writes a paragraph.
func (p *page) text(s string) { fmt.Fprintf(p, "\n%s\n", plain(flow(s))) }

// raw writes a paragraph that is Markdown already.
func (p *page) raw(s string) { fmt.Fprintf(p, "\n%s\n", s) }

// table writes rows of Markdown below headings.
func (p *page) table(headings []string, rows [][]string) {
	p.WriteByte('\n')
	p.row(headings)
	p.WriteString(strings.Repeat("|---", len(headings)) + "|\n")
	for _, row := range rows {
		p.row(row)
	}
}

func (p *page) row(cells []string) {
	for _, c := range cells {
		p.WriteString("| " + strings.ReplaceAll(c, "|", `\|`) + " ")
	}
	p.WriteString("|\n")
}

// code writes lines as they are.
func (p *page) code(s string) { fmt.Fprintf(p, "\n```\n%s\n```\n", strings.Trim(s, "\n")) }

// plain makes text safe in Markdown: names keep their underscores and stars.
func plain(s string) string {
	return strings.NewReplacer("<", "&lt;", "*", `\*`, "__", `\_\_`).Replace(s)
}

// flow undoes the line breaks of a text in the source.
func flow(s string) string { return strings.Join(strings.Fields(s), " ") }

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// sentence makes one of a phrase.
func sentence(s string) string { return capital(s) + "." }

func quoted[T ~string](names []T) string {
	var marked []string
	for _, n := range names {
		marked = append(marked, "`"+string(n)+"`")
	}
	return strings.Join(marked, ", ")
}

// link links to a document by its host and path, and says when it was read.
func link(s service.Source) string {
	short := strings.TrimSuffix(strings.TrimPrefix(s.URL, "https://"), "/")
	return fmt.Sprintf("[%s](%s), read %s", short, s.URL, s.Retrieved)
}

// anchor is what GitHub makes of a heading.
func anchor(heading string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == ' ':
			return '-'
		case c == '-', c == '_', '0' <= c && c <= '9', 'a' <= c && c <= 'z':
			return c
		default:
			return -1
		}
	}, strings.ToLower(heading))
}
