package applog

import (
	"bytes"

	"github.com/banlint/banlint/analyzer/timeline"
)

// 2026-11-21T03:08:29.157Z pw:api → POST https://host/path
// 2026-11-21T03:08:29.157Z pw:api   user-agent: Mozilla/5.0
// 2026-11-21T03:08:29.195Z pw:api ← 200 OK
//
// Errors repeat these lines, without pw:api, in what they call a call log.
var (
	playwrightRequest = pattern(`pw:api\s+→ ([A-Z]+) (https?://\S+)`)
	playwrightAnswer  = pattern(`pw:api\s+← (\d{3})`)
	playwrightHeader  = pattern(`pw:api\s+([\w-]+): (.*)`)
)

func playwrightPart(line []byte) part {
	switch {
	case !bytes.Contains(line, []byte("pw:api")):
		return elsewhere
	case playwrightRequest().Match(line):
		return request
	case playwrightAnswer().Match(line):
		return answer
	case playwrightHeader().Match(line):
		return more
	default:
		return elsewhere
	}
}

func readPlaywright(lines [][]byte, x *timeline.Exchange) {
	m := playwrightRequest().FindSubmatch(lines[0])
	x.Method, x.URL = string(m[1]), string(m[2])
	x.Start, x.Grain = stamp(lines[0])
	headers := &x.RequestHeaders
	for _, line := range lines[1:] {
		if m := playwrightAnswer().FindSubmatch(line); m != nil {
			x.Status = status(m[1])
			x.Took = since(x.Start, line)
			headers = &x.ResponseHeaders
		} else if m := playwrightHeader().FindSubmatch(line); m != nil {
			*headers = append(*headers, timeline.Header{Name: string(m[1]), Value: string(m[2])})
		}
	}
}
