// Package saz reads the archives of Fiddler: for each session a request, a response and what
// Fiddler knew of them, in three members.
package saz

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// Format is the archive. Its recording is a list of the sessions, a line each.
var Format = &parsers.Format{
	Name:   "saz",
	Title:  "Fiddler archive (SAZ)",
	Shows:  parsers.Facts{Times: "start, 0.1 µs", Request: "yes", Response: "yes", Remarks: "File, Save, All Sessions; it names the program that called"},
	Match:  match,
	Index:  index,
	Split:  split,
	Decode: decode,
	Layout: layout,
}

const title = "sessions of Fiddler\n"

func match(prefix []byte) string {
	if bytes.HasPrefix(prefix, []byte(title)) {
		return "raw/N_c.txt"
	}
	return ""
}

// index lists the sessions by their numbers, which may have zeros before them.
func index(members []string) string {
	var sessions []string
	for _, name := range members {
		if session, ok := strings.CutSuffix(name, "_c.txt"); ok && strings.HasPrefix(name, "raw/") {
			sessions = append(sessions, session)
		}
	}
	if sessions == nil {
		return ""
	}
	number := func(session string) int {
		n, _ := strconv.Atoi(strings.TrimPrefix(session, "raw/"))
		return n
	}
	slices.SortFunc(sessions, func(a, b string) int { return cmp.Or(cmp.Compare(number(a), number(b)), cmp.Compare(a, b)) })
	return title + strings.Join(sessions, "\n") + "\n"
}

func split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		pos := timeline.Position{Source: source}
		for line, err := range parsers.Lines(r) {
			if err != nil {
				yield(parsers.Record{}, err)
				return
			}
			if line.Number == 1 || len(line.Text) == 0 {
				continue
			}
			pos.Entry++
			if !yield(parsers.Record{Pos: pos, Text: line.Text}, nil) {
				return
			}
		}
	}
}

// A session is what Fiddler knew of one.
type session struct {
	Timers struct {
		Begin string `xml:"ClientBeginRequest,attr"`
		Sent  string `xml:"FiddlerBeginRequest,attr"`
		Done  string `xml:"ServerDoneResponse,attr"`
		Heard string `xml:"ClientDoneResponse,attr"`
	} `xml:"SessionTimers"`
	Flags []struct {
		Name  string `xml:"N,attr"`
		Value string `xml:"V,attr"`
	} `xml:"SessionFlags>SessionFlag"`
}

func (s *session) flag(name string) string {
	for _, f := range s.Flags {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

func decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	x := timeline.Exchange{Pos: rec.Pos, Took: -1}
	if rec.Attached == nil {
		return x, &parsers.Skipped{Pos: rec.Pos, Reason: "a session of Fiddler outside of its archive"}
	}
	name := string(rec.Text)
	raw, err := rec.Attached(name + "_c.txt")
	if err != nil {
		return x, &parsers.Skipped{Pos: rec.Pos, Reason: fmt.Sprintf("a session whose request cannot be read (%v)", err)}
	}
	request := parsers.ParseMessage(raw)
	if len(request.Line) < 2 {
		return x, &parsers.Skipped{Pos: rec.Pos, Reason: "a session without a request"}
	}
	x.Method, x.URL, x.Tunnel = request.Line[0], request.Target("http", ""), request.Line[0] == "CONNECT"
	var s session
	if text, err := rec.Attached(name + "_m.xml"); err == nil { // made by hand it may lack them
		_ = xml.Unmarshal(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), &s)
	}
	x.Client, x.Server = parsers.Address(s.flag("x-clientip")), parsers.Address(s.flag("x-hostip"))
	x.Start, x.Took = s.times()
	if wanted != nil && !wanted(x.URL, x.Server) {
		return x, nil
	}
	x.RequestHeaders, x.RequestBody = request.Headers, request.Body()
	answered(&x, rec.Attached, name)
	return x, nil
}

// answered notes the response. An empty one was aborted.
func answered(x *timeline.Exchange, attached func(string) ([]byte, error), name string) {
	raw, err := attached(name + "_s.txt")
	if err != nil {
		return
	}
	response := parsers.ParseMessage(raw)
	x.Status = response.Status()
	if x.Failed = x.Status == 0; x.Failed {
		return
	}
	x.ResponseHeaders = response.Headers
	if !x.Tunnel {
		x.ResponseBody = response.Body()
	}
}

// times returns when the request was sent and how long it took until the answer was there.
func (s *session) times() (start timeline.Instant, took time.Duration) {
	for _, text := range []string{s.Timers.Begin, s.Timers.Sent} {
		if start = instant(text); start != 0 {
			break
		}
	}
	for _, text := range []string{s.Timers.Heard, s.Timers.Done} {
		if end := instant(text); start != 0 && end >= start {
			return start, end.Sub(start)
		}
	}
	return start, -1
}

// instant reads a time; those that are not set are of the year 1.
func instant(text string) timeline.Instant {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Year() < 2000 {
		return 0
	}
	return timeline.At(t)
}
