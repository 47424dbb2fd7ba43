package main

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// exchange is one request with its answer, as it goes into a recording.
type exchange struct {
	start    time.Time
	duration time.Duration
	remote   string
	method   string
	url      string
	proto    string
	header   http.Header
	query    string
	body     []byte

	status         int
	responseHeader http.Header
	responseBody   string
}

func (x exchange) milliseconds() float64 {
	return float64(x.duration.Microseconds()) / 1000
}

// recorder writes the dump while exchanges come in and keeps them for the HAR.
type recorder struct {
	mu        sync.Mutex
	dump      io.WriteCloser // nil: no dump is wanted
	exchanges []exchange
}

func newRecorder(dump string) (*recorder, error) {
	if dump == "" {
		return &recorder{}, nil
	}
	file, err := os.Create(dump)
	return &recorder{dump: file}, err
}

func (r *recorder) record(x exchange) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exchanges = append(r.exchanges, x)
	if r.dump == nil {
		return nil
	}
	encoder := json.NewEncoder(r.dump)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(lineOf(x))
}

// close ends the dump and writes the HAR, if one is wanted.
func (r *recorder) close(har string) (err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.dump != nil {
		err = r.dump.Close()
	}
	if har == "" {
		return err
	}
	return errors.Join(err, writeHAR(har, r.exchanges))
}

// line is an exchange in the native dump format.
type line struct {
	Time            string            `json:"time"`
	DurationMS      float64           `json:"duration_ms"`
	Remote          string            `json:"remote"`
	Method          string            `json:"method"`
	URL             string            `json:"url"`
	Headers         map[string]string `json:"headers"`
	Body            string            `json:"body,omitempty"`
	BodyBase64      []byte            `json:"body_base64,omitempty"`
	Status          int               `json:"status"`
	ResponseHeaders map[string]string `json:"response_headers"`
	ResponseBody    string            `json:"response_body"`
}

func lineOf(x exchange) line {
	l := line{
		Time: x.start.Format("2006-01-02T15:04:05.000000Z07:00"), DurationMS: x.milliseconds(), Remote: x.remote,
		Method: x.method, URL: x.url, Headers: lower(x.header),
		Status: x.status, ResponseHeaders: lower(x.responseHeader), ResponseBody: x.responseBody,
	}
	if utf8.Valid(x.body) {
		l.Body = string(x.body)
	} else {
		l.BodyBase64 = x.body
	}
	return l
}

func lower(header http.Header) map[string]string {
	m := make(map[string]string, len(header))
	for name, values := range header {
		m[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	return m
}
