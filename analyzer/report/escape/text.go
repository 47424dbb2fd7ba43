// Package escape is the one way by which texts from outside get into a report: what they hold
// is made fit for whoever reads it, a person at a terminal, a shell, a spreadsheet, a build
// server or a Markdown page.
package escape

import (
	"fmt"
	"strings"
	"unicode"
)

// maxText bounds a text from outside.
const maxText = 400

// Text makes a text from outside fit to print anywhere a person reads: control,
// format and bidirectional characters are spelled out, line breaks and all, what
// a build server would take for a command is broken up, and the whole is cut to
// a length.
func Text(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if b.Len() >= maxText {
			b.WriteString("…")
			break
		}
		switch {
		case r == unicode.ReplacementChar || r != ' ' && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return commands.Replace(b.String())
}

// commands breaks up what a build server would take for one.
var commands = strings.NewReplacer("::", `:\u003a`, "##", `#\u0023`)

// isClean reports whether a text is a short one of plain characters, as nearly all are.
func isClean(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || i > 0 && (c == ':' || c == '#') && s[i-1] == c {
			return false
		}
	}
	return len(s) <= maxText
}

// Name cleans the name of a file or of an archive's member. Runs of letters and
// digits that may be a key are masked: people name files by their account.
func Name(s string) string {
	var b strings.Builder
	start := 0
	flush := func(end int) {
		if run := s[start:end]; looksLikeKey(run) {
			b.WriteString("****")
		} else {
			b.WriteString(run)
		}
	}
	for i := range len(s) {
		if !isWord(s[i]) {
			flush(i)
			b.WriteByte(s[i])
			start = i + 1
		}
	}
	flush(len(s))
	return Text(b.String())
}

func isWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// looksLikeKey reports whether a run of letters and digits is long and mixed
// enough to be a key.
func looksLikeKey(run string) bool {
	return len(run) >= 24 && strings.ContainsAny(run, "0123456789") && strings.ContainsAny(strings.ToLower(run), "abcdefghijklmnopqrstuvwxyz")
}
