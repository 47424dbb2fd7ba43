package applog

import (
	"bytes"
	"strconv"

	"github.com/banlint/banlint/analyzer/timeline"
)

// * Connected to host (192.0.2.1) port 443 (#0)
// > POST /path HTTP/1.1
// > Host: host
// } [164 bytes data]
// < HTTP/1.1 200 OK
// < Content-Length: 35
// { [35 bytes data]
// {"errorId": 0, "taskId": 1}
var (
	curlRequest = pattern(`^> ([A-Z]+) (\S+) HTTP/[0-9.]+$`)
	curlAnswer  = pattern(`^< HTTP/[0-9.]+ ([2-5]\d\d)\b`)
	curlData    = pattern(`^[{}] \[\d+ bytes data\]$`)
	curlTime    = pattern(`^\d\d:\d\d:\d\d\.\d{6} `)
)

// curlPart leaves out CONNECT and its answer: what goes through the tunnel stands
// in the log as well.
func curlPart(line []byte) part {
	line = bytes.TrimPrefix(line, curlTime().Find(line))
	m := curlRequest().FindSubmatch(line)
	switch {
	case m != nil && string(m[1]) == "CONNECT":
		return ending
	case m != nil:
		return request
	case curlAnswer().Match(line):
		return answer
	default:
		return more
	}
}

func readCurl(lines [][]byte, x *timeline.Exchange) {
	var body [][]byte
	for _, line := range lines {
		line = bytes.TrimPrefix(line, curlTime().Find(line))
		mark, field, _ := bytes.Cut(line, []byte(" "))
		switch m := curlAnswer().FindSubmatch(line); {
		case m != nil:
			x.Status = status(m[1])
		case string(mark) == ">":
			x.RequestHeaders = addHeader(x.RequestHeaders, string(field))
		case string(mark) == "<":
			x.ResponseHeaders = addHeader(x.ResponseHeaders, string(field))
		case string(mark) != "*" && !curlData().Match(line) && x.Status != 0:
			body = append(body, line)
		}
	}
	m := curlRequest().FindSubmatch(bytes.TrimPrefix(lines[0], curlTime().Find(lines[0])))
	x.Method, x.URL = string(m[1]), absolute(string(m[2]), x)
	x.ResponseBody = curlBody(body, x)
	dated(x)
}

// curlBody finds the answer's body among what is no line of curl's own: of the
// length that the answer gives, or a single line where it gives none. Curl writes
// its next line right behind a body without a line break.
func curlBody(lines [][]byte, x *timeline.Exchange) timeline.Body {
	text := bytes.Join(lines, []byte("\n"))
	length, err := strconv.Atoi(x.ResponseHeader("Content-Length"))
	switch {
	case err == nil && length >= 0 && length <= len(text):
		return timeline.Body{Bytes: text[:length], Shown: true}
	case err != nil && len(bytes.TrimSpace(text)) > 0 && bytes.Count(bytes.TrimSpace(text), []byte("\n")) == 0:
		text, _, _ = bytes.Cut(text, []byte("* Connection #"))
		return timeline.Body{Bytes: bytes.TrimSpace(text), Shown: true}
	default:
		return timeline.Body{}
	}
}
