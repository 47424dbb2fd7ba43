// Package recorder writes down what an http.Client sends and gets, one JSON line
// per exchange, for banlint.
//
// Enable, before the first call, for a client of your own or the default one:
//
//	client := &http.Client{Transport: recorder.New(nil)}
//	http.DefaultClient.Transport = recorder.New(nil)
//
// The lines go to the file named by BANLINT_DUMP (default banlint.ndjson).
// Account keys stand in it as they were sent: treat the file as a secret.
// banlint never prints them.
package recorder

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// most is the longest answer that is written down with its body.
const most = 1 << 20

// New returns a round tripper that records what goes through base, or through
// http.DefaultTransport when base is nil.
func New(base http.RoundTripper) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &transport{base: base}
}

type transport struct {
	base http.RoundTripper
}

// line is an exchange in banlint's native dump.
type line struct {
	Time               string            `json:"time"`
	DurationMS         float64           `json:"duration_ms"`
	Method             string            `json:"method"`
	URL                string            `json:"url"`
	Headers            map[string]string `json:"headers"`
	Body               *string           `json:"body,omitempty"`
	BodyBase64         []byte            `json:"body_base64,omitempty"`
	Status             int               `json:"status,omitempty"`
	ResponseHeaders    map[string]string `json:"response_headers,omitempty"`
	ResponseBody       *string           `json:"response_body,omitempty"`
	ResponseBodyBase64 []byte            `json:"response_body_base64,omitempty"`
	Error              string            `json:"error,omitempty"`
	start              time.Time
}

func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	u := *r.URL
	u.User = nil
	l := &line{Method: r.Method, URL: u.String(), Headers: pick(r.Header)}
	if l.Method == "" {
		l.Method = http.MethodGet
	}
	switch {
	case r.Body == nil || r.Body == http.NoBody:
		l.Body, l.BodyBase64 = text(nil)
	case r.GetBody != nil: // a stream is left out
		if body, err := r.GetBody(); err == nil {
			if b, err := io.ReadAll(body); err == nil {
				l.Body, l.BodyBase64 = text(b)
			}
			_ = body.Close()
		}
	}
	l.start = time.Now()
	resp, err := t.base.RoundTrip(r)
	if err != nil || resp == nil {
		l.write(err)
		return resp, err
	}
	l.Status, l.ResponseHeaders = resp.StatusCode, pick(resp.Header)
	if resp.Body == nil || resp.StatusCode == http.StatusSwitchingProtocols {
		l.write(nil)
		return resp, nil
	}
	resp.Body = &tee{body: resp.Body, line: l}
	return resp, nil
}

// CloseIdleConnections makes the method of http.Client reach base.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// tee keeps what the client reads of an answer, and writes the line at its end.
type tee struct {
	body io.ReadCloser
	line *line
	once sync.Once
	mu   sync.Mutex
	kept bytes.Buffer
	size int
}

func (t *tee) Read(p []byte) (int, error) {
	n, err := t.body.Read(p)
	t.mu.Lock()
	if t.size += n; t.size <= most {
		t.kept.Write(p[:n])
	}
	t.mu.Unlock()
	if err != nil {
		t.end(err)
	}
	return n, err
}

func (t *tee) Close() error {
	err := t.body.Close()
	t.end(nil)
	return err
}

// end writes the line. Only io.EOF says that the whole answer was read.
func (t *tee) end(err error) {
	t.once.Do(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if err == io.EOF {
			if t.size <= most {
				t.line.ResponseBody, t.line.ResponseBodyBase64 = text(t.kept.Bytes())
			}
			err = nil
		}
		t.line.write(err)
	})
}

func (l *line) write(err error) {
	l.Time = l.start.UTC().Format("2006-01-02T15:04:05.000000Z07:00")
	l.DurationMS = float64(time.Since(l.start).Microseconds()) / 1000
	if err != nil {
		l.Error = fmt.Sprintf("%T", err)
	}
	b, err := json.Marshal(l)
	if err != nil {
		return
	}
	path := os.Getenv("BANLINT_DUMP")
	if path == "" {
		path = "banlint.ndjson"
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return
	}
	_, _ = f.Write(append(b, '\n')) // one write, so lines of several goroutines do not mix
	_ = f.Close()
}

func pick(header http.Header) map[string]string {
	m := map[string]string{}
	for _, name := range []string{"User-Agent", "Content-Type", "Content-Encoding", "Retry-After"} {
		if v := header.Values(name); len(v) > 0 {
			m[strings.ToLower(name)] = strings.Join(v, ", ")
		}
	}
	return m
}

// text returns a body as a string or, where it is not UTF-8, as bytes.
func text(b []byte) (*string, []byte) {
	if !utf8.Valid(b) {
		return nil, b
	}
	s := string(b)
	return &s, nil
}
