package traffic

import (
	"net/http"
	"strconv"
	"strings"
)

// archive writes a HAR as Chrome does: the members of an entry in the order of the
// alphabet, so that its time stands behind the bodies.
type archive struct {
	*output
	j jsonText
}

func newArchive(out *output, pretty bool) *archive {
	a := &archive{output: out, j: jsonText{pretty: pretty}}
	j := &a.j
	j.open('{')
	j.object("log")
	j.text("version", "1.2")
	j.object("creator")
	j.text("name", "WebInspector")
	j.text("version", "537.36")
	j.close('}')
	j.list("pages")
	j.close(']')
	j.list("entries")
	return a
}

func (a *archive) close() error {
	a.j.close(']')
	a.j.close('}')
	a.j.close('}')
	a.put(append(a.j.b, '\n'))
	return a.output.close()
}

func (a *archive) write(c *call, made *bodies) {
	request, response := made.escaped()
	j := &a.j
	j.item()
	j.open('{')
	j.object("_initiator")
	j.text("type", "script")
	j.close('}')
	j.text("_priority", "High")
	j.text("_resourceType", resources[c.resource].chrome)
	j.object("cache")
	j.close('}')
	j.text("connection", strconv.Itoa(1000+c.client.number))
	j.object("request")
	asked(j, c, request)
	j.close('}')
	j.object("response")
	answered(j, c, response)
	j.close('}')
	j.text("serverIPAddress", c.server)
	j.text("startedDateTime", instant(c.start).Format("2006-01-02T15:04:05.000Z"))
	j.millis("time", c.took)
	timings(j, c)
	j.close('}')
	a.put(j.b)
	j.b = j.b[:0]
}

func asked(j *jsonText, c *call, text []byte) {
	j.number("bodySize", int64(c.request.size()))
	j.list("cookies")
	j.close(']')
	requestHeaders(j, c)
	j.number("headersSize", 420)
	j.text("httpVersion", "HTTP/1.1")
	j.text("method", c.method)
	if c.request.mime != "" {
		postData(j, c.request.mime, text)
	}
	j.list("queryString")
	parameters(j, c.query)
	j.close(']')
	j.text("url", c.url())
}

func postData(j *jsonText, mime string, text []byte) {
	j.object("postData")
	j.text("mimeType", mime)
	if mime == mimeForm {
		j.list("params")
		parameters(j, string(text))
		j.close(']')
	}
	j.escaped("text", text)
	j.close('}')
}

// parameters lists those of a query or form. Chrome leaves them escaped.
func parameters(j *jsonText, query string) {
	for query != "" {
		var p string
		p, query, _ = strings.Cut(query, "&")
		name, value, _ := strings.Cut(p, "=")
		j.pair(name, value)
	}
}

func requestHeaders(j *jsonText, c *call) {
	j.list("headers")
	j.pair("Accept", "*/*")
	j.pair("Accept-Encoding", "gzip, deflate, br")
	if c.resource != noResource {
		j.pair("Accept-Language", "en-US,en;q=0.9,ru;q=0.8")
	}
	j.pair("Connection", "keep-alive")
	if c.request.mime != "" {
		j.pair("Content-Length", strconv.Itoa(c.request.size()))
		j.pair("Content-Type", c.request.mime)
	}
	if c.resource != noResource {
		j.pair("Cookie", "session="+c.client.key+"; theme=dark; _ga=GA1.2.1111111111.1700000000")
	}
	j.pair("Host", c.host)
	if c.referrer != "" {
		j.pair("Referer", c.referrer)
	}
	j.pair("User-Agent", c.agent)
	j.close(']')
}

func answered(j *jsonText, c *call, text []byte) {
	size := int64(c.response.size())
	j.number("_transferSize", size+310)
	j.number("bodySize", size)
	j.object("content")
	if c.response.length > 0 && c.response.bulk == picture {
		j.text("encoding", "base64")
	}
	j.text("mimeType", c.response.mime)
	j.number("size", size)
	j.escaped("text", text)
	j.close('}')
	j.list("cookies")
	j.close(']')
	responseHeaders(j, c)
	j.number("headersSize", 310)
	j.text("httpVersion", "HTTP/1.1")
	j.text("redirectURL", "")
	j.number("status", int64(c.status))
	j.text("statusText", http.StatusText(c.status))
}

func responseHeaders(j *jsonText, c *call) {
	j.list("headers")
	if c.resource != noResource {
		j.pair("Cache-Control", "max-age=600")
	}
	j.pair("Connection", "keep-alive")
	j.pair("Content-Length", strconv.Itoa(c.response.size()))
	j.pair("Content-Type", c.response.mime)
	j.pair("Date", instant(c.start+c.took).Format(http.TimeFormat))
	if c.resource != noResource {
		j.pair("ETag", `W/"`+strconv.FormatUint(c.client.id^c.number, 16)+`"`)
	}
	j.pair("Server", "nginx")
	j.close(']')
}

func timings(j *jsonText, c *call) {
	j.object("timings")
	j.millis("blocked", 1200)
	j.number("connect", -1)
	j.number("dns", -1)
	j.millis("receive", 650)
	j.millis("send", 150)
	j.number("ssl", -1)
	j.millis("wait", max(0, c.took-2000))
	j.close('}')
}
