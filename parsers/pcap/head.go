package pcap

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// headEnd is the place behind the first empty line from at on, or -1.
func headEnd(raw []byte, at int) int {
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

func cutHead(raw []byte) (head, body []byte) {
	end := headEnd(raw, 0)
	if end < 0 {
		return nil, nil
	}
	return raw[:end], raw[end:]
}

func statusOf(head []byte) int {
	m := message{raw: head}
	m.startLine()
	return m.status
}

// framing reads how long a body is; the length is negative where no field says.
func framing(head []byte) (length int64, chunked bool) {
	length = -1
	for _, h := range headers(head) {
		switch {
		case strings.EqualFold(h.Name, "Content-Length") && length < 0:
			if n, err := strconv.ParseUint(h.Value, 10, 62); err == nil {
				length = int64(n)
			}
		case strings.EqualFold(h.Name, "Transfer-Encoding"):
			chunked = strings.Contains(strings.ToLower(h.Value), "chunked")
		}
	}
	return length, chunked
}

// headers reads the fields of a head, behind its first line.
func headers(head []byte) []timeline.Header {
	_, rest, _ := bytes.Cut(head, []byte("\n"))
	var all []timeline.Header
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
