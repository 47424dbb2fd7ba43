package applog

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// 127.0.0.1:56824: POST https://host/path
//
//	Host: host
//
//	{
//	    "clientKey": "…"
//	}
//
// << 200 OK 35b
//
//	Date: Sat, 21 Nov 2026 03:04:51 GMT
//
//	{
//	    "errorId": 0
//	}
//
// A flow is printed as a whole when its answer is there.
var (
	mitmdumpRequest = pattern(`^(?:\[[0-9:.]+\] ?)?(\S+:\d+): ([A-Z]+) (https?://\S+?)(?: [HTP]*/?[0-9.]*)?$`) // the version may be cut
	mitmdumpAnswer  = pattern(`^\s+<< (?:HTTP/[0-9.]+ )?(\d{3})\b`)
	mitmdumpFailure = pattern(`^\s+<< `)
	mitmdumpField   = pattern(`^    ([\w-]+): (.*)$`)
)

func mitmdumpPart(line []byte) part {
	switch {
	case mitmdumpRequest().Match(line):
		return request
	case mitmdumpFailure().Match(line):
		return answer
	case len(line) == 0, bytes.HasPrefix(line, []byte("    ")):
		return more
	default:
		return ending
	}
}

func readMitmdump(lines [][]byte, x *timeline.Exchange) {
	m := mitmdumpRequest().FindSubmatch(lines[0])
	x.Client = parsers.Address(string(m[1]))
	x.Method, x.URL = string(m[2]), unshortened(string(m[3]))
	for i, line := range lines[1:] {
		if !mitmdumpFailure().Match(line) {
			continue
		}
		x.RequestHeaders, x.RequestBody = message(lines[1 : i+1])
		if m := mitmdumpAnswer().FindSubmatch(line); m != nil {
			x.Status = status(m[1])
		}
		x.Failed = x.Status == 0
		x.ResponseHeaders, x.ResponseBody = message(lines[i+2:])
		break
	}
	dated(x)
}

// unshortened takes off the parameter that mitmdump cut to make a URL fit the
// terminal.
func unshortened(target string) string {
	short, cut := strings.CutSuffix(target, "…")
	if i := strings.LastIndexAny(short, "?&"); cut && i >= 0 {
		return short[:i]
	}
	return short
}

// message reads the headers and, behind an empty line, the body.
func message(lines [][]byte) (headers []timeline.Header, body timeline.Body) {
	var text [][]byte
	inBody := false
	for _, line := range lines {
		switch m := mitmdumpField().FindSubmatch(line); {
		case !inBody && m != nil:
			headers = append(headers, timeline.Header{Name: string(m[1]), Value: string(m[2])})
		case len(line) == 0:
			inBody = inBody || len(headers) > 0
		default:
			text = append(text, bytes.TrimPrefix(line, []byte("    ")))
		}
	}
	return headers, viewed(text)
}

// viewed makes a body of what mitmdump shows of it: JSON in its own layout, a form
// as one field a line. What it cut off is not shown.
func viewed(lines [][]byte) timeline.Body {
	if len(lines) == 0 || bytes.Contains(lines[len(lines)-1], []byte("(cut off)")) {
		return timeline.Body{}
	}
	text := bytes.TrimSpace(bytes.Join(lines, []byte("\n")))
	if form := formOf(lines); form != nil {
		text = []byte(form.Encode())
	}
	return timeline.Body{Bytes: text, Shown: len(text) > 0}
}

// formOf reads lines such as "name:   value"; nil when they are something else.
func formOf(lines [][]byte) url.Values {
	form := url.Values{}
	for _, line := range lines {
		name, value, found := strings.Cut(string(line), ": ")
		if !found || strings.ContainsAny(name, ` "{`) {
			return nil
		}
		form.Add(name, strings.TrimSpace(value))
	}
	return form
}
