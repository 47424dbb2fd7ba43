package jsondump

import (
	"encoding/json"
	"io"
	"time"
	"unicode/utf8"

	"github.com/banlint/banlint/analyzer/timeline"
)

// native is an exchange as the native dump has it.
type native struct {
	Time            string      `json:"time,omitempty"`
	Took            *float64    `json:"duration_ms,omitempty"`
	Remote          string      `json:"remote,omitempty"`
	Method          string      `json:"method"`
	URL             string      `json:"url"`
	Headers         [][2]string `json:"headers,omitempty"`
	Body            *string     `json:"body,omitempty"`
	Bytes           []byte      `json:"body_base64,omitempty"`
	Status          int         `json:"status,omitempty"`
	ResponseHeaders [][2]string `json:"response_headers,omitempty"`
	Answer          *string     `json:"response_body,omitempty"`
	AnswerBytes     []byte      `json:"response_body_base64,omitempty"`
	Error           string      `json:"error,omitempty"`
}

// Write writes an exchange as a line of the native dump.
func Write(w io.Writer, x *timeline.Exchange) error {
	n := native{Remote: x.Client, Method: x.Method, URL: x.URL, Headers: fields(x.RequestHeaders), Status: x.Status, ResponseHeaders: fields(x.ResponseHeaders)}
	if x.Start != 0 {
		n.Time = x.Start.Time().UTC().Format(stampOf(x.Grain))
	}
	if x.Took >= 0 {
		ms := float64(x.Took.Round(time.Microsecond).Microseconds()) / 1000
		n.Took = &ms
	}
	if x.Failed {
		n.Error = "no answer"
	}
	n.Body, n.Bytes = written(&x.RequestBody)
	n.Answer, n.AnswerBytes = written(&x.ResponseBody)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(n)
}

// stampOf is the notation of times that are known so exactly.
func stampOf(grain time.Duration) string {
	switch {
	case grain >= time.Second:
		return "2006-01-02T15:04:05Z07:00"
	case grain >= time.Millisecond:
		return "2006-01-02T15:04:05.000Z07:00"
	default:
		return "2006-01-02T15:04:05.000000Z07:00"
	}
}

func fields(headers []timeline.Header) [][2]string {
	list := make([][2]string, len(headers))
	for i, h := range headers {
		list[i] = [2]string{h.Name, h.Value}
	}
	return list
}

// written is a body as text, or as bytes where it is none.
func written(b *timeline.Body) (*string, []byte) {
	if !b.Shown {
		return nil, nil
	}
	whole := b.Whole()
	if !utf8.Valid(whole) {
		return nil, whole
	}
	text := string(whole)
	return &text, nil
}
