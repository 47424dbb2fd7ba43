package mitmproxy

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

var layout = &parsers.Layout{Frame: func([]byte) parsers.Frame { return parsers.Frame{} }, Rewrite: rewrite}

func rewrite(rec parsers.Record, r parsers.Replacer) ([]byte, error) {
	w := writer{r}
	text, err := w.dict(rec.Text, "")
	return written(text, isDict), err
}

// written is a value as it stands in a file.
func written(text []byte, kind byte) []byte {
	b := make([]byte, 0, len(text)+16)
	b = append(strconv.AppendInt(b, int64(len(text)), 10), ':')
	return append(append(b, text...), kind)
}

// A writer writes values anew.
type writer struct{ parsers.Replacer }

// dict writes the fields of a dictionary. A message's come without their content coding.
func (w writer) dict(text []byte, name string) ([]byte, error) {
	var b bytes.Buffer
	var coding string
	var broken error
	message := name == "request" || name == "response"
	if message {
		_ = value{isDict, text}.each(func(name string, v value) {
			if name == "headers" {
				x := timeline.Exchange{RequestHeaders: v.headers()}
				coding = x.Header("Content-Encoding")
			}
		})
	}
	err := value{isDict, text}.each(func(name string, v value) {
		b.Write(written([]byte(w.Name(name)), nameKind(text)))
		switch {
		case message && name == "content" && !v.isNull():
			body := parsers.Decoded(v.text, coding)
			b.Write(written(w.Body(body.Bytes), isBytes))
		case message && name == "headers":
			b.Write(written(w.headers(v), isList))
		default:
			text, err := w.value(v, name)
			if err != nil {
				broken = err
			}
			b.Write(text)
		}
	})
	if err == nil {
		err = broken
	}
	return b.Bytes(), err
}

// nameKind is the kind of a dictionary's names: text, and in old versions bytes.
func nameKind(text []byte) byte {
	name, _, err := next(text)
	if err != nil {
		return isText
	}
	return name.kind
}

// value writes a value by the name of the field in which it stands.
func (w writer) value(v value, name string) ([]byte, error) {
	switch v.kind {
	case isDict:
		text, err := w.dict(v.text, name)
		return written(text, isDict), err
	case isList:
		text, err := w.list(v.text, name)
		return written(text, isList), err
	case isBytes, isText:
		return written([]byte(w.text(name, string(v.text))), v.kind), nil
	default:
		if !isPlain(v.text) {
			return nil, errors.New("a number that is none")
		}
		return written(v.text, v.kind), nil
	}
}

// isPlain reports whether a text is what a number, a truth or nothing looks like.
func isPlain(text []byte) bool {
	return string(text) == "true" || string(text) == "false" || len(bytes.Trim(text, "0123456789+-.eE")) == 0
}

func (w writer) text(name, text string) string {
	if strings.Contains(name, "cert") { // the one of a site tells which it was
		return ""
	}
	return w.Field(name, text)
}

func (w writer) list(text []byte, name string) ([]byte, error) {
	var b bytes.Buffer
	for rest := text; len(rest) > 0; {
		v, after, err := next(rest)
		if err != nil {
			return nil, err
		}
		item, err := w.value(v, name)
		if err != nil {
			return nil, err
		}
		b.Write(item)
		rest = after
	}
	return b.Bytes(), nil
}

// headers writes the fields but those that name codings.
func (w writer) headers(v value) []byte {
	var b bytes.Buffer
	for _, h := range v.headers() {
		switch strings.ToLower(h.Name) {
		case "content-encoding", "transfer-encoding":
			continue
		}
		pair := append(written([]byte(w.Name(h.Name)), isBytes), written([]byte(w.Header(h.Name, h.Value)), isBytes)...)
		b.Write(written(pair, isList))
	}
	return b.Bytes()
}
