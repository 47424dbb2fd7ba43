package pcap

import (
	"bytes"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// A record's text is a line of what the packets tell, and behind it the two
// messages as they were sent.

// Marks in the line.
const (
	markCutRequest  = "q"
	markCutResponse = "s"
	markFailed      = "f"
)

func (p pair) appendTo(text []byte) []byte {
	marks, response := "-", p.response
	if response == nil {
		response = &message{}
	}
	if p.request.cut || !p.request.done {
		marks += markCutRequest
	}
	if response.cut {
		marks += markCutResponse
	}
	if p.failed {
		marks += markFailed
	}
	took := int64(-1)
	if p.request.start != 0 && response.end >= p.request.start {
		took = int64(response.end - p.request.start)
	}
	text = fmt.Appendf(text, "%d %d %s %s %s %d\n", p.request.start, took, p.client, p.server, marks, len(p.request.raw))
	return append(append(text, p.request.raw...), response.raw...)
}

// A record is the text of a pair, taken apart.
type record struct {
	start, took       int64
	client, server    netip.AddrPort
	marks             string
	request, response []byte
}

func parse(text []byte) (r record, ok bool) {
	line, rest, _ := bytes.Cut(text, []byte("\n"))
	fields := strings.Fields(string(line))
	if len(fields) != 6 {
		return r, false
	}
	var errs [5]error
	var size uint64
	r.start, errs[0] = strconv.ParseInt(fields[0], 10, 64)
	r.took, errs[1] = strconv.ParseInt(fields[1], 10, 64)
	r.client, errs[2] = netip.ParseAddrPort(fields[2])
	r.server, errs[3] = netip.ParseAddrPort(fields[3])
	size, errs[4] = strconv.ParseUint(fields[5], 10, 31)
	for _, err := range errs {
		if err != nil {
			return r, false
		}
	}
	if int(size) > len(rest) {
		return r, false
	}
	r.marks, r.request, r.response = fields[4], rest[:size], rest[size:]
	return r, true
}

func decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	x := timeline.Exchange{Pos: rec.Pos, Took: -1, Grain: time.Microsecond}
	r, ok := parse(rec.Text)
	line, _, _ := bytes.Cut(r.request, []byte("\n"))
	fields := strings.Fields(string(line))
	if !ok || len(fields) < 3 {
		return x, &parsers.Skipped{Pos: rec.Pos, Reason: "no HTTP request"}
	}
	requestHead, requestBody := cutHead(r.request)
	responseHead, responseBody := cutHead(r.response)
	x.RequestHeaders, x.ResponseHeaders = parsers.HeadersOf(requestHead), parsers.HeadersOf(responseHead)
	x.Start, x.Took = timeline.Instant(r.start), time.Duration(r.took)
	x.Client, x.Server = address(r.client), address(r.server)
	x.Method, x.Tunnel = fields[0], fields[0] == "CONNECT"
	x.URL = target(&x, fields[1], r.server)
	x.Failed = strings.Contains(r.marks, markFailed)
	x.Status = statusOf(responseHead)
	if strings.Contains(fields[1], "://") || x.Tunnel {
		x.Server = "" // That is the proxy's.
	}
	if wanted != nil && !wanted(x.URL, x.Server) {
		x.RequestHeaders, x.ResponseHeaders = nil, nil
		return x, nil
	}
	x.RequestBody = parsers.WireBody(requestBody, x.Header("Transfer-Encoding"), x.Header("Content-Encoding"), strings.Contains(r.marks, markCutRequest))
	if len(responseHead) > 0 && !x.Tunnel {
		x.ResponseBody = parsers.WireBody(responseBody, x.ResponseHeader("Transfer-Encoding"), x.ResponseHeader("Content-Encoding"), strings.Contains(r.marks, markCutResponse))
	}
	return x, nil
}

func address(a netip.AddrPort) string { return a.Addr().Unmap().String() }

// target puts the URL together of the request's target and the Host header.
func target(x *timeline.Exchange, text string, server netip.AddrPort) string {
	switch {
	case x.Tunnel:
		return "https://" + strings.TrimSuffix(text, ":443")
	case strings.Contains(text, "://"):
		return text
	}
	host := x.Header("Host")
	if host == "" || strings.ContainsAny(host, "/\\?#@ ") {
		host = strings.TrimSuffix(server.String(), ":80")
	}
	return "http://" + host + "/" + strings.TrimPrefix(text, "/")
}
