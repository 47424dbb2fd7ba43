package service

import (
	"bytes"
	"strings"
)

// maxBoundary bounds the line that begins a multipart body.
const maxBoundary = 200

// addMultipart reads the parts of an upload, and returns the size of the file in it, -1
// without one. ok is false where no parts can be told.
func (r *reading) addMultipart(text, boundary string, cut bool) (size int64, ok bool) {
	size = -1
	delimiter := "--" + boundary
	if cut { // so is its last part
		text = text[:max(strings.LastIndex(text, delimiter), 0)]
	}
	for part := range strings.SplitSeq(text, delimiter) {
		head, content, found := cutHead(part)
		if !found {
			continue
		}
		name, file := disposition(head)
		content = strings.TrimSuffix(strings.TrimSuffix(content, "\n"), "\r")
		switch {
		case file:
			size = max(size, int64(len(content)))
		case name != "":
			r.params = append(r.params, parameter{name, content})
		}
		ok = ok || name != ""
	}
	return size, ok
}

func cutHead(part string) (head, content string, found bool) {
	if head, content, found = strings.Cut(part, "\r\n\r\n"); found {
		return head, content, true
	}
	return strings.Cut(part, "\n\n")
}

// disposition reads the name of a part, and whether it is a file.
func disposition(head string) (name string, file bool) {
	for line := range strings.Lines(head) {
		field, value, _ := strings.Cut(line, ":")
		if !strings.EqualFold(strings.TrimSpace(field), "Content-Disposition") {
			continue
		}
		for parameter := range strings.SplitSeq(value, ";") {
			key, value, _ := strings.Cut(parameter, "=")
			switch strings.TrimSpace(key) {
			case "name":
				name = strings.Trim(strings.TrimSpace(value), `"`) // .NET leaves the quotes out
			case "filename", "filename*":
				file = true
			}
		}
	}
	return name, file
}

// boundaryOf returns the boundary of a multipart body, or "" for another body.
// Recorders keep the header that names it or lose it; the body begins with it in
// any case.
func boundaryOf(contentType string, body []byte) string {
	if hasPrefixFold(contentType, "multipart/") {
		_, b, _ := strings.Cut(contentType, "boundary=")
		b, _, _ = strings.Cut(b, ";")
		if b = strings.Trim(strings.TrimSpace(b), `"`); b != "" {
			return b
		}
	}
	rest, ok := bytes.CutPrefix(bytes.TrimSpace(body), []byte("--"))
	if !ok {
		return ""
	}
	line, _, _ := bytes.Cut(rest[:min(len(rest), maxBoundary)], []byte("\n"))
	return string(bytes.TrimSpace(line))
}

// hasPrefixFold is strings.HasPrefix whatever the case of letters.
func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// containsFold reports whether a text holds a word of small letters, whatever their case.
func containsFold(s, word string) bool {
	for i := range len(s) {
		if s[i]|0x20 == word[0] && hasPrefixFold(s[i:], word) {
			return true
		}
	}
	return false
}
