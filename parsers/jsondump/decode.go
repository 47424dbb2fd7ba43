package jsondump

import (
	"cmp"
	"encoding/base64"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

func decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	if err := parsers.CheckJSON(rec.Text); err != nil {
		return timeline.Exchange{}, &parsers.Skipped{Pos: rec.Pos, Reason: err.Error()}
	}
	root := gjson.ParseBytes(rec.Text)
	if !root.IsObject() {
		return timeline.Exchange{}, &parsers.Skipped{Pos: rec.Pos, Reason: "an exchange that is no JSON object"}
	}
	d := decoder{}
	d.x.Pos, d.x.Took = rec.Pos, -1
	root.ForEach(func(name, value gjson.Result) bool {
		d.outer(name.Str, value)
		return true
	})
	d.sides()
	if d.x.URL == "" {
		return d.x, &parsers.Skipped{Pos: rec.Pos, Reason: "an object without the URL of a request (url, uri, or host and path)"}
	}
	if wanted != nil && !wanted(d.x.URL, d.x.Server) {
		return timeline.Exchange{Pos: d.x.Pos, Start: d.x.Start, Grain: d.x.Grain, Took: d.x.Took, URL: d.x.URL, Status: d.x.Status, Tunnel: d.x.Tunnel}, nil
	}
	d.bodies()
	return d.x, nil
}

// decoder is the work on one object. It notes where things are first, since the
// members may come in any order.
type decoder struct {
	x                  timeline.Exchange
	request, response  gjson.Result // the sides, where the object has them
	sent, received     payload
	scheme, host, path string
	scope              string // of nock
	failure            bool
}

// payload is a body before it is decoded.
type payload struct {
	value  gjson.Result
	base64 bool
}

// outer notes a member of the object. Each name is one that some recorder uses.
func (d *decoder) outer(name string, v gjson.Result) {
	switch name {
	case "time", "timestamp", "ts", "start", "started", "startedAt", "start_time", "request_time", "@timestamp", "date":
		d.x.Start, d.x.Grain = instant(v)
	case "duration_ms", "durationMs", "elapsed_ms", "took_ms", "latency_ms", "duration", "elapsed", "took", "latency":
		if v.Type == gjson.Number && v.Num >= 0 && v.Num < 1e8 {
			d.x.Took = time.Duration(v.Num * float64(time.Millisecond))
		}
	case "remote", "client_ip", "clientIp", "client", "remote_ip", "clientAddress":
		d.x.Client = parsers.Address(v.Str)
	case "server", "server_ip", "serverIPAddress", "peer":
		d.x.Server = parsers.Address(v.Str)
	case "request", "req":
		d.request = v
	case "response", "res":
		d.response = v
	case "request_headers", "requestHeaders", "reqheaders":
		d.x.RequestHeaders = headers(v)
	case "response_headers", "responseHeaders", "rawHeaders":
		d.x.ResponseHeaders = headers(v)
	case "request_type":
		d.x.RequestHeaders = append(d.x.RequestHeaders, timeline.Header{Name: "Content-Type", Value: v.Str})
	case "request_body", "requestBody", "req_body":
		d.sent = payload{value: v}
	case "body_base64", "request_body_base64":
		d.sent = payload{v, true}
	case "response_body", "responseBody", "res_body":
		d.received = payload{value: v}
	case "response_body_base64":
		d.received = payload{v, true}
	case "scope":
		d.scope = v.Str
	case "error", "err", "exception":
		d.failure = d.failure || v.Type != gjson.Null && v.Type != gjson.False && v.String() != ""
	default:
		d.asked(name, v)
	}
}

// asked notes a member of a request.
func (d *decoder) asked(name string, v gjson.Result) {
	switch name {
	case "method":
		d.x.Method = strings.ToUpper(v.Str)
	case "url", "uri", "href":
		d.x.URL = v.Str
	case "scheme":
		d.scheme = v.Str
	case "host", "hostname":
		d.host = v.Str
	case "path":
		d.path = v.Str
	case "status", "statusCode", "status_code":
		d.status(v)
	case "headers", "header":
		d.x.RequestHeaders = headers(v)
	case "body", "data", "json", "postData", "payload":
		d.sent = payload{value: v}
	case "body_base64":
		d.sent = payload{v, true}
	case "raw":
		d.sent = d.sent.or(raw(v))
		d.x.Method = cmp.Or(d.x.Method, requestLine(v.Str))
	}
}

// replied notes a member of a response.
func (d *decoder) replied(name string, v gjson.Result) {
	switch name {
	case "status", "statusCode", "status_code", "code":
		d.status(v)
	case "headers", "header":
		d.x.ResponseHeaders = headers(v)
	case "body", "data", "json", "text":
		d.received = payload{value: v}
	case "body_base64":
		d.received = payload{v, true}
	case "raw":
		d.received = d.received.or(raw(v))
		d.status(gjson.Result{Type: gjson.Number, Num: statusLine(v.Str)})
	}
}

func (d *decoder) status(v gjson.Result) {
	if v.IsObject() {
		v = v.Get("code")
	}
	if n := v.Int(); n > 0 && n < 1000 {
		d.x.Status = int(n)
	}
}

