// Package otlp reads the traces of OpenTelemetry in JSON, as its collector writes them to a
// file: of their spans those of HTTP clients. They show addresses, statuses and times, and no
// bodies.
package otlp

import (
	"bytes"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsondump"
)

// Format is the file: objects one a line, or one that takes several.
var Format = &parsers.Format{
	Name:   "otlp",
	JSON:   true,
	Title:  "OpenTelemetry traces (OTLP JSON)",
	Shows:  parsers.Facts{Times: "start, ns", Request: "no", Response: "no", Remarks: "spans with attributes of HTTP (`url.full`, `http.request.method`), as the collector's file exporter writes them"},
	Match:  match,
	Split:  split,
	Decode: decode,
	Layout: layout,
}

func match(prefix []byte) string {
	text := bytes.TrimLeft(prefix[:min(len(prefix), 200)], " \t\r\n")
	if bytes.HasPrefix(text, []byte("{")) && bytes.HasPrefix(bytes.TrimLeft(text[1:], " \t\r\n"), []byte(`"resourceSpans"`)) {
		return "resourceSpans"
	}
	return ""
}

// split takes each span for a record.
func split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		entry := int32(0)
		for rec, err := range jsondump.Format.Split(source, r) {
			if err != nil {
				if !yield(parsers.Record{}, err) {
					return
				}
				continue
			}
			if parsers.CheckJSON(rec.Text) != nil {
				entry++
				rec.Pos.Entry = entry
				if !yield(parsers.Record{}, &parsers.Skipped{Pos: rec.Pos, Reason: "an object that is no valid JSON"}) {
					return
				}
				continue
			}
			for _, span := range spans(rec.Text) {
				entry++
				rec.Pos.Entry = entry
				if !yield(parsers.Record{Pos: rec.Pos, Text: []byte(span)}, nil) {
					return
				}
			}
		}
	}
}

// spans lists the spans of an object, under the names that the format has had.
func spans(object []byte) (all []string) {
	gjson.GetBytes(object, "resourceSpans").ForEach(func(_, resource gjson.Result) bool {
		for _, name := range []string{"scopeSpans", "instrumentationLibrarySpans"} {
			resource.Get(name).ForEach(func(_, scope gjson.Result) bool {
				scope.Get("spans").ForEach(func(_, span gjson.Result) bool {
					all = append(all, span.Raw)
					return true
				})
				return true
			})
		}
		return true
	})
	return all
}

// server is the kind of a span of who was asked: the same exchange, seen from the other side.
const server = 2

func decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	x := timeline.Exchange{Pos: rec.Pos, Took: -1}
	span := gjson.ParseBytes(rec.Text)
	a := attributes(span)
	x.Method = strings.ToUpper(a.first("http.request.method", "http.method"))
	x.URL = a.address()
	if x.Method == "" || x.URL == "" || span.Get("kind").Int() == server {
		return x, &parsers.Skipped{Pos: rec.Pos, Reason: "a span that is not of an HTTP client", Noise: true}
	}
	begin, end := span.Get("startTimeUnixNano").Int(), span.Get("endTimeUnixNano").Int()
	x.Start = timeline.At(time.Unix(0, begin))
	if end >= begin && begin > 0 {
		x.Took = time.Duration(end - begin)
	}
	x.Client, x.Server = parsers.Address(a.first("client.address")), parsers.Address(a.first("network.peer.address", "net.peer.ip"))
	if status := gjson.Parse(a.first("http.response.status_code", "http.status_code")).Int(); status >= 100 && status <= 999 {
		x.Status = int(status)
	}
	x.Failed = x.Status == 0 && a.first("error.type") != ""
	if wanted != nil && !wanted(x.URL, x.Server) {
		return x, nil
	}
	if agent := a.first("user_agent.original", "http.user_agent"); agent != "" {
		x.RequestHeaders = []timeline.Header{{Name: "User-Agent", Value: agent}}
	}
	return x, nil
}

// attributed are the attributes of a span by their names.
type attributed map[string]string

func attributes(span gjson.Result) attributed {
	a := attributed{}
	span.Get("attributes").ForEach(func(_, attribute gjson.Result) bool {
		attribute.Get("value").ForEach(func(_, v gjson.Result) bool {
			a[attribute.Get("key").String()] = v.String()
			return false
		})
		return true
	})
	return a
}

func (a attributed) first(names ...string) string {
	for _, name := range names {
		if v := a[name]; v != "" {
			return v
		}
	}
	return ""
}

// address is the URL, or what can be made of its parts.
func (a attributed) address() string {
	if whole := a.first("url.full", "http.url"); strings.Contains(whole, "://") {
		return whole
	}
	host := a.first("server.address", "http.host", "net.peer.name")
	target := a.first("http.target", "url.path")
	if host == "" || !strings.HasPrefix(target, "/") {
		return ""
	}
	scheme := a.first("url.scheme", "http.scheme")
	if scheme == "" {
		scheme = "https"
	}
	if query := a.first("url.query"); query != "" && !strings.Contains(target, "?") {
		target += "?" + query
	}
	return scheme + "://" + host + target
}
