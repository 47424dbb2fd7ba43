package escape

import "strings"

// Command escapes the text of a workflow command: it has no line of its own to begin another.
func Command(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// Property escapes the value of a workflow command's property.
func Property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(Command(s))
}