// raw returns the body of a message in the form of HTTP.
func raw(v gjson.Result) (body gjson.Result) {
	if _, text, found := strings.Cut(v.Str, "\r\n\r\n"); found {
		body = gjson.Result{Type: gjson.String, Str: text, Raw: `""`}
	}
	return body
}

// or is the payload, or the body of a message where there is none: a recorder
// that gives both may leave the body out of the message.
func (p payload) or(body gjson.Result) payload {
	if p.value.Exists() {
		return p
	}
	return payload{value: body}
}

// requestLine returns the method of a message in the form of HTTP.
func requestLine(message string) string {
	line, _, _ := strings.Cut(message, "\r\n")
	if fields := strings.Fields(line); len(fields) == 3 && strings.HasPrefix(fields[2], "HTTP/") {
		return fields[0]
	}
	return ""
}

func statusLine(message string) float64 {
	fields := strings.Fields(message[:min(len(message), 40)])
	if len(fields) < 2 || !strings.HasPrefix(fields[0], "HTTP/") {
		return 0
	}
	return gjson.Parse(fields[1]).Num
}

// sides looks into request and response, and puts the URL together.
func (d *decoder) sides() {
	if d.request.IsObject() {
		d.request.ForEach(func(name, v gjson.Result) bool {
			d.asked(name.Str, v)
			return true
		})
	}
	switch {
	case d.scope != "" || !d.response.IsObject():
		if d.response.Exists() && !d.received.value.Exists() {
			d.received = payload{value: d.response} // the answer's body itself
		}
	default:
		d.response.ForEach(func(name, v gjson.Result) bool {
			d.replied(name.Str, v)
			return true
		})
	}
	d.address()
	d.dated()
	d.x.Failed = d.x.Status == 0 && (d.failure || d.response.Type == gjson.Null && d.response.Exists())
	d.x.Tunnel = d.x.Method == "CONNECT"
}

func (d *decoder) address() {
	if d.x.URL != "" {
		return
	}
	switch {
	case d.scope != "":
		d.x.URL = strings.TrimSuffix(d.scope, "/") + d.path
	case d.host != "":
		scheme := d.scheme
		if scheme == "" {
			scheme = "https"
		}
		d.x.URL = scheme + "://" + d.host + d.path
	default:
		d.x.URL = d.path
	}
}

// dated takes the Date of the answer for the time, where there is none: the
// answer's end, to the second.
func (d *decoder) dated() {
	if d.x.Start != 0 {
		return
	}
	if t, err := time.Parse(time.RFC1123, d.x.ResponseHeader("Date")); err == nil {
		d.x.Start, d.x.Grain = timeline.At(t), time.Second
	}
}

func (d *decoder) bodies() {
	d.x.RequestBody = d.sent.body(d.x.Header("Content-Encoding"))
	d.x.ResponseBody = d.received.body(d.x.ResponseHeader("Content-Encoding"))
	if (d.x.Method == "GET" || d.x.Method == "HEAD") && d.sent.value.Type == gjson.Null {
		d.x.RequestBody.Shown = true
	}
}

// body decodes what stands for a body: a string as it is, any other value as the
// JSON that it is.
func (p payload) body(coding string) timeline.Body {
	v := p.value
	if v.IsObject() {
		if s := v.Get("string"); s.Exists() { // of a cassette
			v = s
		} else if s := v.Get("base64_string"); s.Exists() {
			v, p.base64 = s, true
		}
	}
	switch {
	case !v.Exists() || v.Type == gjson.Null:
		return timeline.Body{}
	case v.Type != gjson.String:
		return timeline.Body{Bytes: []byte(v.Raw), Shown: true}
	case p.base64:
		b, err := base64.StdEncoding.DecodeString(v.Str)
		if err != nil {
			return timeline.Body{}
		}
		if coding != "" {
			return parsers.Decoded(b, coding)
		}
		return timeline.Body{Bytes: b, Shown: true}
	default:
		return timeline.Body{Bytes: []byte(v.Str), Shown: true}
	}
}

// headers reads an object of names and values, a list of pairs, or names and
// values in turn.
func headers(v gjson.Result) (list []timeline.Header) {
	turn := ""
	v.ForEach(func(key, h gjson.Result) bool {
		switch {
		case key.Type == gjson.String && key.Str != "":
			list = append(list, timeline.Header{Name: key.Str, Value: first(h)})
		case h.IsObject():
			list = append(list, timeline.Header{Name: h.Get("name").String(), Value: h.Get("value").String()})
		case h.IsArray():
			list = append(list, timeline.Header{Name: h.Get("0").String(), Value: h.Get("1").String()})
		case turn == "":
			turn = h.String()
		default:
			list = append(list, timeline.Header{Name: turn, Value: h.String()})
			turn = ""
		}
		return true
	})
	return list
}

// first returns the value of a header, or the first of its values.
func first(v gjson.Result) string {
	if v.IsArray() {
		return v.Get("0").String()
	}
	return v.String()
}
