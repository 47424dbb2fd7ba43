package accesslog

import (
	"bytes"
	"net/netip"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

const (
	errNoRequest = unusable("a connection without a request")
	errNoLine    = unusable("a request line that is none: wanted METHOD target HTTP/version")
	errNoTarget  = unusable("a request for something that is no address")
	errTorn      = unusable("no status behind the request: two lines that ran into one, or a bare quote")
)

// ask reads a request line, such as POST /createTask HTTP/1.1. Its target may hold
// blanks.
func ask(x *timeline.Exchange, host, line []byte) error {
	if isNone(line) {
		return errNoRequest
	}
	end := bytes.IndexByte(line, ' ')
	if end <= 0 || !isMethod(line[:end]) {
		return errNoLine
	}
	x.Method = methodName(line[:end])
	target := bytes.TrimLeft(line[end:], " ")
	if i := bytes.LastIndexByte(target, ' '); i >= 0 && bytes.HasPrefix(target[i+1:], []byte("HTTP/")) {
		target = target[:i]
	}
	return aim(x, "", string(host), string(target))
}

func isMethod(b []byte) bool {
	for _, c := range b {
		if (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return false
		}
	}
	return len(b) > 0
}

// methodName is string(b) that costs nothing for the methods that are used.
func methodName(b []byte) string {
	for _, known := range [...]string{"GET", "POST", "CONNECT", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"} {
		if string(b) == known {
			return known
		}
	}
	return string(b)
}

// aim puts the URL together. Without a host it is path and query; without a scheme
// the port tells it.
func aim(x *timeline.Exchange, scheme, host, target string) error {
	switch {
	case x.Method == "CONNECT":
		if !strings.Contains(target, ":") || strings.ContainsAny(target, "/ ") {
			return errNoTarget
		}
		x.Tunnel, x.URL = true, "https://"+target
	case strings.HasPrefix(target, "/"):
		x.URL = absolute(scheme, host, target)
	case target == "*":
		x.URL = absolute(scheme, host, "/")
	case isAbsolute(target):
		x.URL = target
	default:
		return errNoTarget
	}
	return nil
}

func absolute(scheme, host, target string) string {
	switch {
	case host == "" || host == "-" || host == "_":
		return target
	case scheme == "" && strings.HasSuffix(host, ":80"):
		scheme = "http"
	case scheme == "":
		scheme = "https"
	}
	return scheme + "://" + host + target
}

func isAbsolute(target string) bool {
	i := strings.Index(target, "://")
	if i <= 0 || len(target) == i+3 {
		return false
	}
	for _, c := range []byte(target[:i]) {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return false
		}
	}
	return true
}

// requestBody notes what a log has in its place for a body. Nothing stands for an
// empty body where there can be none, and else for one that the server did not
// see, such as an upload that it passed on.
func requestBody(x *timeline.Exchange, body []byte) {
	if isNone(body) {
		x.RequestBody.Shown = x.Method == "GET" || x.Method == "HEAD"
		return
	}
	x.RequestBody = timeline.Body{Bytes: body, Shown: true}
}

func agent(x *timeline.Exchange, name []byte) {
	if !isNone(name) {
		x.RequestHeaders = []timeline.Header{{Name: "User-Agent", Value: string(name)}}
	}
}

// address is parsers.Address, at less cost for what is an IPv4 address and no more.
func address(b []byte) string {
	text := string(b)
	if a, err := netip.ParseAddr(text); err == nil && a.Is4() {
		return text
	}
	return parsers.Address(text)
}

// ended notes how long an exchange took, and turns the stamp of its end back to
// its start.
func ended(x *timeline.Exchange, took time.Duration) {
	if took < 0 {
		return
	}
	x.Took = took
	if x.Start != 0 {
		x.Start = x.Start.Add(-took)
	}
}
