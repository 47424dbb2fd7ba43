package applog

import (
	"bytes"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// 2026-11-21T03:16:56.910Z cmc-http Request options {
//
//	headers: { 'user-agent': 'Zennolab.CapMonsterCloud.Client.JS/2.6.1' },
//	method: 'POST',
//	host: 'api.capmonster.cloud',
//	path: '/getBalance',
//
// 2026-11-21T03:16:56.911Z cmc-http Request body {"clientKey":"…"}
// 2026-11-21T03:16:56.936Z cmc-http Response headers received 200 OK
// 2026-11-21T03:16:56.937Z cmc-http Response body received {"errorId": 0}
var (
	capmonsterLine   = pattern(`(?:^|[\s\x1b\]m])cmc-\w+ `)
	capmonsterOption = pattern(`^\s+(method|host|port|path|protocol|'user-agent'): '([^']*)'`)
)

var (
	capmonsterOptions = []byte("cmc-http Request options")
	capmonsterBody    = []byte("cmc-http Request body ")
	capmonsterStatus  = []byte("cmc-http Response headers received ")
	capmonsterAnswer  = []byte("cmc-http Response body received ")
)

// maxRows is how many lines a body may have. The client writes one.
const maxRows = 100

func capmonsterPart(line []byte) part {
	switch {
	case bytes.Contains(line, capmonsterOptions):
		return request
	case bytes.Contains(line, capmonsterStatus):
		return answer
	default:
		return more
	}
}

func readCapMonster(lines [][]byte, x *timeline.Exchange) {
	x.Start, x.Grain = stamp(lines[0])
	options := map[string]string{}
	var body *timeline.Body // that is being read: it may have several lines
	rows := 0
	for _, line := range lines {
		text := []byte(nil)
		switch {
		case !capmonsterLine().Match(line[:min(len(line), maxPrefix)]):
			if m := capmonsterOption().FindSubmatch(line); m != nil && body == nil && options[string(m[1])] == "" {
				options[string(m[1])] = string(m[2])
			}
			text = line
		case bytes.Contains(line, capmonsterBody):
			body = &x.RequestBody
			_, text, _ = bytes.Cut(line, capmonsterBody)
		case bytes.Contains(line, capmonsterStatus):
			body = nil
			_, code, _ := bytes.Cut(line, capmonsterStatus)
			x.Status = status(code[:min(3, len(code))])
			x.Took = since(x.Start, line)
		case bytes.Contains(line, capmonsterAnswer):
			body = &x.ResponseBody
			_, text, _ = bytes.Cut(line, capmonsterAnswer)
			x.Took = since(x.Start, line)
		default:
			body = nil
		}
		if body == nil {
			continue
		}
		body.Bytes, body.Shown = append(body.Bytes, text...), true
		if rows++; rows == maxRows || parsers.CheckJSON(body.Bytes) == nil {
			body, rows = nil, 0 // what follows was printed by somebody else
		}
	}
	address(options, x)
}

// address makes method, URL and user agent of a request's options.
func address(options map[string]string, x *timeline.Exchange) {
	if x.Method = options["method"]; options["host"] == "" || options["path"] == "" {
		return
	}
	scheme, host := "https:", options["host"]
	if options["protocol"] == "http:" {
		scheme = "http:"
	}
	if port := options["port"]; port != "" && port != "443" {
		host += ":" + port
	}
	x.URL = scheme + "//" + host + options["path"]
	if agent := options["'user-agent'"]; agent != "" {
		x.RequestHeaders = []timeline.Header{{Name: "User-Agent", Value: agent}}
	}
}
