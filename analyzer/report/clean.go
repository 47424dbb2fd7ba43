package report

import (
	"fmt"
	"strings"
	"unicode"
)

// maxText bounds a text from outside.
const maxText = 400

// Clean makes a text from outside fit to print anywhere a person reads: control,
// format and bidirectional characters are spelled out, line breaks and all, what
// a build server would take for a command is broken up, and the whole is cut to
// a length.
func Clean(s string) string {
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
	return strings.NewReplacer("::", `:\u003a`, "##", `#\u0023`).Replace(b.String())
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
	return Clean(b.String())
}

func isWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// looksLikeKey reports whether a run of letters and digits is long and mixed
// enough to be a key.
func looksLikeKey(run string) bool {
	return len(run) >= 24 && strings.ContainsAny(run, "0123456789") && strings.ContainsAny(strings.ToLower(run), "abcdefghijklmnopqrstuvwxyz")
}
