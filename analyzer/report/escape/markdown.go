package escape

import (
	"regexp"
	"strings"
)

// Markdown escapes a text so that Markdown shows it as it is.
func Markdown(s string) string {
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
