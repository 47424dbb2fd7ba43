package accesslog

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/parsers"
)

// statuses are the members that hold the status, by server. A line of an access log
// has one of them.
var statuses = [][]byte{[]byte(`tatus"`), []byte(`"response_code"`)}

// jsonNoise recognises what servers write among their records.
func jsonNoise(line []byte) bool {
	if i := bytes.Index(line, []byte(`"logger":"`)); i >= 0 {
		return !bytes.HasPrefix(line[i:], []byte(`"logger":"http.log.access`))
	}
	for _, name := range statuses {
		if bytes.Contains(line, name) {
			return false
		}
	}
	object, ok := jsonText(line)
	return ok && parsers.CheckJSON(object) == nil || !bytes.Contains(line, []byte(`":`)) && !asks(line)
}

// jsonText passes what a collector put before an object.
func jsonText(line []byte) ([]byte, bool) {
	i := bytes.IndexByte(line, '{')
	return line[max(i, 0):], i >= 0
}

// jsonWhole reports whether an object goes on to its end. What is no object is a
// line of another kind.
func jsonWhole(line []byte) bool {
	text, ok := jsonText(line)
	return !ok || parsers.CheckJSON(unslashed(text)) == nil
}

// unslashed makes JSON of a line that nginx wrote without escape=json: it has \xHH,
// which is none, where JSON has \u00HH.
func unslashed(text []byte) []byte {
	if !bytes.Contains(text, []byte(`\x`)) || parsers.CheckJSON(text) == nil {
		return text
	}
	return bytes.ReplaceAll(text, []byte(`\x`), []byte(`\u00`))
}

// An edge is a side of an exchange that a stamp is of.
type edge uint8

const (
	none edge = iota
	start
	end
)

// jsonLine is the work on one line.
type jsonLine struct {
	*decoder

	scheme, host string
	target       string // with its query
	path, query  string // in the place of the target
	agent        string
	headers      gjson.Result // an object of lists
	body         gjson.Result
	answer       gjson.Result // where somebody says that the log has one

	client  string        // of the connection, never of a header
	took    time.Duration // negative when unknown
	number  gjson.Result  // a duration whose unit is the server's
	end     moment        // of the exchange, where its start is given too
	stamped edge          // that Start is the time of

	aimed    bool // there is a member for the target, be it empty
	answered bool // there is a status
	server   bool // there is a member that only servers write
	dump     bool // there is an answer: the line is a dump's
	envoy    bool
}

// envoyLines stand among the objects of a log where Envoy was told to write JSON from then on.
var envoyLines = envoyText.layouts()[0]

// json reads an object of one of the servers, each member under the names that they
// give it.
func (d *decoder) json(line []byte) error {
	if len(line) > 0 && line[0] == '[' && envoyLines.whole(line) {
		return envoyLines.read(d, line)
	}
	text, ok := jsonText(line)
	if !ok {
		return errStranger
	}
	text = unslashed(text)
	if err := parsers.CheckJSON(text); err != nil {
		return fmt.Errorf("a line that is no JSON object: %w", err)
	}
	l := jsonLine{decoder: d, took: -1}
	l.x.Took = -1
	gjson.Parse(view(text)).ForEach(func(name, value gjson.Result) bool {
		l.member(name.Str, value)
		return true
	})
	if !l.aimed || !l.answered || !l.server || l.dump {
		return errStranger
	}
	l.when()
	if err := l.where(); err != nil {
		return err
	}
	if !l.passed() {
		l.rest()
	}
	return nil
}

// where puts the URL together.
func (l *jsonLine) where() error {
	if l.target == "" {
		l.target = l.path
		if l.query != "" && !strings.Contains(l.path, "?") {
			l.target = view(l.join(l.path, "?", strings.TrimPrefix(l.query, "?")))
		}
	}
	if !isMethod([]byte(l.x.Method)) || l.target == "" {
		return errNoRequest
	}
	return l.aim(l.scheme, l.host, l.target)
}

// when settles start and duration.
func (l *jsonLine) when() {
	if l.took < 0 && l.number.Exists() {
		unit := time.Second
		if l.envoy {
			unit = time.Millisecond
		}
		l.took = tookIn(l.number, unit)
	}
	if took := l.end.at.Sub(l.x.Start); l.took < 0 && l.end.at != 0 && l.stamped == start && took >= 0 && took <= maxTook {
		l.took = took
	}
	if l.stamped == end {
		l.ended(l.took)
	} else {
		l.x.Took = l.took
	}
}

// rest reads what only a wanted exchange needs.
func (l *jsonLine) rest() {
	l.x.Client = l.address(l.client)
	l.decoder.agent(l.agent)
	l.headers.ForEach(func(name, values gjson.Result) bool {
		for _, v := range values.Array() {
			l.header(name.Str, v.Str)
		}
		return true
	})
	switch {
	case l.body.IsObject():
		l.requestBody(l.join(l.body.Raw))
	case l.body.Exists():
		l.requestBody(l.join(l.body.Str))
	}
}

// stamp notes a time, unless there is a finer one.
func (l *jsonLine) stamp(v gjson.Result, of edge) {
	m := momentOf(v)
	if m.at != 0 && (l.stamped == none || m.grain < l.x.Grain) {
		l.x.Start, l.x.Grain, l.stamped = m.at, m.grain, of
	}
}

// momentOf reads a time in any of the notations of servers. It is not known when
// there is something else.
func momentOf(v gjson.Result) moment {
	text := []byte(v.Str)
	if v.Type == gjson.Number {
		text = []byte(v.Raw)
	}
	if m, ok := epoch(text); ok {
		return m
	}
	m, n := isoTime(text)
	if n == 0 {
		m, n = logTime(text)
	}
	if n != len(text) {
		return moment{}
	}
	return m
}

// tookIn reads a duration: a number, in a string or not, or one with its unit as
// Go prints it; negative for something else.
func tookIn(v gjson.Result, unit time.Duration) time.Duration {
	text := v.Raw
	if v.Type == gjson.String {
		text = v.Str
	}
	if v.Type == gjson.Number && strings.ContainsAny(text, "eE") {
		if v.Num >= 0 && v.Num < float64(maxTook/unit) {
			return time.Duration(v.Num * float64(unit))
		}
		return -1
	}
	if took := lasted([]byte(text), unit); took >= 0 {
		return took
	}
	if d, err := time.ParseDuration(text); err == nil && d > 0 && d <= maxTook {
		return d
	}
	return -1
}
