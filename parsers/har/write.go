package har

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A Writer writes exchanges as HAR 1.2. What HAR has no place for, such as the client's
// address, is lost.
type Writer struct {
	out   io.Writer
	begun bool
}

// NewWriter begins an archive that a program of some name and version writes.
func NewWriter(out io.Writer, program, version string) (*Writer, error) {
	creator, err := json.Marshal(map[string]string{"name": program, "version": version})
	if err != nil {
		return nil, err
	}
	_, err = io.WriteString(out, `{"log":{"version":"1.2","creator":`+string(creator)+`,"entries":[`)
	return &Writer{out: out}, err
}

type pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type content struct {
	Size     int     `json:"size"`
	MIMEType string  `json:"mimeType"`
	Text     *string `json:"text,omitempty"` // nil where it is not known
	Encoding string  `json:"encoding,omitempty"`
}

type entry struct {
	Started  string   `json:"startedDateTime,omitempty"`
	Time     *float64 `json:"time"`
	Request  request  `json:"request"`
	Response response `json:"response"`
	Cache    struct{} `json:"cache"`
	Timings  timings  `json:"timings"`
	Server   string   `json:"serverIPAddress,omitempty"`
}

type request struct {
	Method      string   `json:"method"`
	URL         string   `json:"url"`
	HTTPVersion string   `json:"httpVersion"`
	Cookies     []pair   `json:"cookies"`
	Headers     []pair   `json:"headers"`
	Query       []pair   `json:"queryString"`
	Post        *content `json:"postData,omitempty"`
	HeadersSize int      `json:"headersSize"`
	BodySize    int      `json:"bodySize"`
}

type response struct {
	Status      *int    `json:"status,omitempty"` // nil where it is not known, which is not the same as no answer
	StatusText  string  `json:"statusText"`
	HTTPVersion string  `json:"httpVersion"`
	Cookies     []pair  `json:"cookies"`
	Headers     []pair  `json:"headers"`
	Content     content `json:"content"`
	RedirectURL string  `json:"redirectURL"`
	Error       string  `json:"_error,omitempty"`
	HeadersSize int     `json:"headersSize"`
	BodySize    int     `json:"bodySize"`
}

type timings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

// Write adds an exchange.
func (w *Writer) Write(x *timeline.Exchange) error {
	e := entry{
		Request: request{
			Method: x.Method, URL: x.URL, HTTPVersion: "HTTP/1.1", Cookies: []pair{}, Headers: pairs(x.RequestHeaders), Query: queryOf(x.URL),
			HeadersSize: -1, BodySize: -1,
		},
		Response: response{
			HTTPVersion: "HTTP/1.1", Cookies: []pair{}, Headers: pairs(x.ResponseHeaders), Content: contentOf(&x.ResponseBody, x.ResponseHeader("Content-Type")),
			HeadersSize: -1, BodySize: -1,
		},
		Server: x.Server,
	}
	if x.Status > 0 || x.Failed {
		e.Response.Status = &x.Status
	}
	if x.Failed {
		e.Response.Error = "no answer"
	}
	if x.Start != 0 {
		e.Started = x.Start.Time().UTC().Format("2006-01-02T15:04:05.000000Z07:00")
	}
	if x.Took >= 0 {
		ms := float64(x.Took.Round(time.Microsecond).Microseconds()) / 1000
		e.Time, e.Timings.Wait = &ms, ms
	}
	if x.RequestBody.Shown {
		body := contentOf(&x.RequestBody, x.Header("Content-Type"))
		e.Request.Post, e.Request.BodySize = &body, body.Size
	}
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	separator := "\n"
	if w.begun {
		separator = ",\n"
	}
	w.begun = true
	_, err = io.WriteString(w.out, separator+string(text))
	return err
}

// Close ends the archive.
func (w *Writer) Close() error {
	_, err := io.WriteString(w.out, "\n]}}\n")
	return err
}

func pairs(headers []timeline.Header) []pair {
	list := make([]pair, len(headers))
	for i, h := range headers {
		list[i] = pair(h)
	}
	return list
}

func queryOf(address string) []pair {
	list := []pair{}
	_, query, _ := strings.Cut(address, "?")
	for p := range strings.SplitSeq(query, "&") {
		name, value, found := strings.Cut(p, "=")
		if found {
			list = append(list, pair{unescaped(name), unescaped(value)})
		}
	}
	return list
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

func contentOf(b *timeline.Body, mime string) content {
	c := content{MIMEType: mime}
	if !b.Shown {
		c.Size = -1
		return c
	}
	whole := b.Whole()
	text := string(whole)
	c.Size, c.Text = len(whole), &text
	if !utf8.Valid(whole) {
		text, c.Encoding = base64.StdEncoding.EncodeToString(whole), "base64"
	}
	return c
}
