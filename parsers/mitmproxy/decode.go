package mitmproxy

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// A flow is a dictionary by its fields.
type flow struct {
	request, response message
	hasResponse       bool
	failure           value
	client, server    string
}

// A message is a request or a response by its fields.
type message struct {
	method, scheme, host, authority, path string
	port, status                          int
	start, end                            timeline.Instant
	headers, content                      value
}

func decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	x := timeline.Exchange{Pos: rec.Pos, Took: -1, Grain: time.Microsecond}
	var f flow
	if err := f.read(rec.Text); err != nil {
		return x, &parsers.Skipped{Pos: rec.Pos, Reason: err.Error()}
	}
	req, res := &f.request, &f.response
	x.Start, x.Took = req.start, f.took()
	x.Client, x.Server = f.client, f.server
	x.Method, x.URL = req.method, req.url()
	x.Tunnel = x.Method == "CONNECT"
	x.Failed = !f.hasResponse || !f.failure.isNull()
	x.Status = res.status
	if wanted != nil && !wanted(x.URL, x.Server) {
		return x, nil
	}
	x.RequestHeaders, x.ResponseHeaders = req.headers.headers(), res.headers.headers()
	x.RequestBody = body(req.content, x.Header("Content-Encoding"))
	x.ResponseBody = body(res.content, x.ResponseHeader("Content-Encoding"))
	x.ResponseBody.Cut = x.ResponseBody.Cut || x.Failed && x.ResponseBody.Shown
	return x, nil
}

// body is null in a flow for one that was streamed through and not kept.
func body(content value, coding string) timeline.Body {
	if content.kind != isBytes && content.kind != isText {
		return timeline.Body{}
	}
	return parsers.Decoded(content.text, coding)
}

type refusal string

func (r refusal) Error() string { return string(r) }

const noRequest refusal = "flow without a request"

func (f *flow) read(text []byte) error {
	var request, response, client, server value
	err := value{isDict, text}.each(func(name string, v value) {
		switch name {
		case "request":
			request = v
		case "response":
			response = v
		case "error":
			f.failure = v
		case "client_conn":
			client = v
		case "server_conn":
			server = v
		}
	})
	if err != nil {
		return err
	}
	if request.kind != isDict {
		return noRequest
	}
	f.hasResponse = response.kind == isDict
	f.client, f.server = peer(client), peer(server)
	if err := f.request.read(request); err != nil {
		return err
	}
	return f.response.read(response)
}

func (m *message) read(v value) error {
	return v.each(func(name string, v value) {
		switch name {
		case "method":
			m.method = v.string()
		case "scheme":
			m.scheme = v.string()
		case "host":
			m.host = v.string()
		case "authority":
			m.authority = v.string()
		case "port":
			m.port = v.int()
		case "path":
			m.path = v.string()
		case "status_code", "code":
			m.status = v.int()
		case "headers":
			m.headers = v
		case "content":
			m.content = v
		case "timestamp_start":
			m.start = v.instant()
		case "timestamp_end":
			m.end = v.instant()
		}
	})
}

// peer is the address at the other end of a connection. Through another proxy
// that is the proxy's, and tells nothing of the server.
func peer(conn value) string {
	var address, resolved, name string
	proxied := false
	// What is broken in it costs the address and not the exchange.
	_ = conn.each(func(field string, v value) {
		switch field {
		case "peername":
			address = v.address()
		case "ip_address":
			resolved = v.address()
		case "address":
			name = v.address()
		case "via", "via2":
			proxied = proxied || v.kind == isList
		}
	})
	switch {
	case proxied:
		return ""
	case address != "":
		return address
	case resolved != "":
		return resolved
	default:
		return name
	}
}

func (f *flow) took() time.Duration {
	end := f.response.end
	if !f.hasResponse {
		_ = f.failure.each(func(name string, v value) {
			if name == "timestamp" {
				end = v.instant()
			}
		})
	}
	if f.request.start == 0 || end < f.request.start {
		return -1
	}
	return end.Sub(f.request.start)
}

// url puts the URL together. Of a transparent proxy's flow the host is an
// address, and its name is what the client called it by.
func (m *message) url() string {
	host := m.host
	if _, err := netip.ParseAddr(host); host == "" || err == nil {
		if name := m.named(); name != "" {
			host = name
		}
	}
	switch {
	case m.method == "CONNECT":
		return "https://" + join(host, m.port, 443)
	case host == "":
		return m.path
	case !strings.HasPrefix(m.path, "/"):
		return m.scheme + "://" + join(host, m.port, standard(m.scheme)) + "/" + m.path
	default:
		return m.scheme + "://" + join(host, m.port, standard(m.scheme)) + m.path
	}
}

// named is the host, without port, of the authority or the Host header.
func (m *message) named() string {
	name := m.authority
	if name == "" {
		x := timeline.Exchange{RequestHeaders: m.headers.headers()}
		name = x.Header("Host")
	}
	if !strings.HasPrefix(name, "[") && strings.Count(name, ":") == 1 {
		name, _, _ = strings.Cut(name, ":")
	}
	if strings.ContainsAny(name, "/\\?#@[] ") {
		return "" // No name, or an address again.
	}
	return name
}

func standard(scheme string) int {
	if scheme == "https" {
		return 443
	}
	return 80
}

func join(host string, port, standard int) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port == 0 || port == standard {
		return host
	}
	return host + ":" + strconv.Itoa(port)
}
