package accesslog

import (
	"bytes"
	"net/url"
	"strings"
	"time"
)

// Logs whose comments say what their columns are: W3C's extended format, as of IIS and
// CloudFront, and Zeek's http.log.
var (
	w3cFields  = []byte("#Fields:")
	zeekFields = []byte("#fields\t")
)

// cloudFront are the columns of CloudFront, whose comments often get lost on the way.
const cloudFront = "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query"

// maxColumns bounds the line that names the columns.
const maxColumns = 4 << 10

// columnsTold remembers the last line that names columns, and says it before each record.
func columnsTold() func(line []byte) []byte {
	var names, said []byte
	return func(line []byte) []byte {
		switch {
		case line[0] == '#':
			for _, begin := range [][]byte{w3cFields, zeekFields} {
				if rest, ok := bytes.CutPrefix(line, begin); ok && len(rest) <= maxColumns && namesTarget(rest) {
					names = append(names[:0], rest...)
				}
			}
			return line
		case len(names) == 0:
			return line
		}
		said = append(append(append(said[:0], names...), separator), line...)
		return said
	}
}

// namesTarget reports whether a column holds what was asked for; else it is another comment.
func namesTarget(names []byte) bool {
	for name := range bytes.FieldsSeq(names) {
		if n := string(name); n == "cs-uri-stem" || n == "uri" {
			return true
		}
	}
	return false
}

// told takes the names of the columns off a record. Without them it may be CloudFront's.
func told(line []byte) (names, rest []byte, ok bool) {
	if i := bytes.IndexByte(line, separator); i > 0 && i <= maxColumns {
		return line[:i], line[i+1:], true
	}
	if bytes.Count(line, []byte("\t")) >= 20 {
		return []byte(cloudFront), line, true
	}
	return nil, line, false
}

func columnsNoise(line []byte) bool { return line[0] == '#' }

// columnsWhole reports whether a line has all its columns.
func columnsWhole(line []byte) bool {
	names, line, ok := told(line)
	return !ok || countColumns(line) >= len(bytes.Fields(names))
}

func countColumns(line []byte) (n int) {
	for len(line) > 0 {
		_, line = nextColumn(line)
		n++
	}
	return n
}

// nextColumn takes a column off a line: up to a tab where there are any, else as a field.
func nextColumn(line []byte) (value, rest []byte) {
	if bytes.IndexByte(line, '\t') >= 0 {
		value, rest, _ = bytes.Cut(line, []byte("\t"))
		return value, rest
	}
	f, rest := next(line)
	for f.ragged { // a quote within quotes is written twice
		var more field
		more, rest = next(rest)
		f.ragged = more.ragged
	}
	return f.text, bytes.TrimLeft(rest, " ")
}

// columnLine is the work on one line.
type columnLine struct {
	*decoder

	date, clock        []byte
	host, port, scheme string
	path, query        string
	agent              []byte
	took               time.Duration
	zeek               bool
}

// columns reads a line by the names of its columns.
func (d *decoder) columns(line []byte) error {
	names, line, ok := told(line)
	if !ok {
		return errStranger
	}
	l := columnLine{decoder: d, took: -1}
	d.x.Took = -1
	tabs := bytes.IndexByte(line, '\t') >= 0
	for name := range bytes.FieldsSeq(names) {
		if len(line) == 0 {
			return unusable("a line with fewer columns than the log says that it has")
		}
		var value []byte
		if value, line = nextColumn(line); !isNone(value) {
			l.column(string(name), value, tabs)
		}
	}
	return l.finish()
}

// column notes a value.
func (l *columnLine) column(name string, v []byte, tabs bool) {
	x := &l.x
	switch name {
	case "date", "date-local":
		l.date = v
	case "time", "time-local":
		l.clock = v
	case "ts":
		if m, ok := epoch(v); ok {
			x.Start, x.Grain, l.zeek = m.at, m.grain, true
		}
	case "cs-method", "method":
		x.Method = view(v)
	case "cs-uri-stem", "uri":
		l.path = view(v)
	case "cs-uri-query":
		l.query = view(v)
	case "cs(Host)", "cs-host", "host":
		if l.host == "" {
			l.host = view(v)
		}
	case "x-host-header": // that of the viewer, where cs(Host) is the distribution's
		l.host = view(v)
	case "cs-protocol":
		l.scheme = strings.ToLower(view(v))
	case "s-port", "id.resp_p":
		l.port = view(v)
	case "sc-status", "status_code":
		x.Status = max(number(v), 0)
		x.Failed = string(v) == "000"
	case "c-ip", "id.orig_h":
		x.Client = l.address(view(v))
	case "s-ip", "id.resp_h":
		x.Server = l.address(view(v))
	case "cs(User-Agent)", "user_agent":
		l.agent = v
		if name[0] == 'c' {
			l.agent = l.unescaped(v, tabs)
		}
	case "time-taken", "TimeTakenMS":
		unit := time.Millisecond
		if tabs { // CloudFront
			unit = time.Second
		}
		l.took = lasted(v, unit)
	}
}

// unescaped undoes what is done to blanks: IIS writes +, CloudFront %20.
func (l *columnLine) unescaped(v []byte, tabs bool) []byte {
	if !tabs {
		return bytes.ReplaceAll(v, []byte("+"), []byte(" "))
	}
	if text, err := url.PathUnescape(string(v)); err == nil {
		return []byte(text)
	}
	return v
}

// finish puts the exchange together. Both kinds but Zeek stamp the end.
func (l *columnLine) finish() error {
	x := &l.x
	if !l.zeek {
		m, n := isoTime(l.join(view(l.date), "T", view(l.clock)))
		if n == 0 && len(l.clock) > 0 {
			return unusable("a time that is none: wanted 2026-11-21 and 03:04:51")
		}
		x.Start, x.Grain = m.at, m.grain
		l.ended(l.took)
	}
	if !isMethod([]byte(x.Method)) || l.path == "" {
		return errNoRequest
	}
	if l.query != "" {
		l.path = view(l.join(l.path, "?", l.query))
	}
	scheme := l.scheme
	if scheme == "" && (l.port == "80" || l.zeek) {
		scheme = "http"
	}
	if l.host != "" && l.port != "" && l.port != "80" && l.port != "443" && !strings.Contains(l.host, ":") {
		l.host = view(l.join(l.host, ":", l.port))
	}
	if err := l.aim(scheme, l.host, l.path); err != nil {
		return err
	}
	if !l.passed() {
		l.decoder.agent(view(l.agent))
	}
	return nil
}
