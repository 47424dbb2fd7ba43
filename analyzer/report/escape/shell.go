package escape

import "strings"

// Shell writes a word so that a shell takes it as one.
func Shell(word string) string {
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return r < 0x80 && !isPlain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// isPlain reports whether a letter means nothing else to a shell.
func isPlain(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-_./=,:@%+", r)
}
