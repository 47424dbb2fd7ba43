package traffic

import (
	"math"
	"strconv"
	"strings"
)

// dump writes the native dump, one exchange a line.
type dump struct {
	*output
	j jsonText
}

func (d *dump) write(c *call, made *bodies) {
	request, response := made.escaped()
	j := &d.j
	j.b = j.b[:0]
	j.open('{')
	j.text("time", instant(c.start).Format("2006-01-02T15:04:05.000000Z"))
	j.millis("duration_ms", c.took)
	j.text("remote", c.client.address+":"+strconv.FormatUint(40000+c.number%20000, 10))
	j.text("method", c.method)
	j.text("url", c.url())
	j.object("headers")
	j.text("user-agent", c.agent)
	if c.request.mime != "" {
		j.text("content-type", c.request.mime)
	}
	j.close('}')
	if c.request.mime != "" {
		j.escaped("body", request)
	}
	j.number("status", int64(c.status))
	j.object("response_headers")
	j.text("content-type", c.response.mime)
	j.close('}')
	name := "response_body"
	if c.response.length > 0 && c.response.bulk == picture {
		name = "response_body_base64"
	}
	j.escaped(name, response)
	j.close('}')
	d.put(append(j.b, '\n'))
}

// lineLog writes logs of servers, whose lines come in the order in which requests
// end.
type lineLog struct {
	*output
	line   func(*lineLog, *call)
	open   queue[*call]
	b      []byte
	second int64  // that stamp is of
	stamp  []byte // as a combined log has it
}

func (l *lineLog) write(c *call, _ *bodies) {
	l.flush(c.start)
	l.open.push(c.start+c.took, c)
}

func (l *lineLog) close() error {
	l.flush(math.MaxInt64)
	return l.output.close()
}

// flush writes the calls that have ended by a time.
func (l *lineLog) flush(until int64) {
	for l.open.len() > 0 && l.open.next() <= until {
		_, c := l.open.pop()
		l.b = l.b[:0]
		l.line(l, c)
		l.b = append(l.b, '\n')
		l.put(l.b)
	}
}

// add appends texts, one after the other.
func (l *lineLog) add(texts ...string) {
	for _, s := range texts {
		l.b = append(l.b, s...)
	}
}

// combined writes a line as nginx does.
func (l *lineLog) combined(c *call) {
	if end := c.start + c.took; end/1e6 != l.second || l.stamp == nil {
		l.second = end / 1e6
		l.stamp = instant(end).AppendFormat(l.stamp[:0], "02/Jan/2006:15:04:05 -0700")
	}
	l.add(c.client.address, " - - [", string(l.stamp), `] "`, c.method, " ", c.path)
	if c.query != "" {
		l.add("?", c.query)
	}
	l.add(` HTTP/1.1" `, strconv.Itoa(c.status), " ", strconv.Itoa(c.response.size()), ` "`)
	if c.referrer == "" {
		l.add("-")
	}
	l.add(c.referrer, `" "`, c.agent, `"`)
}

// squid writes a line of Squid's own format.
func (l *lineLog) squid(c *call) {
	end, took := instant(c.start+c.took).UnixMilli(), strconv.FormatInt(c.took/1000, 10)
	l.b = strconv.AppendInt(l.b, end/1000, 10)
	l.b = append(l.b, '.', byte('0'+end/100%10), byte('0'+end/10%10), byte('0'+end%10))
	l.add("      "[:max(1, 7-len(took))], took, " ", c.client.address, " TCP_MISS/", strconv.Itoa(c.status), " ",
		strconv.Itoa(c.response.size()+310), " ", c.method, " ", c.url(), " - HIER_DIRECT/", c.server, " ", mediaType(c.response.mime))
}

// mediaType is a type without its parameters.
func mediaType(mime string) string {
	name, _, _ := strings.Cut(mime, ";")
	return name
}
