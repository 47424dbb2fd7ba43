package accesslog

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/banlint/banlint/parsers"
)

// named are the patterns that have a name of their own.
var named = map[string]string{
	"common":         `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent`,
	"combined":       `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"`,
	"vhost_combined": `%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"`,
}

// Custom makes the format of a log that is written as a pattern says: in the syntax of
// nginx's log_format or of Apache's LogFormat, or the name of a usual one.
func Custom(pattern string) (*parsers.Format, error) {
	if pattern == Squid.Name {
		return Squid, nil
	}
	if p, ok := named[pattern]; ok {
		pattern = p
	}
	if f := programNamed(pattern); f != nil {
		return f, nil
	}
	l := &layout{}
	switch {
	case strings.Contains(pattern, "$"):
		l.parts = nginxParts(pattern)
	case strings.Contains(pattern, "%"):
		l.starts = true
		l.parts = apacheParts(pattern)
	default:
		return nil, errors.New(`wanted combined, common, vhost_combined, squid, the format of a program such as envoy, or a pattern such as '$remote_addr [$time_local] "$request" $status' or '%h %t "%r" %>s'`)
	}
	if err := l.judge(); err != nil {
		return nil, err
	}
	return newFormat(dialect{
		name: "custom", title: "Log as --log-format says", called: "log as --log-format says",
		noise: func([]byte) bool { return false }, whole: l.whole, read: l.read, claim: mostly, dated: true,
	}), nil
}

// A layout is how the lines of a log are written.
type layout struct {
	parts  []part
	starts bool // times are of the start
}

// A part is a variable, and what stands before it.
type part struct {
	before []byte
	name   string // as nginx calls it; "" for the end of the line
	unit   time.Duration
}

var nginxVariable = regexp.MustCompile(`\$(?:\{(\w+)\}|(\w+))`)

func nginxParts(pattern string) (parts []part) {
	for {
		at := nginxVariable.FindStringSubmatchIndex(pattern)
		if at == nil {
			return append(parts, part{before: []byte(pattern)})
		}
		name := strings.Trim(pattern[at[0]+1:at[1]], "{}")
		p := part{before: []byte(pattern[:at[0]]), name: name, unit: time.Second}
		switch name {
		case "request_time_ms":
			p.name, p.unit = "request_time", time.Millisecond
		case "request_time_us":
			p.name, p.unit = "request_time", time.Microsecond
		}
		parts = append(parts, p)
		pattern = pattern[at[1]:]
	}
}

var apacheDirective = regexp.MustCompile(`%[!,0-9]*[<>]?(?:\{([^}]*)\})?(\^?[A-Za-z]{1,2}|%)`)

// apacheNames are the directives without an argument as nginx calls them.
var apacheNames = map[string]string{
	"h": "remote_addr", "a": "remote_addr", "u": "remote_user", "t": "[time_local]", "r": "request", "m": "request_method", "U": "uri", "q": "args",
	"s": "status", "v": "host", "V": "host", "p": "server_port", "D": "request_time", "T": "request_time", "b": "body_bytes_sent", "B": "body_bytes_sent",
}

func apacheParts(pattern string) (parts []part) {
	pattern = strings.NewReplacer(`\"`, `"`, `\t`, "\t").Replace(pattern)
	for {
		at := apacheDirective.FindStringSubmatchIndex(pattern)
		if at == nil {
			return append(parts, part{before: []byte(pattern)})
		}
		letters := pattern[at[4]:at[5]]
		argument := ""
		if at[2] >= 0 {
			argument = pattern[at[2]:at[3]]
		}
		p := apachePart(letters, argument)
		p.before = []byte(pattern[:at[0]])
		parts = append(parts, p)
		pattern = pattern[at[1]:]
	}
}

func apachePart(letters, argument string) part {
	p := part{name: apacheNames[letters[:1]], unit: time.Second}
	switch {
	case len(letters) > 1 && letters[0] != '^', letters[0] == '^':
		p.name = "ignored"
	case letters == "i":
		p.name = "http_" + strings.ToLower(strings.ReplaceAll(argument, "-", "_"))
	case letters == "t" && argument != "":
		p.name = apacheTime(argument)
	case letters == "D":
		p.unit = time.Microsecond
	case letters == "T" && argument == "ms":
		p.unit = time.Millisecond
	case letters == "T" && argument == "us":
		p.unit = time.Microsecond
	case p.name == "":
		p.name = "ignored"
	}
	return p
}

// apacheTime names what a time is written as; "ignored" for what cannot be read back.
func apacheTime(argument string) string {
	switch argument = strings.TrimPrefix(argument, "begin:"); argument {
	case "sec", "msec", "usec":
		return "msec"
	case "%d/%b/%Y:%H:%M:%S %z", "%d/%b/%Y:%T %z":
		return "time_local"
	case "%Y-%m-%dT%H:%M:%S%z", "%FT%T%z":
		return "time_iso8601"
	default:
		return "ignored"
	}
}

// judge wants a layout that shows requests and can be read back.
func (l *layout) judge() error {
	shown := map[string]bool{}
	for i, p := range l.parts {
		if shown[p.name] = true; p.name != "" && i > 0 && len(p.before) == 0 {
			return fmt.Errorf("two variables with nothing between them (%s and %s): nobody can tell where one ends", l.parts[i-1].name, p.name)
		}
	}
	if !shown["request"] && !shown["request_uri"] && !shown["uri"] {
		return errors.New("the pattern holds no request: wanted $request, $request_uri or $uri, or %r or %U")
	}
	return nil
}

