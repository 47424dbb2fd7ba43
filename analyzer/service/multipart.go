package service

import (
	"bytes"
	"strings"
)

// maxBoundary bounds the line that begins a multipart body.
const maxBoundary = 200

// addMultipart reads the parts of an upload. ok is false where none can be told.
func (p *phpRequest) addMultipart(text []byte, boundary string, cut bool) (ok bool) {
	delimiter := []byte("--" + boundary)
	if cut { // so is its last part
		text = text[:max(bytes.LastIndex(text, delimiter), 0)]
	}
	for part := range bytes.SplitSeq(text, delimiter) {
		head, content, found := cutHead(part)
		if !found {
			continue
		}
		name, file := disposition(head)
		content = bytes.TrimSuffix(bytes.TrimSuffix(content, []byte("\n")), []byte("\r"))
		switch {
		case file:
			p.file = max(p.file, int64(len(content)))
		case name != "":
			p.values.Add(name, string(content))
		}
		ok = ok || name != ""
	}
	return ok
}

func cutHead(part []byte) (head, content []byte, found bool) {
	if head, content, found = bytes.Cut(part, []byte("\r\n\r\n")); found {
		return head, content, true
	}
	return bytes.Cut(part, []byte("\n\n"))
}

// disposition reads the name of a part, and whether it is a file.
func disposition(head []byte) (name string, file bool) {
	for line := range strings.Lines(string(head)) {
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
	if strings.HasPrefix(strings.ToLower(contentType), "multipart/") {
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
