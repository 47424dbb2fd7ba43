package har

import (
	"bytes"
	"encoding/base64"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

func decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	return DecodeEntry(rec.Pos, rec.Text, rec.Attached, wanted)
}

// DecodeEntry makes an exchange of the text of one entry. attached opens bodies
// that the entry names as files; it may be nil.
func DecodeEntry(pos timeline.Position, entry []byte, attached func(string) ([]byte, error), wanted parsers.Wanted) (timeline.Exchange, error) {
	if wanted != nil {
		if x, foreign := glance(pos, entry, wanted); foreign {
			return x, nil
		}
	}
	if err := parsers.CheckJSON(entry); err != nil {
		return timeline.Exchange{}, &parsers.Skipped{Pos: pos, Reason: err.Error()}
	}
	d := decoder{attached: attached}
	d.x.Pos, d.x.Took = pos, -1
	root := gjson.ParseBytes(entry)
	if !root.IsObject() {
		return d.x, &parsers.Skipped{Pos: pos, Reason: "an entry that is no object"}
	}
	d.entry(root)
	if d.x.URL == "" {
		return d.x, &parsers.Skipped{Pos: pos, Reason: "an entry without the URL of a request"}
	}
	d.finish()
	return d.x, nil
}

// glance finds out cheaply whether anybody wants the entry. What it reads is not
// checked yet, which does no harm: a wrong guess costs a closer look.
func glance(pos timeline.Position, entry []byte, wanted parsers.Wanted) (x timeline.Exchange, foreign bool) {
	url := gjson.GetBytes(entry, "request.url")
	if url.Type != gjson.String || !strings.Contains(url.Str, "://") || wanted(url.Str, "") {
		return x, false
	}
	if server := parsers.Address(member(entry, `"serverIPAddress"`)); server != "" && wanted(url.Str, server) {
		return x, false
	}
	start, grain := stamp(member(entry, `"startedDateTime"`))
	return timeline.Exchange{Pos: pos, URL: url.Str, Start: start, Grain: grain, Took: -1}, true
}

// member returns the string behind a quoted name, wherever in the entry it
// stands. Inside another string its quotes would be escaped.
func member(entry []byte, name string) string {
	for {
		i := bytes.Index(entry, []byte(name))
		if i < 1 {
			return ""
		}
		escaped := entry[i-1] == '\\'
		entry = entry[i+len(name):]
		rest := bytes.TrimLeft(entry[:min(len(entry), 80)], " \t\r\n:")
		if value, ok := bytes.CutPrefix(rest, []byte(`"`)); ok && !escaped {
			value, _, _ = bytes.Cut(value, []byte(`"`))
			return string(value)
		}
	}
}

// decoder is the work on one entry.
type decoder struct {
	x        timeline.Exchange
	attached func(string) ([]byte, error)
	timings  time.Duration // the sum of those that are known
	sent     int64         // bodySize of the request; -1 when unknown
	apart    bool          // the request's body lies in a file of its own
	mime     string        // of the request body
	aborted  bool
}

func (d *decoder) entry(root gjson.Result) {
	d.sent = -1
	root.ForEach(func(name, value gjson.Result) bool {
		switch name.Str {
		case "startedDateTime":
			d.x.Start, d.x.Grain = stamp(value.Str)
		case "time":
			d.took(value)
		case "timings":
			d.sum(value)
		case "request":
			d.request(value)
		case "response":
			d.response(value)
		case "serverIPAddress":
			d.x.Server = parsers.Address(value.Str)
		}
		return true
	})
}

func (d *decoder) request(v gjson.Result) {
	v.ForEach(func(name, value gjson.Result) bool {
		switch name.Str {
		case "method":
			d.x.Method = strings.ToUpper(value.Str)
		case "url":
			if d.x.URL == "" { // of two the first, as glance takes it
				d.x.URL = value.Str
			}
		case "headers":
			d.x.RequestHeaders = headers(value)
		case "postData":
			d.postData(value)
		case "bodySize":
			if value.Type == gjson.Number {
				d.sent = value.Int()
			}
		case "startedDateTime": // one exporter puts it here
			d.x.Start, d.x.Grain = stamp(value.Str)
		case "time":
			d.took(value)
		}
		return true
	})
	if inner := v.Get("postData"); d.x.URL == "" { // and these members there
		d.x.URL, d.x.Method = inner.Get("url").Str, strings.ToUpper(inner.Get("method").Str)
		d.x.RequestHeaders = headers(inner.Get("headers"))
	}
}