func (l *layout) whole(line []byte) bool {
	return l.walk(line, func(string, []byte, time.Duration) {}) == nil
}

// walk takes a line apart.
func (l *layout) walk(line []byte, visit func(name string, value []byte, unit time.Duration)) error {
	for i, p := range l.parts {
		rest, ok := bytes.CutPrefix(line, p.before)
		if line = rest; !ok && (p.name != "" || len(bytes.TrimSpace(p.before)) > 0) {
			return errStranger
		}
		if p.name == "" {
			return nil
		}
		n := valueLength(p, line, l.parts[i+1].before)
		if n < 0 {
			return errStranger
		}
		visit(p.name, line[:n], p.unit)
		line = line[n:]
	}
	return nil
}

// valueLength measures the value of a part at the beginning of a line, before what stands
// behind it; -1 when it has no end.
func valueLength(p part, line, behind []byte) int {
	switch p.name {
	case "time_local":
		if _, n := logTime(line); n > 0 {
			return n
		}
	case "[time_local]":
		return bytes.IndexByte(line, ']') + 1
	case "time_iso8601":
		if _, n := isoTime(line); n > 0 {
			return n
		}
	case "time_ctime":
		if _, n := ctime(line); n > 0 {
			return n
		}
		return -1
	case "msec":
		n := bytes.IndexAny(line, " \t") // which nothing but a blank or what is behind can end
		if i := bytes.Index(line, behind); n < 0 || i >= 0 && i < n {
			n = i
		}
		if n < 0 {
			n = len(line)
		}
		if _, ok := epoch(line[:n]); ok {
			return n
		}
		return -1
	case "status":
		if len(line) > 0 && isDigit(line[0]) {
			_, n := leading(line)
			return n
		}
	}
	switch {
	case len(behind) == 0:
		return len(line)
	case behind[0] == '"' && len(p.before) > 0 && p.before[len(p.before)-1] == '"':
		return closing(line)
	}
	if n := bytes.Index(line, behind); n >= 0 {
		return n
	}
	if n := bytes.Index(line, bytes.TrimRight(behind, " ")); n >= 0 && n == len(line)-len(bytes.TrimRight(behind, " ")) {
		return n // blanks at a line's end are lost
	}
	return -1
}

// A customLine is the work on one line.
type customLine struct {
	*decoder
	request, host, scheme string
	path, query           string
	took                  time.Duration
}

func (l *layout) read(d *decoder, line []byte) error {
	c := customLine{decoder: d, took: -1}
	d.x.Took = -1
	if err := l.walk(line, c.value); err != nil {
		return err
	}
	if l.starts {
		d.x.Took = c.took
	} else {
		d.ended(c.took)
	}
	return c.finish()
}

func (c *customLine) value(name string, v []byte, unit time.Duration) {
	if isNone(v) {
		return
	}
	x := &c.x
	switch name {
	case "remote_addr", "realip_remote_addr":
		x.Client = c.address(view(v))
	case "time_local", "[time_local]", "time_iso8601", "time_ctime", "msec":
		c.time(bytes.Trim(v, "[]"))
	case "request":
		c.request = view(c.plain(v))
	case "flat_request":
		c.request = view(c.unflat(v))
	case "request_method":
		x.Method = view(v)
	case "request_uri":
		c.path = view(c.plain(v))
	case "uri", "document_uri":
		if c.path == "" {
			c.path = view(c.plain(v))
		}
	case "args", "query_string":
		c.query = strings.TrimPrefix(view(c.plain(v)), "?")
	case "status":
		x.Status = max(number(v), 0)
	case "body_bytes_sent":
		x.AnswerSize = max(number(v), 0)
	case "host", "http_host", "server_name":
		c.host = view(v)
	case "scheme":
		c.scheme = view(v)
	case "server_port":
		if string(v) == "80" {
			c.scheme = "http"
		}
	case "request_time":
		c.took = lasted(v, unit)
	case "request_body":
		x.RequestBody.Bytes, x.RequestBody.Shown = c.plain(v), true
	case "resp_body", "response_body":
		x.ResponseBody.Bytes, x.ResponseBody.Shown = c.plain(v), true
	default:
		if header, ok := strings.CutPrefix(name, "http_"); ok {
			c.header(strings.ReplaceAll(header, "_", "-"), view(c.plain(v)))
		}
	}
}

func (c *customLine) time(v []byte) {
	m, ok := epoch(v)
	for _, notation := range []func([]byte) (moment, int){logTime, isoTime, ctime} {
		if at, n := notation(v); !ok && n == len(v) {
			m = at
		}
	}
	if m.at != 0 && (c.x.Start == 0 || m.grain < c.x.Grain) {
		c.x.Start, c.x.Grain = m.at, m.grain
	}
}

// asked reads a request line.
func (c *customLine) asked() error {
	host := c.host
	if c.scheme == "http" && host != "" {
		host += ":80" // which tells the scheme
	}
	if err := c.ask([]byte(host), []byte(c.request)); err != nil {
		return err
	}
	c.x.URL = strings.Replace(c.x.URL, ":80/", "/", 1)
	return nil
}

func (c *customLine) finish() error {
	if c.request != "" {
		return c.asked()
	}
	if !isMethod([]byte(c.x.Method)) {
		c.x.Method = "GET" // the pattern shows none
	}
	if c.query != "" && !strings.Contains(c.path, "?") {
		c.path = view(c.join(c.path, "?", c.query))
	}
	return c.aim(c.scheme, c.host, c.path)
}
