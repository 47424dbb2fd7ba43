package jsondump

import (
	"cmp"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsonscan"
)

func decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	var d decoder
	err := d.decode(rec.Pos, rec.Text, wanted)
	return d.x, err
}

// decoder is the work on one object after another. The exchange points into the
// object's text and into what is kept here.
type decoder struct {
	noted
	x              timeline.Exchange
	trail          *jsonscan.Trail // nil for a single object
	room           jsonscan.Room
	asked, replied recent // headers
}

// noted is what one object holds, as JSON; nil what it does not hold. Members may
// come in any order, and most objects are nobody's: what a value means is looked at
// when it is known whether anybody wants it.
type noted struct {
	start, method, url, client, server []byte
	scheme, host, path                 []byte
	scope                              []byte // of nock
	request, response                  []byte // the sides
	requestHeaders, responseHeaders    []byte
	requestType                        []byte
	sent, received                     payload
	failure                            bool
	verb                               string // by the first line of the request in the form of HTTP
	glanced                            bool   // it was tried to tell before the bodies
	settled                            bool   // somebody wants it
	foreign                            bool   // nobody does
	broken                             bool   // it is not JSON
}

func (d *decoder) decode(pos timeline.Position, text []byte, wanted parsers.Wanted) error {
	d.noted, d.x = noted{}, timeline.Exchange{Pos: pos, Took: -1}
	d.room.Clear()
	if c := jsonscan.Over(text, 0); c.Next() != '{' {
		return notJSON(pos, text, "an exchange that is no JSON object")
	}
	if d.object(text, wanted); d.foreign {
		d.leave()
		return nil
	}
	d.sides()
	d.timed()
	d.x.URL = d.address()
	switch {
	case d.broken || d.x.URL == "":
	case d.settled || wanted == nil || wanted(d.x.URL, d.peer()):
		d.whole()
	default:
		d.leave()
	}
	switch {
	case d.broken || d.room.Bad():
		return notJSON(pos, text, "not valid JSON")
	case d.x.URL == "":
		return &parsers.Skipped{Pos: pos, Reason: "an object without the URL of a request (url, uri, or host and path)"}
	default:
		return nil
	}
}

// notJSON is the error for a text in which something is broken, or otherwise wrong.
func notJSON(pos timeline.Position, text []byte, otherwise string) error {
	if err := parsers.CheckJSON(text); err != nil {
		otherwise = err.Error()
	}
	return &parsers.Skipped{Pos: pos, Reason: otherwise}
}

// object notes the members of the object. In most dumps what tells whether anybody
// wants the exchange stands before the bodies: then the rest of a foreign one, which is
// most of a recording, is not looked at.
func (d *decoder) object(text []byte, wanted parsers.Wanted) {
	c := jsonscan.Along(d.trail, text, 0)
	for more := c.Object(); more; more = c.Member() {
		if !d.glanced && d.url != nil && d.start != nil && d.method != nil && wanted != nil && isBody(c.Name) {
			if d.glance(wanted); d.foreign {
				return
			}
		}
		d.outer(c.Name, d.value(&c))
	}
	d.end(&c, text)
}

// isBody reports whether what has that name is most of an object.
func isBody(name []byte) bool {
	switch string(name) {
	case "body", "body_base64", "request_body", "requestBody", "req_body", "request_body_base64", "data", "json", "postData", "payload",
		"response", "res", "response_body", "responseBody", "res_body", "response_body_base64":
		return true
	}
	return false
}

// glance finds out whether nobody wants the exchange, as far as it is known.
func (d *decoder) glance(wanted parsers.Wanted) {
	d.glanced = true
	d.x.URL, d.x.Method = d.room.Text(d.url), strings.ToUpper(d.room.Text(d.method))
	d.timed()
	if d.x.URL != "" && d.x.Start != 0 && d.x.Method != connect && d.request == nil && !d.broken && !d.room.Bad() {
		d.settled = wanted(d.x.URL, d.peer())
		d.foreign = !d.settled
	}
}

const connect = "CONNECT"

// leave keeps of the exchange what is of interest where nobody wants it.
func (d *decoder) leave() {
	d.x = timeline.Exchange{Pos: d.x.Pos, Start: d.x.Start, Grain: d.x.Grain, Took: -1, URL: d.x.URL, Tunnel: d.x.Tunnel}
}

