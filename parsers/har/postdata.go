package har

import (
	"net/url"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
)

// postData reads the body of a request: its text, or what recorders put into
// params instead.
func (d *decoder) postData(v gjson.Result) {
	encoding, file := "", ""
	var text, params gjson.Result
	v.ForEach(func(name, value gjson.Result) bool {
		switch name.Str {
		case "mimeType":
			d.mime = value.Str
		case "text":
			text = value
		case "params":
			params = value
		case "encoding":
			encoding = value.Str
		case "_file", "_sha1":
			file = value.Str
		}
		return true
	})
	switch {
	case text.Type == gjson.String && text.Str != "":
		d.x.RequestBody = decoded(text.Str, encoding)
	case file != "":
		d.x.RequestBody, d.apart = d.open(file), true
	case params.Get("0").Exists():
		d.x.RequestBody = rebuilt(params, d.mime)
	}
	// An empty text may stand for a body that was left out: only the method, or a
	// size of 0, says that there was none.
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
		plain := string(decoded(value.Str, encoding).Bytes)
		value = gjson.Result{Type: gjson.String, Str: plain, Raw: quoted(plain)}
	}
	if value.Raw == "" {
		value.Raw = "null"
	}
	return name, value
}

// quoted writes a JSON string.
func quoted(s string) string { return string(gjson.AppendJSONString(nil, s)) }
