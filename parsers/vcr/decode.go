package vcr

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"go.yaml.in/yaml/v4"
)

// maxNodes is how many values an interaction may have. A value takes a kilobyte
// when read, and two bytes in the file.
const maxNodes = 100_000

// maxHeaders is how many header fields are read. Aliases can make many of few.
const maxHeaders = 1000

func decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	x := timeline.Exchange{Pos: rec.Pos, Took: -1, Grain: time.Second}
	if x.URL = glance(rec.Text); x.URL != "" && wanted != nil && !wanted(x.URL, "") {
		return x, nil
	}
	skipped := func(reason string) error { return &parsers.Skipped{Pos: rec.Pos, Reason: reason} }
	if nodes(rec.Text) > maxNodes {
		return x, skipped("interaction with more than 100,000 values, which is as many as one may have")
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(rec.Text, &doc); err != nil {
		return x, skipped("interaction that is no valid YAML, or refers to another one")
	}
	item := first(first(&doc))
	request, response := field(item, "request"), field(item, "response")
	if request == nil || response == nil {
		return x, skipped("interaction without request or response")
	}
	x.Method = strings.ToUpper(scalar(field(request, "method")))
	x.URL = scalar(field(request, "uri", "url"))
	x.Status = status(response)
	if x.Status == 0 {
		return x, skipped("interaction without the status of the answer")
	}
	x.RequestHeaders, x.ResponseHeaders = headers(field(request, "headers")), headers(field(response, "headers"))
	x.Took = duration(field(response, "duration"))
	x.Start = start(&x, scalar(field(item, "recorded_at")))
	if wanted != nil && !wanted(x.URL, "") {
		x.RequestHeaders, x.ResponseHeaders = nil, nil
		return x, nil
	}
	x.RequestBody = body(field(request, "body"), x.Header("Content-Encoding"))
	x.ResponseBody = body(field(response, "body", "content"), x.ResponseHeader("Content-Encoding"))
	return x, nil
}

// nodes is at least the number of values that a text can hold.
func nodes(text []byte) int {
	n := 0
	for i, c := range text {
		switch c {
		case ',', '[', '{', '\n':
			n++
		case ' ':
			if i > 0 && strings.IndexByte("-?:", text[i-1]) >= 0 {
				n++
			}
		}
	}
	return n
}

// glance finds the URL without reading the YAML, where it is written plainly: in
// the line of that name that is indented as the request's fields are.
func glance(text []byte) string {
	within, indent := false, -1
	for line := range bytes.Lines(text) {
		line = bytes.TrimRight(line, " \r\n")
		at := indentOf(line)
		switch {
		case len(line) == at:
			continue
		case !within:
			within = bytes.HasPrefix(bytes.TrimLeft(line, "- "), []byte("request:"))
			continue
		case indent < 0:
			indent = at
		case at < indent:
			return ""
		}
		name, value, _ := bytes.Cut(line[at:], []byte(": "))
		if at == indent && (string(name) == "uri" || string(name) == "url") {
			return plain(string(bytes.TrimSpace(value)))
		}
	}
	return ""
}

// plain is the text of a scalar in which nothing is escaped, and "" for others.
func plain(value string) string {
	if len(value) >= 2 && (value[0] == '\'' || value[0] == '"') && value[len(value)-1] == value[0] {
		value = value[1 : len(value)-1]
	}
	if value == "" || strings.ContainsAny(value, "'\"\\ ") || !strings.HasPrefix(value, "http") {
		return ""
	}
	return value
}

// first is the first value in a document or a list.
func first(n *yaml.Node) *yaml.Node {
	if n == nil || len(n.Content) == 0 || n.Kind != yaml.DocumentNode && n.Kind != yaml.SequenceNode {
		return nil
	}
	return resolve(n.Content[0])
}

func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// field is the value of the first of the names that a mapping has.
func field(n *yaml.Node, names ...string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for _, name := range names {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				return resolve(n.Content[i+1])
			}
		}
	}
	return nil
}

func scalar(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		return ""
	}
	return n.Value
}

// status reads the forms "status: {code: 200}", "code: 200", "status_code: 200"
// and "status: 200 OK".
func status(response *yaml.Node) int {
	text := scalar(field(response, "code", "status_code"))
	if text == "" {
		outer := field(response, "status")
		if text = scalar(field(outer, "code")); text == "" {
			text, _, _ = strings.Cut(scalar(outer), " ")
		}
	}
	code, err := strconv.ParseUint(text, 10, 10)
	if err != nil {
		return 0
	}
	return int(code)
}

// headers reads a mapping of names to values or to lists of them.
func headers(n *yaml.Node) []timeline.Header {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	var all []timeline.Header
	for i := 0; i+1 < len(n.Content); i += 2 {
		value := resolve(n.Content[i+1])
		values := []*yaml.Node{value}
		if value.Kind == yaml.SequenceNode {
			values = value.Content
		}
		for _, v := range values {
			if len(all) == maxHeaders {
				return all
			}
			all = append(all, timeline.Header{Name: n.Content[i].Value, Value: scalar(resolve(v))})
		}
	}
	return all
}

// body reads a body that is written as it is, or as a mapping that holds it.
func body(n *yaml.Node, coding string) timeline.Body {
	encoded := false
	if n != nil && n.Kind == yaml.MappingNode {
		b64 := field(n, "base64_string")
		if encoded = b64 != nil; encoded {
			n = b64
		} else {
			n = field(n, "string")
		}
	}
	if n == nil || n.Kind != yaml.ScalarNode {
		return timeline.Body{}
	}
	if !encoded && n.ShortTag() != "!!binary" {
		return parsers.Decoded([]byte(scalar(n)), coding)
	}
	text, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(n.Value), ""))
	if err != nil {
		return timeline.Body{}
	}
	return parsers.Decoded(text, coding)
}

func duration(n *yaml.Node) time.Duration {
	d, err := time.ParseDuration(scalar(n))
	if err != nil || d < 0 {
		return -1
	}
	return d
}

// httpDate is how HTTP writes a date, and VCR for Ruby its own stamp. Both are
// of the answer's end.
const httpDate = "Mon, 02 Jan 2006 15:04:05 GMT"

func start(x *timeline.Exchange, recorded string) timeline.Instant {
	for _, text := range []string{recorded, x.ResponseHeader("Date")} {
		t, err := time.Parse(httpDate, text)
		if at := timeline.At(t); err == nil && at != 0 {
			return at.Add(-max(x.Took, 0))
		}
	}
	return 0
}
