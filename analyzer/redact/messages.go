package redact

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// harmless are the header fields whose values may stay, in lower case.
var harmless = map[string]bool{
	"host": true, "content-length": true, "content-encoding": true, "transfer-encoding": true, "user-agent": true, "accept": true,
	"accept-encoding": true, "accept-language": true, "connection": true, "date": true, "retry-after": true, "server": true, "cache-control": true, "vary": true,
}

func (r *Redactor) headers(headers []timeline.Header) {
	for i := range headers {
		headers[i].Value = r.Header(headers[i].Name, headers[i].Value)
	}
}

// address replaces what an address may hold beside its host and the names in its path.
func (r *Redactor) address(s string) string {
	before, query, found := strings.Cut(s, "?")
	before, _, _ = strings.Cut(before, "#")
	redacted := remembered(r.places, before, r.place)
	if !found {
		return redacted
	}
	query, _, _ = strings.Cut(query, "#")
	return redacted + "?" + r.form(query)
}

// place is an address without a query.
func (r *Redactor) place(s string) string {
	scheme, rest, whole := strings.Cut(s, "://")
	if whole {
		scheme += "://"
	} else {
		scheme, rest = "", s
	}
	host, _, _ := strings.Cut(rest, "/")
	return scheme + r.scrubbed(host[strings.LastIndexByte(host, '@')+1:]) + r.path(rest[len(host):])
}

// path replaces what stands in a path that is no name of a function, no number and no UUID.
func (r *Redactor) path(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if !named().MatchString(p) {
			parts[i] = r.placeholder(otherTexts, p)
		}
	}
	return strings.Join(parts, "/")
}

var named = pattern(`^(?:[A-Za-z._-]{0,40}[0-9]{0,3}[A-Za-z._-]{0,12}|[0-9]{1,20}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$`)

// body replaces what a body holds.
func (r *Redactor) body(b *timeline.Body) {
	if len(b.Bytes) == 0 && b.Left == nil {
		return
	}
	text := string(b.Whole())
	b.Left = nil
	b.Bytes = []byte(r.plainBody(text))
}

// Body is what takes the place of a body.
func (r *Redactor) Body(body []byte) []byte { return []byte(r.plainBody(string(body))) }

// plainBody replaces what a body holds. One that is not understood keeps nothing but its shape.
func (r *Redactor) plainBody(text string) string {
	switch trimmed := strings.TrimSpace(text); {
	case trimmed == "":
		return text
	case looksLikeJSON(trimmed):
		return r.json(text, place{})
	case strings.HasPrefix(trimmed, "--"):
		return r.multipart(text)
	case r.asked && strings.HasPrefix(trimmed, "OK|"):
		return r.answer(trimmed)
	case pairs().MatchString(trimmed):
		return r.form(trimmed)
	case code().MatchString(trimmed) && !keyLike().MatchString(trimmed):
		return text
	default:
		return r.placeholder(otherTexts, text)
	}
}

var (
	pairs = pattern(`^[A-Za-z_][A-Za-z_0-9\[\]]*=[^\s<]*$`)
	code  = pattern(`^(?:[A-Z][A-Z0-9_]{2,60}|ERROR: [0-9]{1,6}|OK\|[0-9|]{1,400}|[0-9.]{1,20})$`)
	part  = pattern(`(?s)(name="?([A-Za-z_]+)"?[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n)(.*?)(\r?\n--)`)
)

func (r *Redactor) multipart(text string) string {
	return part().ReplaceAllStringFunc(text, func(s string) string {
		m := part().FindStringSubmatch(s)
		return m[1] + r.treated(treatmentOf(m[2]), m[3]) + m[4]
	})
}

// answer replaces the solution, which stands behind OK.
func (r *Redactor) answer(text string) string {
	parts := strings.Split(strings.TrimPrefix(text, "OK|"), "|")
	for i, p := range parts {
		parts[i] = r.placeholder("solutions", p)
	}
	return "OK|" + strings.Join(parts, "|")
}

// asksForSolution reports whether an exchange asks for a solution in the in.php dialect.
func asksForSolution(x *timeline.Exchange) bool {
	return strings.Contains(x.URL, "/res.php") && (strings.Contains(x.URL, "action=get&") || strings.HasSuffix(x.URL, "action=get"))
}

// Message replaces what a message of HTTP/1 holds. Its length is as long as it is then.
func (r *Redactor) Message(text []byte) []byte {
	head, body, _ := bytes.Cut(text, []byte("\r\n\r\n"))
	if i := bytes.Index(text, []byte("\n\n")); i >= 0 && i < len(head) {
		head, body = text[:i], text[i+2:]
	}
	body = r.Body(body)
	var b bytes.Buffer
	for i, line := range strings.Split(string(head), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if i == 0 {
			b.WriteString(r.firstLine(line))
		} else {
			b.WriteString(r.headerLine(line, len(body)))
		}
		b.WriteString("\r\n")
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// firstLine replaces what a request line or a status line holds.
func (r *Redactor) firstLine(line string) string {
	words := strings.Split(line, " ")
	for i, w := range words {
		switch {
		case i == 1 && !strings.HasPrefix(line, "HTTP/"):
			words[i] = r.address(w)
		case i > 1 && strings.HasPrefix(line, "HTTP/"):
			words[i] = r.word("", w)
		default:
			words[i] = r.scrubbed(w)
		}
	}
	return strings.Join(words, " ")
}

func (r *Redactor) headerLine(line string, length int) string {
	name, value, found := strings.Cut(line, ":")
	switch {
	case !found:
		return r.placeholder("headers", line)
	case strings.EqualFold(name, "Content-Length") && strings.TrimSpace(value) != "0":
		return name + ": " + strconv.Itoa(length)
	default:
		return r.Name(name) + ": " + r.Header(strings.TrimSpace(name), strings.TrimSpace(value))
	}
}
