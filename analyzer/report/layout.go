package report

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// The six colours of a terminal that banlint uses.
const (
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	green  = "\x1b[32m"
	cyan   = "\x1b[36m"
	reset  = "\x1b[0m"
)

func (t *textWriter) color(code, s string) string {
	if !t.style.Color {
		return s
	}
	return code + s + reset
}

func (t *textWriter) bold(s string) string { return t.color(bold, s) }

func (t *textWriter) dim(s string) string { return t.color(dim, s) }

func (t *textWriter) severity(s string) string {
	return t.color(map[string]string{"error": red, "warning": yellow, "info": cyan}[s], s)
}

func (t *textWriter) state(state, s string) string {
	switch state {
	case "banned", "would-ban":
		return t.color(red, s)
	case "near":
		return t.color(yellow, s)
	case "clear":
		return t.color(green, s)
	default:
		return t.dim(s)
	}
}

func (t *textWriter) blank() { t.out.WriteByte('\n') }

// line writes one line, broken where it does not fit.
func (t *textWriter) line(indent int, s string) {
	t.hanging(indent, "", indent, s)
}

// field writes a labelled part of a finding.
func (t *textWriter) field(label, s string) {
	t.hanging(4, t.dim(pad(label, 6)), 10, s)
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-displaywidth.String(s)))
}

// hanging writes a head and, behind it, a text that is broken into lines which
// begin at the column hang.
func (t *textWriter) hanging(indent int, head string, hang int, s string) {
	t.out.WriteString(strings.Repeat(" ", indent))
	t.out.WriteString(head)
	for i, row := range wrap(s, max(20, t.style.Width-hang)) {
		if i > 0 {
			t.out.WriteString("\n" + strings.Repeat(" ", hang))
		} else if head != "" && hang > 2 {
			t.out.WriteString(strings.Repeat(" ", max(0, hang-indent-visible(head))))
		}
		t.out.WriteString(row)
	}
	t.blank()
}

// visible is the width of a text without its colour codes.
func visible(s string) int {
	for {
		i := strings.IndexByte(s, '\x1b')
		if i < 0 {
			return displaywidth.String(s)
		}
		end := strings.IndexByte(s[i:], 'm')
		s = s[:i] + s[i+end+1:]
	}
}

// wrap breaks a text at spaces into rows of at most width columns. A word that is
// longer than a row, such as a URL, stands on a row of its own.
func wrap(s string, width int) (rows []string) {
	if visible(s) <= width {
		return []string{s}
	}
	row, used := "", 0
	for word := range strings.SplitSeq(s, " ") {
		w := visible(word)
		if used > 0 && used+1+w > width {
			rows = append(rows, row)
			row, used = "", 0
		}
		if used > 0 {
			row += " "
			used++
		}
		row += word
		used += w
	}
	return append(rows, row)
}

// truncate cuts a text to a number of columns.
func truncate(s string, columns int) string {
	return displaywidth.TruncateString(s, max(columns, 0), "")
}
