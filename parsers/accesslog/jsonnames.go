package accesslog

import (
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// member notes what a member of a line says, under any of the names that servers,
// or those who set them up, give it.
func (l *jsonLine) member(name string, v gjson.Result) {
	switch name {
	case "method", "verb":
		first(&l.x.Method, v)
	case "request_method", "RequestMethod", "ClientRequestMethod":
		first(&l.x.Method, v)
		l.server = true
	case "host", "http_host", "RequestHost", "ClientRequestHost", ":authority", "authority":
		first(&l.host, v)
	case "scheme", "RequestScheme", "ClientRequestScheme":
		first(&l.scheme, v)
	case "uri", "path", "document_uri":
		l.aimed = l.aimed || v.Type == gjson.String
		first(&l.path, v)
	case "request_uri", "RequestPath", "ClientRequestURI", "x-envoy-origin-path":
		l.aimed = true
		first(&l.target, v)
	case "args", "query_string":
		first(&l.query, v)
	case "request":
		l.request(v)
	case "status", "DownstreamStatus", "response_code", "EdgeResponseStatus":
		l.status(name, v)
	case "body", "request_body":
		l.body = v
	case "ua", "http_user_agent", "user-agent", "user_agent", "request_User-Agent", "ClientRequestUserAgent":
		first(&l.agent, v)
	case "response", "res", "req":
		l.dump = l.dump || v.IsObject()
	case "response_body", "responseBody", "resp_body":
		l.dump = true
	default:
		l.peer(name, v)
		l.clock(name, v)
	}
}

// first notes the first value of what may be given more than once.
func first(to *string, v gjson.Result) {
	if *to == "" && v.Str != "-" {
		*to = v.Str
	}
}

func (l *jsonLine) status(name string, v gjson.Result) {
	l.answered = true
	l.envoy = l.envoy || name == "response_code"
	l.x.Status = max(number([]byte(v.String())), 0)
	if l.x.Status > 999 {
		l.x.Status = 0
	}
}

// peer notes who asked.
func (l *jsonLine) peer(name string, v gjson.Result) {
	switch name {
	case "remote_addr", "ClientAddr", "downstream_remote_address", "ClientIP":
		first(&l.client, v)
		l.server = true
	case "remote_ip":
		first(&l.client, v)
	case "body_bytes_sent":
		l.server, l.x.AnswerSize = true, max(number([]byte(v.String())), 0)
	case "bytes_sent", "upstream_addr", "upstream_response_time", "RouterName", "entryPointName", "RayID":
		l.server = true
	}
}

// request is an object at Caddy, and a request line at nginx.
func (l *jsonLine) request(v gjson.Result) {
	if v.IsObject() {
		v.ForEach(func(name, value gjson.Result) bool {
			l.caddy(name.Str, value)
			return true
		})
		return
	}
	l.aimed = l.aimed || v.Type == gjson.String
	method, target, found := strings.Cut(v.Str, " ")
	if !found || !isMethod([]byte(method)) {
		return
	}
	if i := strings.LastIndexByte(target, ' '); i >= 0 && strings.HasPrefix(target[i+1:], "HTTP/") {
		target = target[:i]
	}
	l.x.Method, l.target = method, target
}

// caddy notes a member of Caddy's request. The address there is the connection's.
func (l *jsonLine) caddy(name string, v gjson.Result) {
	switch name {
	case "remote_ip", "remote_addr":
		l.client = v.Str
		l.server = true
	case "method":
		l.x.Method = v.Str
	case "host":
		l.host = v.Str
	case "uri":
		l.target, l.aimed = v.Str, true
	case "headers":
		l.headers = v
	case "tls":
		l.scheme = "https"
	}
}

// clock notes times. nginx and Caddy stamp the end, the others the start.
func (l *jsonLine) clock(name string, v gjson.Result) {
	switch name {
	case "ts", "time", "timestamp", "@timestamp", "msec", "time_local", "time_iso8601":
		l.stamp(v, end)
	case "StartUTC", "start_time", "EdgeStartTimestamp":
		l.stamp(v, start)
	case "EdgeEndTimestamp":
		l.end = momentOf(v)
	case "rt", "request_time":
		l.took = tookIn(v, time.Second)
		l.server = true
	case "Duration":
		l.took = tookIn(v, time.Nanosecond)
	case "duration":
		l.number = v
	}
}
