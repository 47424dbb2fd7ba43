package vcr

import (
	"encoding/base64"
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

var layout = &parsers.Layout{
	Frame: func(prefix []byte) parsers.Frame {
		name := "interactions"
		if strings.Contains(string(prefix[:min(len(prefix), 4<<10)]), "http_interactions:") {
			name = "http_interactions"
		}
		return parsers.Frame{Head: name + ":\n", Tail: "version: 1\n"}
	},
	Rewrite: rewrite,
}

func rewrite(rec parsers.Record, r parsers.Replacer) ([]byte, error) {
	if nodes(rec.Text) > maxNodes {
		return nil, errors.New("too many values")
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(rec.Text, &doc); err != nil {
		return nil, err
	}
	item := first(first(&doc))
	w := writer{r}
	for _, name := range []string{"request", "response"} {
		message := field(item, name)
		coding := codingOf(field(message, "headers"))
		w.body(message, coding)
	}
	w.node(&doc, "")
	return yaml.Marshal(&doc)
}

func codingOf(n *yaml.Node) string {
	x := timeline.Exchange{RequestHeaders: headers(n)}
	return x.Header("Content-Encoding")
}

// A writer changes nodes.
type writer struct{ parsers.Replacer }

// done marks what has been replaced.
const done = "replaced"

// body replaces a body, which is plain text from then on.
func (w writer) body(message *yaml.Node, coding string) {
	n := field(message, "body", "content")
	b := body(n, coding)
	if n == nil || !b.Shown {
		return
	}
	at := n
	if n.Kind == yaml.MappingNode {
		if at = field(n, "string"); at == nil {
			at = field(n, "base64_string")
		}
	}
	text := w.Body(b.Bytes)
	if at == field(n, "base64_string") {
		text = []byte(base64.StdEncoding.EncodeToString(text))
	}
	at.SetString(string(text))
	at.LineComment = done
}

// node replaces the texts in a node.
func (w writer) node(n *yaml.Node, name string) {
	finished := n.LineComment == done
	w.bare(n)
	if n.Kind != yaml.ScalarNode {
		n.Tag = ""
	}
	switch {
	case finished:
	case n.Kind == yaml.ScalarNode:
		w.scalar(n, name)
	case n.Kind == yaml.MappingNode:
		w.mapping(n, name)
	case n.Kind == yaml.AliasNode:
		n.Value = w.Name(n.Value)
	default:
		for _, item := range n.Content {
			w.node(item, name)
		}
	}
}

// bare takes the comments off a node, and replaces the name by which others refer to it.
func (w writer) bare(n *yaml.Node) {
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	n.Anchor = w.Name(n.Anchor)
}

// maxNumber is how many letters a number, a truth or nothing may have that tells nothing of a person.
const maxNumber = 6

func (w writer) scalar(n *yaml.Node, name string) {
	switch n.ShortTag() {
	case "!!null", "!!bool", "!!int", "!!float":
		if len(n.Value) <= maxNumber {
			return
		}
	}
	if value, found := strings.CutPrefix(name, "headers/"); found {
		n.SetString(w.Header(value, n.Value))
	} else {
		n.SetString(w.Field(name, n.Value))
	}
}

// mapping replaces the values of a mapping. Headers that name codings say so no more.
func (w writer) mapping(n *yaml.Node, name string) {
	kept := n.Content[:0]
	for i := 0; i+1 < len(n.Content); i += 2 {
		inner := n.Content[i].Value
		if name == "headers" {
			if lower := strings.ToLower(inner); lower == "content-encoding" || lower == "transfer-encoding" {
				continue
			}
			inner = "headers/" + inner
		}
		if key := n.Content[i]; key.Kind == yaml.ScalarNode {
			w.bare(key)
			key.Tag, key.Value = "", w.Name(key.Value)
		} else {
			w.node(key, "")
		}
		w.node(n.Content[i+1], inner)
		kept = append(kept, n.Content[i], n.Content[i+1])
	}
	n.Content = kept
}
