package burp

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/banlint/banlint/parsers"
)

var layout = &parsers.Layout{
	Frame: func([]byte) parsers.Frame {
		return parsers.Frame{Head: "<?xml version=\"1.0\"?>\n<items burpVersion=\"0\" exportTime=\"\">\n", Between: "\n", Tail: "\n</items>\n"}
	},
	Rewrite: rewrite,
}

// rewrite writes an item with what is read of it, and nothing else.
func rewrite(rec parsers.Record, r parsers.Replacer) ([]byte, error) {
	var it item
	if err := xml.Unmarshal(rec.Text, &it); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	element := func(name, attributes, text string) {
		fmt.Fprintf(&b, "  <%s%s>", name, attributes)
		_ = xml.EscapeText(&b, []byte(text)) // into memory
		fmt.Fprintf(&b, "</%s>\n", name)
	}
	b.WriteString("<item>\n")
	element("time", "", r.Field("time", strings.TrimSpace(it.Time)))
	element("url", "", r.Field("url", strings.TrimSpace(it.URL)))
	element("host", fmt.Sprintf(" ip=%q", parsers.Address(r.Field("ip", it.Host.IP))), "")
	element("method", "", r.Field("method", strings.TrimSpace(it.Method)))
	element("status", "", r.Field("status", strings.TrimSpace(it.Status)))
	message := func(name string, t *text) {
		plain := r.Message(parsers.PlainMessage(t.bytes()))
		element(name, ` base64="true"`, base64.StdEncoding.EncodeToString(plain))
	}
	message("request", &it.Request)
	message("response", &it.Response)
	b.WriteString("</item>")
	return b.Bytes(), nil
}
