package har

import (
	"bytes"
	"cmp"
	"errors"
	"net/netip"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsonscan"
)

func decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	return DecodeEntry(rec.Pos, rec.Text, rec.Attached, wanted)
}

// DecodeEntry makes an exchange of the text of one entry, of which it checks what it
// reads. attached opens bodies that the entry names as files; it may be nil.
func DecodeEntry(pos timeline.Position, entry []byte, attached func(string) ([]byte, error), wanted parsers.Wanted) (timeline.Exchange, error) {
	d := decoder{attached: attached, wanted: wanted}
	end, err := d.decode(entry, 0)
	if err == nil && len(bytes.TrimSpace(entry[end:])) > 0 {
		err = jsonscan.ErrSyntax
	}
	if err != nil {
		err = cmp.Or(parsers.CheckJSON(entry), err)
		return timeline.Exchange{Pos: pos, Took: -1}, &parsers.Skipped{Pos: pos, Reason: err.Error()}
	}
	d.x.Pos = pos
	return d.x, nil
}

// decoder is the work on one entry, and then on the next: what it made of one is good
// until then.
type decoder struct {
	wanted   parsers.Wanted
	attached func(string) ([]byte, error)

	x      timeline.Exchange
	trail  jsonscan.Trail
	room   jsonscan.Room
	fields []timeline.Header // of request and response
	said
}

// said is what an entry says, and what is judged at its end, since members come in any
// order. Values are as they stand there; nil is for what is not there.
type said struct {
	start, server, timings []byte

	post, content  payload
	sent, received int64 // bodySize; -1 when unknown

	foreign bool // nobody wants an exchange of that URL
	apart   bool // the request's body lies in a file of its own
	aborted bool
	broken  bool // a value that was looked at is no JSON
}

var (
	errNoObject = errors.New("an entry that is no object")
	errNoURL    = errors.New("an entry without the URL of a request")
)

// decode makes d.x of the entry that begins at text[at], and returns where it ends. Of
// an exchange that nobody wants it takes no more than URL and time.
func (d *decoder) decode(text []byte, at int) (end int, err error) {
	c := jsonscan.Along(&d.trail, text, at)
	if c.Next() != '{' {
		return at, errNoObject
	}
	d.entry(&c, d.wanted)
	if d.foreign && c.Err() == nil && d.wantedServer() {
		c = jsonscan.Along(&d.trail, text, at)
		d.entry(&c, nil)
	}
	if end, err = c.Offset(), c.Err(); err != nil {
		return end, err
	}
	d.x.Start, d.x.Grain = stamp(d.room.Text(d.start))
	d.doubt(timeline.DoubtStart, d.x.Start == 0 && len(d.start) > len(`""`))
	if d.foreign {
		d.x = timeline.Exchange{URL: d.x.URL, Start: d.x.Start, Grain: d.x.Grain, Took: -1}
	} else {
		d.finish()
	}
	switch {
	case d.broken || d.room.Bad():
		return end, jsonscan.ErrSyntax
	case d.x.URL == "":
		return end, errNoURL
	default:
		return end, nil
	}
}

// maxFields is for how many header fields a decoder keeps its memory.
const maxFields = 1024

// entry reads an entry up to its end, and bodies and headers only of one that is
// wanted. Where wanted is nil, that is every one.
func (d *decoder) entry(c *jsonscan.Cursor, wanted parsers.Wanted) {
	d.x = timeline.Exchange{Took: -1}
	d.said = said{sent: -1, received: -1}
	d.room.Clear()
	if d.fields = d.fields[:0]; cap(d.fields) > maxFields {
		d.fields = nil
	}
	for more := c.Object(); more; more = c.Member() {
		switch string(c.Name) {
		case "startedDateTime":
			d.start = c.Value()
		case "time":
			d.took(c.Value())
		case "timings":
			d.timings = c.Value()
		case "serverIPAddress":
			d.server = c.Value()
		case "request":
			d.request(c, wanted)
		case "response":
			if !d.foreign {
				d.response(c)
			}
		}
	}
}

func (d *decoder) request(c *jsonscan.Cursor, wanted parsers.Wanted) {
	for more := c.Object(); more; more = c.Member() {
		switch string(c.Name) {
		case "method":
			d.x.Method = strings.ToUpper(d.room.Text(c.Value()))
		case "url":
			if url := d.room.Text(c.Value()); d.x.URL == "" { // of two the first
				d.x.URL = url
				d.foreign = wanted != nil && strings.Contains(url, "://") && !wanted(url, "")
			}
		case "headers":
			if !d.foreign {
				d.x.RequestHeaders = d.headers(c)
			}
		case "postData":
			if !d.foreign {
				d.post.read(c)
			}
		case "bodySize":
			if size := c.Value(); isNumber(size) {
				d.sent = d.integer(size)
			}
		case "startedDateTime": // one exporter puts it here
			d.start = c.Value()
		case "time":
			d.took(c.Value())
		}
	}
}

func (d *decoder) doubt(part timeline.Doubts, doubtful bool) {
	if doubtful {
		d.x.Doubts |= part
	}
}

// wantedServer reports whether anybody wants the exchange for the sake of who
// answered it.
func (d *decoder) wantedServer() bool {
	server := address(d.room.Text(d.server))
	return server != "" && d.wanted(d.x.URL, server)
}

// address is parsers.Address, which makes a new text even of one that is an address
// and nothing else, as they nearly all are.
func address(s string) string {
	if s == "" {
		return ""
	}
	var text [64]byte
	if a, err := netip.ParseAddr(s); err == nil && (a.Is4() || string(a.Unmap().AppendTo(text[:0])) == s) {
		return s
	}
	return parsers.Address(s)
}

func (d *decoder) response(c *jsonscan.Cursor) {
	for more := c.Object(); more; more = c.Member() {
		switch string(c.Name) {
		case "bodySize":
			d.received = d.integer(c.Value())
		case "status":
			value := c.Value()
			if n := d.integer(value); n > 0 && n < 1000 {
				d.x.Status = int(n)
			} else if isNumber(value) {
				d.aborted = true
				d.doubt(timeline.DoubtStatus, n != 0)
			}
			d.doubt(timeline.DoubtStatus, bytes.IndexByte(value, '.') > 0)
		case "headers":
			d.x.ResponseHeaders = d.headers(c)
		case "content":
			d.content.read(c)
		case "_error", "_failureText":
			d.aborted = d.aborted || d.room.Text(c.Value()) != ""
		}
	}
}

// finish settles what depends on members that may come in any order.
func (d *decoder) finish() {
	if d.x.URL == "" {
		d.misplaced()
	}
	if d.x.Took < 0 && d.timings != nil {
		d.x.Took = cmp.Or(d.sum(), -1)
	}
	d.x.Server = address(d.room.Text(d.server))
	d.x.Failed = d.x.Status == 0 && d.aborted
	d.x.Tunnel = d.x.Method == "CONNECT"
	d.requestBody()
	d.responseBody()
}

// misplaced takes what belongs to the request from its body's members.
func (d *decoder) misplaced() {
	d.x.URL, d.x.Method = d.room.Text(d.post.url), strings.ToUpper(d.room.Text(d.post.method))
	d.x.RequestHeaders = nil
	if d.post.headers != nil {
		c := jsonscan.Over(d.post.headers, 0)
		d.x.RequestHeaders = d.headers(&c)
		d.broken = d.broken || c.Err() == jsonscan.ErrSyntax
	}
}
