package parsers

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// maxHeaders is how many fields of a head are looked at.
const maxHeaders = 1000

// A Message is a request or a response of HTTP/1 as it was sent.
type Message struct {
	Line    []string // the words of its first line
	Headers []timeline.Header
	Raw     []byte // its body, codings and all
}

// ParseMessage takes a message apart. One without an empty line behind its head is all head.
func ParseMessage(raw []byte) Message {
	end := HeadEnd(raw, 0)
	if end < 0 {
		end = len(raw)
	}
	line, _, _ := bytes.Cut(raw[:end], []byte("\n"))
	return Message{strings.Fields(string(line)), HeadersOf(raw[:end]), raw[end:]}
}

// Header returns the first value of a field, whatever the case of its letters.
func (m *Message) Header(name string) string {
	for _, h := range m.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// Body is the body without its codings.
func (m *Message) Body() timeline.Body {
	return WireBody(m.Raw, m.Header("Transfer-Encoding"), m.Header("Content-Encoding"), false)
}

// Status is the status of a response; 0 for none.
func (m *Message) Status() int {
	if len(m.Line) < 2 || !strings.HasPrefix(m.Line[0], "HTTP/") {
		return 0
	}
	code, err := strconv.ParseUint(m.Line[1], 10, 10)
	if err != nil || code < 100 {
		return 0
	}
	return int(code)
}

// Target returns the URL of a request, whose first line may leave out what the others tell:
// the host, and the scheme and the host that stand in for them.
func (m *Message) Target(scheme, host string) string {
	if len(m.Line) < 2 {
		return ""
	}
	switch target := m.Line[1]; {
	case m.Line[0] == "CONNECT":
		return "https://" + strings.TrimSuffix(target, ":443")
	case strings.Contains(target, "://"):
		return target
	default:
		if named := m.Header("Host"); named != "" && !strings.ContainsAny(named, "/\\?#@ ") {
			host = named
		}
		return scheme + "://" + host + "/" + strings.TrimPrefix(target, "/")
	}
}

// HeadEnd is the place behind the first empty line from at on, or -1.
func HeadEnd(raw []byte, at int) int {
	for i := at; i < len(raw); i++ {
		switch rest := raw[i:]; {
		case bytes.HasPrefix(rest, []byte("\r\n\r\n")):
			return i + 4
		case bytes.HasPrefix(rest, []byte("\n\n")):
			return i + 2
		}
	}
	return -1
}

// HeadersOf reads the fields of a head, behind its first line.
func HeadersOf(head []byte) (all []timeline.Header) {
	_, rest, _ := bytes.Cut(head, []byte("\n"))
	for line := range bytes.Lines(rest) {
		name, value, found := bytes.Cut(line, []byte(":"))
		if len(all) == maxHeaders {
			break
		}
		if found {
			all = append(all, timeline.Header{Name: string(bytes.TrimSpace(name)), Value: string(bytes.TrimSpace(value))})
		}
	}
	return all
}

// WireBody is a body without its transfer coding and its content coding; cut where bytes of
// it are known to be missing.
func WireBody(raw []byte, transfer, content string, cut bool) timeline.Body {
	if strings.Contains(strings.ToLower(transfer), "chunked") {
		whole := Dechunked(raw)
		raw, cut = whole.Bytes, cut || whole.Cut
	}
	decoded := Decoded(raw, content)
	decoded.Cut = decoded.Shown && (decoded.Cut || cut)
	return decoded
}
