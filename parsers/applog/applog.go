// Package applog reads what HTTP clients and proxies say about their requests
// when they are told to be talkative: debug logs, written for people. Few of them
// show a body, and some show no time.
package applog

import (
	"bytes"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// The kinds of log.
var (
	CapMonster = newFormat(dialect{
		name: "cmc-debug", title: "Debug log of CapMonster's own client for Node.js (DEBUG=cmc-*)",
		shows: parsers.Facts{Times: "start, ms", Request: "yes", Response: "yes", Remarks: "`DEBUG=cmc-*`"},

		sign: "cmc-http Request options", part: capmonsterPart, read: readCapMonster,
	})
	Playwright = newFormat(dialect{
		name: "pw-api", title: "Playwright's API log (DEBUG=pw:api)",
		shows: parsers.Facts{Times: "start, ms", Request: "no", Response: "no", Remarks: "`DEBUG=pw:api`"},

		sign: "pw:api → METHOD URL", part: playwrightPart, read: readPlaywright,
	})
	HTTPClient = newFormat(dialect{
		name: "http.client", title: "Debug output of Python's http.client (debuglevel 1)",
		shows: parsers.Facts{Times: "answer's Date header, 1 s", Request: "yes", Response: "no", Remarks: "`http.client.HTTPConnection.debuglevel = 1`"},

		sign: "send: b'METHOD target HTTP/1.1", part: httpClientPart, read: readHTTPClient,
	})
	Curl = newFormat(dialect{
		name: "curl", title: "Output of curl --verbose",
		shows: parsers.Facts{Times: "answer's Date header, 1 s", Request: "no", Response: "yes, when it is printed too", Remarks: "`curl -v … 2>&1`"},

		sign: "> METHOD target HTTP", part: curlPart, read: readCurl,
	})
	Mitmdump = newFormat(dialect{
		name: "mitmdump", title: "What mitmdump prints (flow detail 1 to 3)",
		shows: parsers.Facts{Times: "answer's Date header, 1 s", Request: "detail 3", Response: "detail 3", Remarks: "what mitmdump prints; detail 1 shows no time at all"},

		sign: "client: METHOD URL", part: mitmdumpPart, read: readMitmdump,
	})
	URLLib3 = newFormat(dialect{
		name: "urllib3", title: "Debug log of Python's urllib3 and requests",
		shows: parsers.Facts{Times: "end of the answer, read as to 1 s", Request: "no", Response: "no", Remarks: "Python logging at level DEBUG; the query is shown"},

		sign: `https://host:443 "METHOD target HTTP/1.1" status length`, part: urllib3Part, read: readURLLib3,
	})
	HTTPX = newFormat(dialect{
		name: "httpx", title: "Log of Python's httpx",
		shows: parsers.Facts{Times: "end of the answer, read as to 1 s", Request: "no", Response: "no", Remarks: "Python logging at level INFO"},

		sign: "HTTP Request: METHOD URL", part: httpxPart, read: readHTTPX,
	})
	Undici = newFormat(dialect{
		name: "undici", title: "Debug log of Node.js fetch (NODE_DEBUG=undici)",
		shows: parsers.Facts{Times: "none", Request: "no", Response: "no", Remarks: "`NODE_DEBUG=undici` (or `fetch`)"},

		sign: "sending request to METHOD URL", part: undiciPart, read: readUndici,
	})
)

// Formats lists the kinds of log, in the order in which they are tried.
var Formats = []*parsers.Format{CapMonster, Playwright, HTTPClient, Curl, Mitmdump, URLLib3, HTTPX, Undici}

// A dialect is how one program writes: all in which the formats differ.
type dialect struct {
	name, title string
	shows       parsers.Facts
	sign        string // of the line that begins an exchange
	part        func(line []byte) part
	read        func(lines [][]byte, x *timeline.Exchange)
}

// A part is what a line is to the exchanges of a log.
type part int

const (
	elsewhere part = iota // of no exchange
	request               // begins an exchange
	alone                 // is an exchange by itself
	more                  // goes on with what stands before it
	answer                // begins the answer to a request
	ending                // ends an exchange, and begins none
)

func newFormat(d dialect) *parsers.Format {
	return &parsers.Format{Name: d.name, Title: d.title, Shows: d.shows, ByLine: true, Match: d.match, Split: d.split, Decode: d.decode}
}

// match looks for a line that begins an exchange.
func (d *dialect) match(prefix []byte) string {
	for line := range bytes.SplitSeq(d.beginning(prefix), []byte("\n")) {
		if p := d.part(bytes.TrimSuffix(line, []byte("\r"))); p == request || p == alone {
			return "lines such as " + d.sign
		}
	}
	return ""
}

func (d *dialect) decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	x := timeline.Exchange{Pos: rec.Pos, Took: -1}
	d.read(bytes.Split(rec.Text, []byte("\n")), &x)
	if x.URL == "" {
		return x, &parsers.Skipped{Pos: rec.Pos, Reason: "a request without its URL"}
	}
	if wanted != nil && !wanted(x.URL, x.Server) {
		x.RequestHeaders, x.ResponseHeaders = nil, nil
		x.RequestBody, x.ResponseBody = timeline.Body{}, timeline.Body{}
	}
	return x, nil
}
