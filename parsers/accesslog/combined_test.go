package accesslog_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/accesslog"
)

const garbage = "*parsers.Skipped log:1: a request line that is none: wanted METHOD target HTTP/version"

func TestCombined(t *testing.T) { check(t, accesslog.Combined, combinedSamples) }

var combinedSamples = []sample{
	{
		"common", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "POST /createTask HTTP/1.1" 200 35`,
		"#1 line 1 2025-03-14T09:26:53 ±1s POST /createTask 200 from 192.0.2.10",
	},
	{
		"combined", combinedLine,
		"#1 line 1 2025-03-14T09:26:53 ±1s GET /res.php?key=dummy&action=get&id=17 200 from 192.0.2.10 agent demo/1.4",
	},
	{
		"virtual host and microseconds", `api.capmonster.cloud:443 192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "POST /createTask HTTP/1.1" 200 - "-" "demo/1.4" 21681`,
		"#1 line 1 2025-03-14T09:26:53 ±1s took 21.681ms POST https://api.capmonster.cloud:443/createTask 200 from 192.0.2.10 agent demo/1.4",
	},
	{
		"virtual host on port 80", `api.capmonster.cloud:80 192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "POST /createTask HTTP/1.1" 200 5`,
		"#1 line 1 2025-03-14T09:26:53 ±1s POST http://api.capmonster.cloud:80/createTask 200 from 192.0.2.10",
	},
	{
		"virtual host and a list of proxies", `example.com 203.0.113.9, 198.51.100.7, 192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 200 5`,
		"#1 line 1 2025-03-14T09:26:53 ±1s GET https://example.com/ 200 from 192.0.2.10",
	},
	{
		"virtual host and a quoted header", `example.com:80 "203.0.113.9, 198.51.100.7" 192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 200 5`,
		"#1 line 1 2025-03-14T09:26:53 ±1s GET http://example.com:80/ 200 from 192.0.2.10",
	},
	{
		"a client by its name", `worker - - [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 200 5`,
		"#1 line 1 2025-03-14T09:26:53 ±1s GET / 200",
	},
	{
		"IPv6 and another zone", `2001:db8::1 - - [14/Mar/2025:14:56:53 +0530] "GET / HTTP/1.1" 200 5 "-" "-"`,
		"#1 line 1 2025-03-14T09:26:53 ±1s GET / 200 from 2001:db8::1",
	},
	{
		"a user that looks like an address", `192.0.2.10 - john 198.51.100.7 public [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 200 5`,
		"#1 line 1 2025-03-14T09:26:53 ±1s GET / 200 from 192.0.2.10",
	},
	{
		"a user with a time in brackets", `192.0.2.10 - a [14/Mar/2001:00:00:00 +0000] b [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 200 5`,
		"#1 line 1 2025-03-14T09:26:53 ±1s GET / 200 from 192.0.2.10",
	},
	{
		"seconds of nginx turn the end back", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 200 5 "-" "-" "203.0.113.9" rt=1.250 urt="1.249"`,
		"#1 line 1 2025-03-14T09:26:51.75 ±1s took 1.25s GET / 200 from 192.0.2.10",
	},
	{
		"ingress-nginx", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 200 5 "-" "demo" 89 0.250 [default-web-80] [] 172.17.0.5:80 59 0.249 200 529a00`,
		"#1 line 1 2025-03-14T09:26:52.75 ±1s took 250ms GET / 200 from 192.0.2.10 agent demo",
	},
	{
		"Traefik", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 200 5 - "demo" 13 "web@docker" "http://172.17.0.3:80" 42ms`,
		"#1 line 1 2025-03-14T09:26:53 ±1s took 42ms GET / 200 from 192.0.2.10 agent demo",
	},
	{
		"Squid", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "POST http://api.capsolver.com/createTask HTTP/1.1" 200 5 "-" "demo" TCP_MISS:HIER_DIRECT`,
		"#1 line 1 2025-03-14T09:26:53 ±1s POST http://api.capsolver.com/createTask 200 from 192.0.2.10 agent demo",
	},
	{
		"a tunnel", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "CONNECT api.capmonster.cloud:443 HTTP/1.0" 200 9397`,
		"#1 line 1 2025-03-14T09:26:53 ±1s CONNECT https://api.capmonster.cloud:443 200 from 192.0.2.10 tunnel",
	},
	{
		"date and time apart, no zone", `192.0.2.10 - - [14/Mar/2025 09:26:53] "GET / HTTP/1.1" 200 -`,
		"#1 line 1 2025-03-14T09:26:53 ±1s GET / 200 from 192.0.2.10",
	},
	{
		"ISO time with milliseconds", `192.0.2.10 - - [2025-03-14T10:26:53.125+01:00] "GET / HTTP/1.1" 200 5`,
		"#1 line 1 2025-03-14T09:26:53.125 ±1ms GET / 200 from 192.0.2.10",
	},
	{
		"a time before HTTP", `192.0.2.10 - - [14/Mar/1970:09:26:53 +0000] "GET / HTTP/1.1" 200 5`,
		"#1 line 1 GET / 200 from 192.0.2.10",
	},
	{
		"no version, blanks in the target", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET /a b" 200 -`,
		"#1 line 1 2025-03-14T09:26:53 ±1s GET /a b 200 from 192.0.2.10",
	},
	{
		"no body outside a log of bodies", bodyLine,
		"#1 line 1 2025-03-14T09:26:52.98 ±1s took 20ms POST /getTaskResult 200 from 192.0.2.10 agent demo/1.4",
	},
	{"TLS on a plain port", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "\x16\x03\x01\x02" 400 157 "-" "-"`, garbage},
	{"a word", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "batman" 400 157 "-" "-"`, garbage},
	{"no request", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "-" 408 0 "-" "-"`, "*parsers.Skipped log:1: a connection without a request"},
	{"no address", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET foo HTTP/1.1" 400 0`, "*parsers.Skipped log:1: a request for something that is no address"},
	{"no such day", `192.0.2.10 - - [29/Feb/2025:09:26:53 +0000] "GET / HTTP/1.1" 200 5`, "*parsers.Skipped log:1: a line that is not of this kind of log"},
	{"no such zone", `192.0.2.10 - - [14/Mar/2025:09:26:53 +9999] "GET / HTTP/1.1" 200 5`, "*parsers.Skipped log:1: a line that is not of this kind of log"},
	{
		"two lines in one", combinedLine[:80] + combinedLine,
		"*parsers.Skipped log:1: no status behind the request: two lines that ran into one, or a bare quote",
	},
	{
		"two lines in one, torn in the agent", combinedLine[:len(combinedLine)-4] + combinedLine,
		"*parsers.Skipped log:1: no status behind the request: two lines that ran into one, or a bare quote",
	},
}

// What a client sends is escaped by the server, and must not forge fields.
func TestForgery(t *testing.T) {
	const forged = `\" 200 5 \"-\" \"x\" 1\n198.51.100.7 - - [14/Mar/2025:09:26:53 +0000] \"GET /forged HTTP/1.1\" 200`
	check(t, accesslog.Combined, []sample{
		{
			"in the target", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET /?q=\" 500 5 HTTP/1.1" 404 5 "-" "demo"`,
			`#1 line 1 2025-03-14T09:26:53 ±1s GET /?q=" 500 5 404 from 192.0.2.10 agent demo`,
		},
		{
			"a backslash before the end", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET /\\ HTTP/1.1" 404 5 "-" "demo \\\" \\"`,
			`#1 line 1 2025-03-14T09:26:53 ±1s GET /\ 404 from 192.0.2.10 agent demo \" \`,
		},
		{
			"in the agent", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 404 5 "-" "` + forged + `"`,
			"#1 line 1 2025-03-14T09:26:53 ±1s GET / 404 from 192.0.2.10 agent " + strings.NewReplacer(`\"`, `"`, `\n`, "\n").Replace(forged),
		},
		{
			"in the agent, as nginx escapes", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 404 5 "-" "a\x22 \x5C rt=9.000"`,
			`#1 line 1 2025-03-14T09:26:53 ±1s GET / 404 from 192.0.2.10 agent a" \ rt=9.000`,
		},
		{
			"a bare quote", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 404 5 "-" "a "b" c"`,
			"#1 line 1 2025-03-14T09:26:53 ±1s GET / 404 from 192.0.2.10",
		},
	})
}

func TestNginxBody(t *testing.T) {
	post := func(added string) string {
		return `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "POST /in.php HTTP/1.1" 200 38 "-" "demo" ` + added
	}
	const want = "#1 line 1 2025-03-14T09:26:53 ±1s POST /in.php 200 from 192.0.2.10 agent demo"
	check(t, accesslog.NginxBody, []sample{
		{
			"JSON, escaped as ever", bodyLine,
			`#1 line 1 2025-03-14T09:26:52.98 ±1s took 20ms POST /getTaskResult 200 from 192.0.2.10 agent demo/1.4 body "{\"clientKey\": \"dummy\"}"`,
		},
		{"JSON, escape=json", post(`"{\"clientKey\":\"d\u00e9\/\n\"}"`), want + ` body "{\"clientKey\":\"dé/\n\"}"`},
		{"a form", post(`"key=dummy&method=post"`), want + ` body "key=dummy&method=post"`},
		{"an upload", post(`"--b\x0D\x0A\xFF"`), want + ` body "--b\r\n\xff"`},
		{"behind another field", post(`"198.51.100.7" "key=dummy"`), want + ` body "key=dummy"`},
		{"before another field", post(`"key=dummy" "-"`), want + ` body "key=dummy"`},
		{"cut by syslog", post(`"key=dummy&body=R0lGOD`), want + ` body "key=dummy&body=R0lGOD" cut`},
		{"of a POST that nginx did not read", post(`"-"`), want},
		{
			"of a GET", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET /res.php HTTP/1.1" 200 38 "-" "demo" "-" rt=0.000`,
			`#1 line 1 2025-03-14T09:26:53 ±1s took 0s GET /res.php 200 from 192.0.2.10 agent demo body ""`,
		},
	})
}

func TestCollectors(t *testing.T) {
	const want = "#1 line 1 2025-03-14T09:26:53 ±1s GET /res.php?key=dummy&action=get&id=17 200 from 192.0.2.10 agent demo/1.4"
	check(t, accesslog.Combined, []sample{
		{"syslog", "Mar 14 09:26:53 host nginx[12]: " + combinedLine, want},
		{"syslog without a host", "<190>Mar  4 09:26:53 nginx: " + combinedLine, want},
		{"RFC 5424", "<190>1 2025-03-14T09:26:53.1Z host nginx 12 - - " + combinedLine, want},
		{"RFC 5424 with data", `<190>1 2025-03-14T09:26:53.1Z host nginx 12 - [a b="\] c"] ` + combinedLine, want},
		{"rsyslog", "2025-03-14T09:26:53.123456+00:00 host nginx[12]: " + combinedLine, want},
		{"Kubernetes", "2025-03-14T09:26:53.123456789Z stdout F " + combinedLine, want},
		{"compose", "nginx-1  | " + combinedLine, want},
		{"compose with times", "nginx-1  | 2025-03-14T09:26:53.123456789Z " + combinedLine, want},
		{"docker", `{"log":"` + strings.ReplaceAll(combinedLine, `"`, `\"`) + `\n","stream":"stdout","time":"2025-03-14T09:26:53Z"}`, want},
	})
}

func TestNoise(t *testing.T) {
	log := strings.Join([]string{
		"2025-03-14 09:26:53.100 7f58 Info: Privoxy version 3.0.34",
		combinedLine,
		`2025/03/14 09:26:53 [error] 31#31: *46 open() failed, client: 192.0.2.10, request: "GET / HTTP/1.1"`,
		"[Fri Mar 14 09:26:53.880562 2025] [ssl:info] [pid 12] AH02006: SSL handshake stopped",
		"# rotated",
		"Mar 14 09:26:53 host cron[1]: job done",
		"",
		"garbage",
		combinedLine,
	}, "\n")
	const x = " 2025-03-14T09:26:53 ±1s GET /res.php?key=dummy&action=get&id=17 200 from 192.0.2.10 agent demo/1.4\n"
	want := "#1 line 2" + x + "*parsers.Skipped log:8: a line that is not of this kind of log\n#3 line 9" + x
	if got := show(accesslog.Combined, strings.NewReader(log)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// However a log is cut, what stands before the cut is read, and a line of which
// request or status are cut is not taken for a whole one.
func TestCut(t *testing.T) {
	for _, test := range []struct {
		format         *parsers.Format
		line, exchange string
	}{
		{accesslog.JSON, nginxLine, "POST https://api.capmonster.cloud/getBalance 200"},
		{accesslog.Squid, squidLine, "GET http://2captcha.com/res.php?key=dummy&action=get&id=17 200"},
		{accesslog.HAProxy, haproxyLine, "POST /createTask 200"},
		{accesslog.Tinyproxy, tinyproxyLine, "POST http://api.capmonster.cloud/createTask 0"},
		{accesslog.Combined, combinedLine, "GET /res.php?key=dummy&action=get&id=17 200"},
		{accesslog.NginxBody, bodyLine, "POST /getTaskResult 200"},
	} {
		whole := show(test.format, strings.NewReader(test.line+"\n"))
		for n := range len(test.line) {
			got := show(test.format, strings.NewReader(test.line+"\n"+test.line[:n]))
			rest, ok := strings.CutPrefix(got, whole)
			if !ok || rest != "" && !strings.HasPrefix(rest, "*parsers.Cut ") && !strings.Contains(rest, test.exchange) {
				t.Fatalf("%s cut at %d: got %s", test.format.Name, n, got)
			}
		}
	}
}

// TestCombinedPrefixes cuts a log at every byte: what was read of a shorter
// piece is read of a longer one.
func TestCombinedPrefixes(t *testing.T) {
	const line = `192.0.2.10 - - [05/Jan/2026:10:00:00 +0000] "POST /getTaskResult HTTP/1.1" 200 35 "-" "demo client"` + "\n"
	most := 0
	for n := range 2*len(line) + 1 {
		if n > len(line) && accesslog.Combined.Match([]byte((line + line)[:n])) == "" {
			t.Errorf("%d of %d bytes: not recognised", n, 2*len(line))
		}
		exchanges, complete := 0, true
		for rec, err := range accesslog.Combined.Split("x.log", strings.NewReader((line + line)[:n])) {
			var cut *parsers.Cut
			if complete = !errors.As(err, &cut); complete && err == nil {
				if _, err := accesslog.Combined.Decode(rec, nil); err == nil {
					exchanges++
				}
			}
		}
		if exchanges < most {
			t.Errorf("%d of %d bytes: %d exchanges, and %d with fewer bytes", n, 2*len(line), exchanges, most)
		}
		most = max(most, exchanges)
	}
	if most != 2 {
		t.Errorf("%d exchanges", most)
	}
}
