package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

type harFile struct {
	Log harLog `json:"log"`
}

type harLog struct {
	Version string     `json:"version"`
	Creator harCreator `json:"creator"`
	Entries []harEntry `json:"entries"`
}

type harCreator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type harEntry struct {
	Started  string      `json:"startedDateTime"`
	Time     float64     `json:"time"`
	Request  harRequest  `json:"request"`
	Response harResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  harTimings  `json:"timings"`
}

type harRequest struct {
	Method      string       `json:"method"`
	URL         string       `json:"url"`
	HTTPVersion string       `json:"httpVersion"`
	Cookies     []harPair    `json:"cookies"`
	Headers     []harPair    `json:"headers"`
	QueryString []harPair    `json:"queryString"`
	PostData    *harPostData `json:"postData,omitempty"`
	HeadersSize int          `json:"headersSize"`
	BodySize    int          `json:"bodySize"`
}

type harPostData struct {
	MimeType string `json:"mimeType"`
	Text     string `json:"text"`
	Encoding string `json:"encoding,omitempty"`
}

type harResponse struct {
	Status      int        `json:"status"`
	StatusText  string     `json:"statusText"`
	HTTPVersion string     `json:"httpVersion"`
	Cookies     []harPair  `json:"cookies"`
	Headers     []harPair  `json:"headers"`
	Content     harContent `json:"content"`
	RedirectURL string     `json:"redirectURL"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int        `json:"bodySize"`
}

type harContent struct {
	Size     int    `json:"size"`
	MimeType string `json:"mimeType"`
	Text     string `json:"text"`
}

type harTimings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func writeHAR(name string, exchanges []exchange) error {
	har := harFile{Log: harLog{Version: "1.2", Creator: harCreator{Name: "banlint double", Version: "1"}}}
	for _, x := range exchanges {
		har.Log.Entries = append(har.Log.Entries, entryOf(x))
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(file)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return errors.Join(encoder.Encode(har), file.Close())
}

func entryOf(x exchange) harEntry {
	return harEntry{
		Started:  x.start.Format("2006-01-02T15:04:05.000Z07:00"),
		Time:     x.milliseconds(),
		Request:  requestOf(x),
		Response: responseOf(x),
		Timings:  harTimings{Wait: x.milliseconds()},
	}
}

func requestOf(x exchange) harRequest {
	r := harRequest{
		Method: x.method, URL: x.url, HTTPVersion: x.proto, Cookies: []harPair{},
		Headers: headerPairs(x.header), QueryString: queryPairs(x.query),
		HeadersSize: -1, BodySize: len(x.body),
	}
	if len(x.body) > 0 {
		r.PostData = postDataOf(x.header.Get("Content-Type"), x.body)
	}
	return r
}

// postDataOf marks a body that is no text with the encoding member of HAR 1.3,
// because HAR 1.2 has no place for it.
func postDataOf(mime string, body []byte) *harPostData {
	if utf8.Valid(body) {
		return &harPostData{MimeType: mime, Text: string(body)}
	}
	return &harPostData{MimeType: mime, Text: base64.StdEncoding.EncodeToString(body), Encoding: "base64"}
}

func responseOf(x exchange) harResponse {
	return harResponse{
		Status: x.status, StatusText: http.StatusText(x.status), HTTPVersion: x.proto, Cookies: []harPair{},
		Headers:     headerPairs(x.responseHeader),
		Content:     harContent{Size: len(x.responseBody), MimeType: x.responseHeader.Get("Content-Type"), Text: x.responseBody},
		HeadersSize: -1, BodySize: len(x.responseBody),
	}
}

func headerPairs(header http.Header) []harPair {
	pairs := []harPair{}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			pairs = append(pairs, harPair{name, value})
		}
	}
	return pairs
}

// queryPairs keeps the order of the query, which url.Values would lose.
func queryPairs(query string) []harPair {
	pairs := []harPair{}
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, harPair{unescape(name), unescape(value)})
	}
	return pairs
}

func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}
