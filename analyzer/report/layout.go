package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"github.com/banlint/banlint/analyzer/lang"
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

// labelled writes a text behind a label, and all its lines in the column that the widest of
// the labels leaves.
func (t *textWriter) labelled(indent int, labels []lang.Text, label, s lang.Text) {
	width := 0
	for _, l := range labels {
		width = max(width, visible(t.say(l))+1)
	}
	t.hanging(indent, t.dim(pad(t.say(label), width)), indent+width, t.say(s))
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

// wrap breaks a text at spaces, and between Chinese characters, into rows of at most width
// columns. A word that is longer than a row, such as a URL, stands on a row of its own.
func wrap(s string, width int) (rows []string) {
	if visible(s) <= width {
		return []string{s}
	}
	row, used := "", 0
	for word := range strings.SplitSeq(s, " ") {
		for i, piece := range pieces(word) {
			space := ""
			if i == 0 && used > 0 {
				space = " "
			}
			w := visible(piece)
			if used > 0 && used+len(space)+w > width {
				rows = append(rows, row)
				row, used, space = "", 0, ""
			}
			row += space + piece
			used += len(space) + w
		}
	}
	return append(rows, row)
}

// pieces are what a row may be broken between in a word: Chinese needs no spaces.
func pieces(word string) (pieces []string) {
	start := 0
	for i, r := range word {
		before, _ := utf8.DecodeLastRuneInString(word[start:i])
		if i > start && (chinese(before) || chinese(r)) && !unicode.Is(unicode.Ps, before) && (unicode.Is(unicode.Ps, r) || !unicode.IsPunct(r)) {
			pieces, start = append(pieces, word[start:i]), i
		}
	}
	return append(pieces, word[start:])
}

// chinese reports whether a character is Chinese, or punctuation of Chinese.
func chinese(r rune) bool {
	return unicode.Is(unicode.Han, r) || 0x3000 <= r && r < 0x3040 || 0xff00 <= r && r < 0xfff0
}

// truncate cuts a text to a number of columns.
func truncate(s string, columns int) string {
	return displaywidth.TruncateString(s, max(columns, 0), "")
}
