package har

import (
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers/jsonscan"
)

// payload is what an entry says of a body, as it stands there; nil is for what is not
// there.
type payload struct {
	text, encoding, file, size, mime, params []byte
	url, method, headers                     []byte // of the request; one exporter puts them here
}

// read takes what postData or content say.
func (p *payload) read(c *jsonscan.Cursor) {
	for more := c.Object(); more; more = c.Member() {
		switch string(c.Name) {
		case "text":
			p.text = c.Value()
		case "encoding":
			p.encoding = c.Value()
		case "_file", "_sha1":
			p.file = c.Value()
		case "size":
			p.size = c.Value()
		case "mimeType":
			p.mime = c.Value()
		case "params":
			p.params = c.Value()
		case "url":
			p.url = c.Value()
		case "method":
			p.method = c.Value()
		case "headers":
			p.headers = c.Value()
		}
	}
}

// hasText reports whether the text is a string that is not empty.
func (p *payload) hasText() bool { return len(p.text) > 2 && p.text[0] == '"' }

// requestBody takes the text for a body, or what recorders put into params instead.
func (d *decoder) requestBody() {
	body, file := &d.x.RequestBody, d.room.Text(d.post.file)
	if d.post.hasText() {
		*body = d.decoded(&d.post)
	} else if file != "" {
		*body, d.apart = d.open(file), true
	} else if params := d.value(d.post.params); params.Get("0").Exists() {
		*body = rebuilt(params, d.room.Text(d.post.mime))
	}
	// An empty text may stand for a body that was left out: only the method, or a
	// size of 0, says that there was none.
	if !body.Shown && !d.apart && d.bodiless() {
		body.Shown = true
	}
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

func (d *decoder) responseBody() {
	body, file, size := &d.x.ResponseBody, d.room.Text(d.content.file), int64(-1)
	if isNumber(d.content.size) {
		size = d.integer(d.content.size)
	}
	switch empty := string(d.content.text) == `""`; {
	case d.content.hasText():
		*body = d.decoded(&d.content)
		// A tool that limits bodies keeps the size: then the text is a beginning.
		body.Cut = size > int64(len(body.Bytes)) && len(body.Bytes) > 0 && d.room.Text(d.content.encoding) == "base64"
	case file != "":
		*body = d.open(file)
	case empty:
		body.Shown = size <= 0
	}
	if !body.Shown && size == 0 && d.received <= 0 && d.x.Status > 0 {
		body.Shown = true // nothing was sent, and nothing is there
	}
}

// decoded is a body as it was sent; one that is said to be Base64 and is not
// stays as it is.
func (d *decoder) decoded(p *payload) timeline.Body {
	if coding := d.room.Text(p.encoding); !strings.EqualFold(coding, "base64") {
		d.doubt(timeline.DoubtBody, coding != "" && !strings.HasPrefix(strings.ToLower(coding), "utf"))
		return d.room.Body(p.text)
	}
	text := d.room.Text(p.text)
	if b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text)); err == nil {
		return timeline.Body{Bytes: b, Shown: true}
	}
	d.doubt(timeline.DoubtBody, true)
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

// rebuilt makes a body of params: a form, or JSON where a recorder took that
// apart.
func rebuilt(params gjson.Result, mime string) timeline.Body {
	var form, plain, object []string
	files := false
	params.ForEach(func(_, p gjson.Result) bool {
		name, value := param(p)
		files = files || p.Get("fileName").Exists() && value.String() == ""
		form = append(form, url.QueryEscape(name)+"="+url.QueryEscape(value.String()))
		plain = append(plain, strings.TrimSuffix(name+"="+value.String(), "="))
		object = append(object, quoted(name)+":"+value.Raw)
		return true
	})
	body := strings.Join(form, "&")
	switch {
	case strings.HasPrefix(strings.TrimSpace(plain[0]), "{"): // JSON that was taken for a form
		body = strings.Join(plain, "&")
	case strings.Contains(mime, "json"):
		body = "{" + strings.Join(object, ",") + "}"
	}
	// A file that was sent is named, and what was in it left out.
	return timeline.Body{Bytes: []byte(body), Shown: true, Cut: files}
}

func param(p gjson.Result) (name string, value gjson.Result) {
	encoding := ""
	p.ForEach(func(key, field gjson.Result) bool {
		switch key.Str {
		case "name":
			name = field.String()
		case "value":
			value = field
		case "encoding":
			encoding = field.Str
		}
		return true
	})
	if encoding == "base64" && value.Type == gjson.String {
		if plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value.Str)); err == nil {
			value = gjson.Result{Type: gjson.String, Str: string(plain), Raw: quoted(string(plain))}
		}
	}
	if value.Raw == "" {
		value.Raw = "null"
	}
	return name, value
}

// quoted writes a JSON string.
func quoted(s string) string { return string(gjson.AppendJSONString(nil, s)) }
