package accesslog_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/accesslog"
)

// show reads a log and writes a line for all that comes out of it, but noise.
func show(f *parsers.Format, r io.Reader) string {
	var b strings.Builder
	for rec, err := range f.Split("log", r) {
		var x timeline.Exchange
		if err == nil {
			x, err = f.Decode(rec, nil)
		}
		var skipped *parsers.Skipped
		switch {
		case errors.As(err, &skipped) && skipped.Noise:
		case err != nil:
			fmt.Fprintf(&b, "%T %v\n", err, err)
		default:
			b.WriteString(describe(&x) + "\n")
		}
	}
	return b.String()
}

// describe writes what is known of an exchange, and nothing of what is not.
func describe(x *timeline.Exchange) string {
	s := fmt.Sprintf("#%d line %d", x.Pos.Entry, x.Pos.Line)
	if x.Start != 0 {
		s += fmt.Sprintf(" %s ±%s", x.Start.Time().Format("2006-01-02T15:04:05.999999"), x.Grain)
	}
	if x.Took >= 0 {
		s += fmt.Sprintf(" took %s", x.Took)
	}
	s += fmt.Sprintf(" %s %s %d", x.Method, x.URL, x.Status)
	for _, part := range []struct{ name, value string }{
		{"from", x.Client}, {"to", x.Server}, {"agent", x.Header("User-Agent")},
	} {
		if part.value != "" {
			s += " " + part.name + " " + part.value
		}
	}
	if x.RequestBody.Shown {
		s += fmt.Sprintf(" body %q", x.RequestBody.Bytes)
	}
	for _, mark := range []struct {
		name string
		set  bool
	}{{"cut", x.RequestBody.Cut}, {"tunnel", x.Tunnel}, {"failed", x.Failed}, {"answer", x.ResponseBody.Shown}} {
		if mark.set {
			s += " " + mark.name
		}
	}
	return s
}

// detect returns the name of the first format that claims a log, and why.
func detect(log string) (name, why string) {
	for _, f := range accesslog.Formats {
		if why := f.Match([]byte(log)); why != "" {
			return f.Name, why
		}
	}
	return "", ""
}

// A sample is a line, and what is read of it.
type sample struct{ name, log, want string }

func check(t *testing.T, f *parsers.Format, samples []sample) {
	t.Helper()
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			log := s.log + "\n"
			if got := strings.TrimSuffix(show(f, strings.NewReader(log)), "\n"); got != s.want {
				t.Errorf("%s\n got %s\nwant %s", s.log, got, s.want)
			}
			if _, why := detect(log); why == "" && !strings.Contains(s.want, "Skipped") {
				t.Errorf("%s: not recognised", s.log)
			}
		})
	}
}

const (
	squidLine     = `1741944413.180    180 192.0.2.10 TCP_MISS/200 328 GET http://2captcha.com/res.php?key=dummy&action=get&id=17 - HIER_DIRECT/203.0.113.10 text/html`
	haproxyLine   = `192.0.2.10:52948 [14/Mar/2025:09:26:53.180] fe be/api 1/0/2/177/180 200 170 - - ---- 1/1/0/0/0 0/0 "POST /createTask HTTP/1.1"`
	tinyproxyLine = `CONNECT   Mar 14 09:26:53.001 [14]: Connect (file descriptor 5): 192.0.2.10` + "\n" +
		`CONNECT   Mar 14 09:26:53.180 [14]: Request (file descriptor 5): POST http://api.capmonster.cloud/createTask HTTP/1.1`
	combinedLine = `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET /res.php?key=dummy&action=get&id=17 HTTP/1.1" 200 12 "-" "demo/1.4"`
	bodyLine     = `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "POST /getTaskResult HTTP/1.1" 200 38 "-" "demo/1.4" "{\x22clientKey\x22: \x22dummy\x22}" rt=0.020`
	nginxLine    = `{"msec":1741944413.180,"remote_addr":"192.0.2.10","host":"api.capmonster.cloud","method":"POST","uri":"/getBalance","status":200,"rt":0.020,"body":"{\"clientKey\": \"dummy\"}"}`
	caddyLine    = `{"level":"info","ts":1741944413.1801234,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"192.0.2.10","method":"POST","host":"api.capsolver.com","uri":"/createTask","headers":{"User-Agent":["demo/1.4"]},"tls":{"version":772}},"duration":0.25,"size":35,"status":200}`
)

func TestDetect(t *testing.T) {
	times := func(n int, line string) string { return strings.Repeat(line+"\n", n) }
	for _, test := range []struct{ log, name, why string }{
		{times(3, squidLine), "squid", "Squid log: 3 of 3 lines looked at"},
		{times(3, haproxyLine), "haproxy", "HAProxy HTTP log: 3 of 3 lines looked at"},
		{times(2, tinyproxyLine), "tinyproxy", "tinyproxy log: 2 of 4 lines looked at"},
		{times(8, bodyLine) + times(2, "garbage"), "nginx-body", "nginx log with request body: 8 of 10 lines looked at"},
		{times(300, combinedLine), "combined", "access log, common or combined: 200 of 200 lines looked at"},
		{times(2, combinedLine) + times(2, "garbage"), "", ""},
		{times(2, combinedLine) + times(100, "2025-03-14 09:26:53 INFO started"), "", ""},
		{nginxLine, "jsonlog", "JSON access log: 1 of 1 lines looked at"},
		{caddyLine, "jsonlog", "JSON access log: 1 of 1 lines looked at"},
		{`{"time":"2025-03-14T09:26:53Z","url":"https://api.capsolver.com/getBalance","method":"POST","status":200,"response_body":"{}"}`, "", ""},
		{`{"ts":1741944413,"remote_addr":"192.0.2.1","status":200,"request":{"method":"POST","uri":"/getBalance"},"response":{"body":"{}"}}`, "", ""},
		{`{"level":30,"time":1741944413180,"req":{"method":"GET","url":"/","remoteAddress":"::1"},"res":{"statusCode":200},"msg":"request completed"}`, "", ""},
		{`{"log":{"version":"1.2","entries":[]}}`, "", ""},
		{"", "", ""},
	} {
		if name, why := detect(test.log); name != test.name || why != test.why {
			t.Errorf("%.80s: got %q (%s), want %q (%s)", test.log, name, why, test.name, test.why)
		}
	}
}

// A format sees Decode ask for what is wanted, and leaves what is not.
func TestWanted(t *testing.T) {
	for f, line := range map[*parsers.Format]string{
		accesslog.JSON: nginxLine, accesslog.Squid: squidLine, accesslog.HAProxy: haproxyLine,
		accesslog.Tinyproxy: tinyproxyLine, accesslog.Combined: combinedLine, accesslog.NginxBody: bodyLine,
	} {
		for rec, err := range f.Split("log", strings.NewReader(line)) {
			if err != nil {
				continue
			}
			asked := ""
			x, err := f.Decode(rec, func(url, _ string) bool { asked = url; return false })
			if err != nil || asked == "" || asked != x.URL || x.Start == 0 || x.Method == "" || x.RequestHeaders != nil || x.RequestBody.Shown {
				t.Errorf("%s: asked for %q, got %+v, %v", f.Name, asked, x, err)
			}
		}
	}
}
