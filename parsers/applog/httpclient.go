package applog

import (
	"bytes"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// send: b'POST /path HTTP/1.1\r\nHost: host\r\n\r\n'
// send: b'{"clientKey": "…"}'
// reply: 'HTTP/1.1 200 OK\r\n'
// header: Date: Sat, 21 Nov 2026 03:04:51 GMT
var (
	httpClientRequest = pattern(`^send: b['"][A-Z]+ \S+ HTTP/1\.[01]\\r\\n`)
	httpClientReply   = pattern(`^reply: ['"]HTTP/[0-9.]+ (\d{3})`)
)

func httpClientPart(line []byte) part {
	switch {
	case httpClientRequest().Match(line):
		return request
	case bytes.HasPrefix(line, []byte("reply: ")):
		return answer
	case bytes.HasPrefix(line, []byte("send: b")), bytes.HasPrefix(line, []byte("header: ")):
		return more
	default:
		return elsewhere
	}
}

func readHTTPClient(lines [][]byte, x *timeline.Exchange) {
	var sent []byte
	for _, line := range lines {
		if literal, ok := bytes.CutPrefix(line, []byte("send: b")); ok {
			sent = append(sent, unquote(literal)...)
		} else if m := httpClientReply().FindSubmatch(line); m != nil {
			x.Status = status(m[1])
		} else if field, ok := bytes.CutPrefix(line, []byte("header: ")); ok {
			x.ResponseHeaders = addHeader(x.ResponseHeaders, string(field))
		}
	}
	head, body, _ := bytes.Cut(sent, []byte("\r\n\r\n"))
	x.RequestBody = timeline.Body{Bytes: body, Shown: true}
	fields := strings.Split(string(head), "\r\n")
	for _, f := range fields[1:] {
		x.RequestHeaders = addHeader(x.RequestHeaders, f)
	}
	if words := strings.Fields(fields[0]); len(words) == 3 {
		x.Method, x.URL = words[0], absolute(words[1], x)
	}
	dated(x)
}

// addHeader adds a field such as "Name: value".
func addHeader(headers []timeline.Header, field string) []timeline.Header {
	name, value, found := strings.Cut(field, ":")
	if !found {
		return headers
	}
	return append(headers, timeline.Header{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)})
}

// absolute is the URL of a request's target. Which scheme it was is not shown; the
// services are called by HTTPS.
func absolute(target string, x *timeline.Exchange) string {
	if host := x.Header("Host"); host != "" && strings.HasPrefix(target, "/") {
		return "https://" + host + target
	}
	return target
}

// unquote undoes how Python writes bytes, from the quotation mark on.
func unquote(literal []byte) []byte {
	if len(literal) < 2 {
		return nil
	}
	mark, text := literal[0], literal[1:]
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text) && text[i] != mark; i++ {
		if text[i] != '\\' || i+1 == len(text) {
			out = append(out, text[i])
			continue
		}
		i++
		switch text[i] {
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'x':
			if i+2 < len(text) {
				out = append(out, digit(text[i+1])<<4|digit(text[i+2]))
				i += 2
			}
		default:
			out = append(out, text[i])
		}
	}
	return out
}

// digit is the value of a hexadecimal digit in small letters, as Python writes them.
func digit(c byte) byte {
	return byte(max(0, strings.IndexByte("0123456789abcdef", c)))
}