// headers reads a list of names and values, or an object of them. What HTTP/2
// calls pseudo headers are no header fields.
func headers(v gjson.Result) (list []timeline.Header) {
	v.ForEach(func(key, h gjson.Result) bool {
		name, value := key.Str, h.String()
		if h.IsObject() {
			name, value = "", ""
			h.ForEach(func(key, field gjson.Result) bool {
				switch key.Str {
				case "name":
					name = field.String()
				case "value":
					value = field.String()
				}
				return true
			})
		}
		if name != "" && name[0] != ':' {
			list = append(list, timeline.Header{Name: name, Value: value})
		}
		return true
	})
	return list
}

func (d *decoder) response(v gjson.Result) {
	size, received := int64(-1), int64(-1)
	v.ForEach(func(name, value gjson.Result) bool {
		switch name.Str {
		case "bodySize":
			received = value.Int()
		case "status":
			if n := value.Int(); n > 0 && n < 1000 {
				d.x.Status = int(n)
			} else if value.Type == gjson.Number {
				d.aborted = true
			}
		case "headers":
			d.x.ResponseHeaders = headers(value)
		case "content":
			size = d.content(value)
		case "_error", "_failureText":
			d.aborted = d.aborted || value.Str != ""
		}
		return true
	})
	if body := &d.x.ResponseBody; !body.Shown && size == 0 && received <= 0 && d.x.Status > 0 {
		body.Shown = true // nothing was sent, and nothing is there
	}
}

// content reads the body of a response and returns the size that it is said to
// have; -1 when nothing is said.
func (d *decoder) content(v gjson.Result) (size int64) {
	size = -1
	encoding, file, text := "", "", gjson.Result{}
	v.ForEach(func(name, value gjson.Result) bool {
		switch name.Str {
		case "text":
			text = value
		case "encoding":
			encoding = value.Str
		case "size":
			if value.Type == gjson.Number {
				size = value.Int()
			}
		case "_file", "_sha1":
			file = value.Str
		}
		return true
	})
	switch {
	case text.Type == gjson.String && (text.Str != "" || file == ""):
		d.x.ResponseBody = decoded(text.Str, encoding)
		// A tool that limits bodies keeps the size: then the text is a beginning.
		if body := &d.x.ResponseBody; size > int64(len(body.Bytes)) && len(body.Bytes) > 0 && encoding == "base64" {
			body.Cut = true
		} else if text.Str == "" && size > 0 {
			body.Shown = false
		}
	case file != "":
		d.x.ResponseBody = d.open(file)
	}
	return size
}

// decoded is a body as it was sent; one that is said to be Base64 and is not
// stays as it is.
func decoded(text, encoding string) timeline.Body {
	if strings.EqualFold(encoding, "base64") {
		if b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text)); err == nil {
			return timeline.Body{Bytes: b, Shown: true}
		}
	}
	return timeline.Body{Bytes: []byte(text), Shown: true}
}

// open reads a body that lies beside the recording.
func (d *decoder) open(file string) timeline.Body {
	if d.attached == nil {
		return timeline.Body{}
	}
	body, err := d.attached(file)
	if err != nil {
		return timeline.Body{}
	}
	return timeline.Body{Bytes: body, Shown: true}
}

// finish settles what depends on members that may come in any order.
func (d *decoder) finish() {
	if d.x.Took < 0 && d.timings > 0 {
		d.x.Took = d.timings
	}
	d.x.Failed = d.x.Status == 0 && d.aborted
	if body := &d.x.RequestBody; !body.Shown && !d.apart && d.bodiless() {
		body.Shown = true
	}
	d.x.Tunnel = d.x.Method == "CONNECT"
}

// bodiless reports whether the request was sent without a body. Browsers write a
// size of 0 for forms with files too, which they leave out: their headers tell.
func (d *decoder) bodiless() bool {
	switch d.x.Method {
	case "GET", "HEAD", "OPTIONS":
		return true
	default:
		length := d.x.Header("Content-Length")
		return d.sent == 0 && (length == "" || length == "0") && !strings.HasPrefix(d.x.Header("Content-Type"), "multipart/")
	}
}
