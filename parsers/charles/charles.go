// Package charles reads the JSON sessions of Charles (chlsj).
package charles

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsondump"
)

// Format is the session: a list of objects, which is cut as other dumps are.
var Format = &parsers.Format{
	Name:   "charles",
	JSON:   true,
	Title:  "Charles JSON session (chlsj)",
	Shows:  parsers.Facts{Times: "start, ms", Request: "yes", Response: "yes", Remarks: "File, Export Session, JSON Session File"},
	Match:  match,
	Split:  jsondump.Format.Split,
	Decode: decode,
	Layout: jsondump.Listed,
}

var list = regexp.MustCompile(`^\s*\[\s*\{`)

func match(prefix []byte) string {
	head := prefix[:min(len(prefix), 8<<10)]
	if list.Match(head) && bytes.Contains(head, []byte(`"protocolVersion"`)) && bytes.Contains(head, []byte(`"times"`)) {
		return `[].protocolVersion, [].times`
	}
	return ""
}

func decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	x := timeline.Exchange{Pos: rec.Pos, Took: -1}
	if err := parsers.CheckJSON(rec.Text); err != nil {
		return x, &parsers.Skipped{Pos: rec.Pos, Reason: err.Error()}
	}
	entry := gjson.ParseBytes(rec.Text)
	x.Method = strings.ToUpper(entry.Get("method").String())
	x.URL = address(entry)
	if x.Method == "" || x.URL == "" {
		return x, &parsers.Skipped{Pos: rec.Pos, Reason: "a transaction without method or host"}
	}
	x.Tunnel = x.Method == "CONNECT" || entry.Get("tunnel").Bool()
	x.Client, x.Server = parsers.Address(entry.Get("clientAddress").String()), parsers.Address(afterSlash(entry.Get("remoteAddress").String()))
	x.Start, x.Grain, x.Took = times(entry)
	x.Status = int(entry.Get("response.status").Int())
	if x.Status < 100 || x.Status > 999 {
		x.Status = 0
	}
	x.Failed = x.Status == 0 && entry.Get("status").String() != "COMPLETE"
	if wanted != nil && !wanted(x.URL, x.Server) {
		return x, nil
	}
	x.RequestHeaders, x.RequestBody = headers(entry.Get("request")), body(entry.Get("request"))
	x.ResponseHeaders, x.ResponseBody = headers(entry.Get("response")), body(entry.Get("response"))
	return x, nil
}

// address puts the URL together.
func address(entry gjson.Result) string {
	host, scheme := entry.Get("host").String(), entry.Get("scheme").String()
	if host == "" {
		return ""
	}
	if scheme == "" {
		scheme = "https"
	}
	usual := map[string]int64{"http": 80, "https": 443}[scheme]
	if port := entry.Get("actualPort").Int(); port > 0 && port != usual {
		host += ":" + strconv.FormatInt(port, 10)
	}
	url := scheme + "://" + host + entry.Get("path").String()
	if query := entry.Get("query").String(); query != "" {
		url += "?" + query
	}
	return url
}

// afterSlash is the address in host/192.0.2.1.
func afterSlash(s string) string { return s[strings.LastIndexByte(s, '/')+1:] }

func times(entry gjson.Result) (start timeline.Instant, grain, took time.Duration) {
	begin, err := time.Parse(time.RFC3339, entry.Get("times.requestBegin").String())
	if err != nil {
		if begin, err = time.Parse(time.RFC3339, entry.Get("times.start").String()); err != nil {
			return 0, 0, -1
		}
	}
	start, took = timeline.At(begin), -1
	if end, err := time.Parse(time.RFC3339, entry.Get("times.end").String()); err == nil && !end.Before(begin) {
		took = end.Sub(begin)
	}
	return start, time.Millisecond, took
}

func headers(message gjson.Result) (all []timeline.Header) {
	message.Get("header.headers").ForEach(func(_, h gjson.Result) bool {
		all = append(all, timeline.Header{Name: h.Get("name").String(), Value: h.Get("value").String()})
		return true
	})
	return all
}

// body reads a body as it was decoded, or as it was sent.
func body(message gjson.Result) timeline.Body {
	b := message.Get("body")
	text := b.Get("text")
	switch {
	case !text.Exists() && b.Get("encoded").Exists():
		raw, err := base64.StdEncoding.DecodeString(b.Get("encoded").String())
		if err != nil {
			return timeline.Body{}
		}
		return parsers.Decoded(raw, message.Get("contentEncoding").String())
	case !text.Exists():
		return timeline.Body{Shown: message.Get("sizes.body").Exists() && message.Get("sizes.body").Int() == 0}
	case b.Get("encoding").String() == "base64":
		raw, err := base64.StdEncoding.DecodeString(text.String())
		return timeline.Body{Bytes: raw, Shown: err == nil}
	default:
		return timeline.Body{Bytes: []byte(text.String()), Shown: true}
	}
}