// members shows the members of an object.
func (d *decoder) members(object []byte, show func(name, v []byte)) {
	c := jsonscan.Over(object, 0)
	for more := c.Object(); more; more = c.Member() {
		show(c.Name, d.value(&c))
	}
	d.end(&c, object)
}

var null = []byte("null")

// value passes a value. Strings, and what is in brackets, are checked by whoever reads
// them.
func (d *decoder) value(c *jsonscan.Cursor) []byte {
	v := c.Value()
	if c.Err() != nil || v[0] != '"' && v[0] != '{' && v[0] != '[' && !gjson.ValidBytes(v) {
		d.broken = true
		return null
	}
	return v
}

// end notes a walk that has not come to the end of the text.
func (d *decoder) end(c *jsonscan.Cursor, text []byte) {
	if c.Next(); c.Err() != nil || c.Offset() < len(text) {
		d.broken = true
	}
}

// parsed reads a value that is no string, of the kinds that are rare.
func (d *decoder) parsed(v []byte) gjson.Result {
	if parsers.CheckJSON(v) != nil {
		d.broken = true
		return gjson.Result{}
	}
	return gjson.ParseBytes(v)
}

// sides looks into request and response.
func (d *decoder) sides() {
	if isObject(d.request) {
		d.members(d.request, d.inRequest)
	}
	if isObject(d.response) && d.room.Text(d.scope) == "" {
		d.members(d.response, d.inResponse)
	} else if d.response != nil && !d.received.exists() {
		d.received = payload{value: d.response} // the answer's body itself
	}
	d.x.Method = cmp.Or(strings.ToUpper(d.room.Text(d.method)), d.verb)
	d.x.Tunnel = d.x.Method == connect
	d.x.Failed = d.x.Status == 0 && (d.failure || isNull(d.response))
}

// address puts the URL together.
func (d *decoder) address() string {
	if url := d.room.Text(d.url); url != "" {
		return url
	}
	scope, host, path := d.room.Text(d.scope), d.room.Text(d.host), d.room.Text(d.path)
	switch {
	case scope != "":
		return strings.TrimSuffix(scope, "/") + path
	case host != "":
		return cmp.Or(d.room.Text(d.scheme), "https") + "://" + host + path
	default:
		return path
	}
}

// timed reads the time. Where there is none it is the Date of the answer: the
// answer's end, to the second.
func (d *decoder) timed() {
	switch {
	case d.x.Start != 0: // by an earlier glance
	case len(d.start) == 0:
	case isString(d.start):
		d.x.Start, d.x.Grain = instant(d.room.Text(d.start))
	default:
		d.x.Start, d.x.Grain = epoch(gjson.ParseBytes(d.start))
	}
	if d.x.Start != 0 {
		return
	}
	d.x.ResponseHeaders = d.replied.in(d.responseHeaders, d)
	date := d.x.ResponseHeader("Date")
	if date == "" {
		return
	}
	if t, err := time.Parse(time.RFC1123, date); err == nil {
		d.x.Start, d.x.Grain = timeline.At(t), time.Second
	}
}

// peer is the address that answered.
func (d *decoder) peer() string {
	if d.server == nil {
		return ""
	}
	return parsers.Address(d.room.Text(d.server))
}

// whole reads what only those want to know who want the exchange.
func (d *decoder) whole() {
	x := &d.x
	x.Client, x.Server = parsers.Address(d.room.Text(d.client)), d.peer()
	x.RequestHeaders = d.asked.in(d.requestHeaders, d)
	if d.requestType != nil {
		x.RequestHeaders = append(x.RequestHeaders, timeline.Header{Name: "Content-Type", Value: d.room.Text(d.requestType)})
	}
	x.ResponseHeaders = d.replied.in(d.responseHeaders, d)
	x.RequestBody = d.body(d.sent, x.RequestHeaders)
	x.ResponseBody = d.body(d.received, x.ResponseHeaders)
	if (x.Method == "GET" || x.Method == "HEAD") && (!d.sent.exists() || isNull(d.sent.value)) {
		x.RequestBody.Shown = true
	}
}
