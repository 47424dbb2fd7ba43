package jsondump

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
)

// outer notes a member of the object. Each name is one that some recorder uses.
func (d *decoder) outer(name, v []byte) {
	switch string(name) {
	case "time", "timestamp", "ts", "start", "started", "startedAt", "start_time", "request_time", "@timestamp", "date":
		d.start, d.x.Start = v, 0
	case "duration_ms", "durationMs", "elapsed_ms", "took_ms", "latency_ms", "duration", "elapsed", "took", "latency":
		if ms, err := strconv.ParseFloat(string(v), 64); err == nil && ms >= 0 && ms < 1e8 {
			d.x.Took = time.Duration(ms * float64(time.Millisecond))
		}
	case "remote", "client_ip", "clientIp", "client", "remote_ip", "clientAddress":
		d.client = v
	case "server", "server_ip", "serverIPAddress", "peer":
		d.server = v
	case "request", "req":
		d.request = v
	case "response", "res":
		d.response = v
	case "request_headers", "requestHeaders", "reqheaders":
		d.requestHeaders, d.requestType = v, nil
	case "response_headers", "responseHeaders", "rawHeaders":
		d.responseHeaders = v
	case "request_type":
		d.requestType = v
	case "request_body", "requestBody", "req_body":
		d.sent = payload{value: v}
	case "body_base64", "request_body_base64":
		d.sent = payload{value: v, base64: true}
	case "response_body", "responseBody", "res_body":
		d.received = payload{value: v}
	case "response_body_base64":
		d.received = payload{value: v, base64: true}
	case "scope":
		d.scope = v
	case "error", "err", "exception":
		d.failure = d.failure || !isNull(v) && string(v) != "false" && string(v) != `""`
	default:
		d.inRequest(name, v)
	}
}

// inRequest notes a member of a request.
func (d *decoder) inRequest(name, v []byte) {
	switch string(name) {
	case "method":
		d.method = v
	case "url", "uri", "href":
		if d.url != nil && !bytes.Equal(d.url, v) {
			d.x.Doubts |= timeline.DoubtAddress
		}
		d.url = v
	case "scheme":
		d.scheme = v
	case "host", "hostname":
		d.host = v
	case "path":
		d.path = v
	case "status", "statusCode", "status_code":
		d.status(v)
	case "headers", "header":
		d.requestHeaders, d.requestType = v, nil
	case "body", "data", "json", "postData", "payload":
		d.sent = payload{value: v}
	case "body_base64":
		d.sent = payload{value: v, base64: true}
	case "raw":
		message := d.room.Text(v)
		d.sent = d.sent.or(message)
		d.verb = requestLine(message)
	}
}

// inResponse notes a member of a response.
func (d *decoder) inResponse(name, v []byte) {
	switch string(name) {
	case "status", "statusCode", "status_code", "code":
		d.status(v)
	case "headers", "header":
		d.responseHeaders = v
	case "body", "data", "json", "text":
		d.received = payload{value: v}
	case "body_base64":
		d.received = payload{value: v, base64: true}
	case "raw":
		message := d.room.Text(v)
		d.received = d.received.or(message)
		d.status([]byte(statusLine(message)))
	}
}

func (d *decoder) status(v []byte) {
	n, err := strconv.Atoi(string(v))
	if isObject(v) {
		n = int(d.parsed(v).Get("code").Int())
	} else if err != nil {
		n = int(gjson.ParseBytes(v).Int())
	}
	if n > 0 && n < 1000 {
		d.x.Status = n
	}
}

// requestLine returns the method of a message in the form of HTTP.
func requestLine(message string) string {
	line, _, _ := strings.Cut(message, "\r\n")
	if fields := strings.Fields(line); len(fields) == 3 && strings.HasPrefix(fields[2], "HTTP/") {
		return fields[0]
	}
	return ""
}

// statusLine returns the status of a message in the form of HTTP.
func statusLine(message string) string {
	fields := strings.Fields(message[:min(len(message), 40)])
	if len(fields) < 2 || !strings.HasPrefix(fields[0], "HTTP/") {
		return ""
	}
	return fields[1]
}
