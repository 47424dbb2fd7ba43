package accesslog_test

import (
	"strings"
	"testing"

	"github.com/banlint/banlint/parsers/accesslog"
)

func TestSquid(t *testing.T) {
	const tail = " POST http://api.capsolver.com/createTask - HIER_DIRECT/203.0.113.10 text/html"
	check(t, accesslog.Squid, []sample{
		{
			"the end is turned back", squidLine,
			"#1 line 1 2025-03-14T09:26:53 ±1ms took 180ms GET http://2captcha.com/res.php?key=dummy&action=get&id=17 200 from 192.0.2.10 to 203.0.113.10",
		},
		{
			"a tunnel", "1741944413.180  30180 192.0.2.10 TCP_TUNNEL/200 5310 CONNECT api.capmonster.cloud:443 john FIRSTUP_PARENT/203.0.113.10 -",
			"#1 line 1 2025-03-14T09:26:23 ±1ms took 30.18s CONNECT https://api.capmonster.cloud:443 200 from 192.0.2.10 tunnel",
		},
		{
			"whole seconds, tabs, more fields", "1741944413\t180\t192.0.2.10\tTCP_MISS/200\t5\tGET\thttp://2captcha.com/\t-\tHIER_NONE/-\t-\t[a:b]\tc",
			"#1 line 1 2025-03-14T09:26:52.82 ±1s took 180ms GET http://2captcha.com/ 200 from 192.0.2.10",
		},
		{
			"aborted", "1741944413.180 180 192.0.2.10 TCP_MISS_ABORTED/000 0" + tail,
			"#1 line 1 2025-03-14T09:26:53 ±1ms took 180ms POST http://api.capsolver.com/createTask 0 from 192.0.2.10 to 203.0.113.10 failed",
		},
		{
			"a clock that was set back", "1741944413.180 -5 192.0.2.10 TCP_MISS/200 0" + tail,
			"#1 line 1 2025-03-14T09:26:53.18 ±1ms POST http://api.capsolver.com/createTask 200 from 192.0.2.10 to 203.0.113.10",
		},
		{"no duration", "1741944413.180 99999999999999999999 192.0.2.10 TCP_MISS/200 0" + tail, "*parsers.Skipped log:1: a duration that is none: wanted milliseconds"},
		{"no time", "NaN 5 192.0.2.10 TCP_MISS/200 0" + tail, "*parsers.Skipped log:1: a line that is not of this kind of log"},
		{"no address", "1741944413.200 0 192.0.2.10 NONE/400 3000 GET error:invalid-request - HIER_NONE/- text/html", "*parsers.Skipped log:1: a request for something that is no address"},
		{"too few fields", strings.TrimSuffix(squidLine, " text/html"), "*parsers.Skipped log:1: a line with fewer fields than Squid writes"},
		{
			"a blank in the address", strings.Replace(squidLine, "&action", "& action", 1),
			"*parsers.Skipped log:1: a line with more fields than Squid writes: an address or a name with a blank",
		},
		{"caches among themselves", "1741944413.200 0 192.0.2.10 UDP_MISS/000 60 ICP_QUERY http://2captcha.com/ - HIER_NONE/- -\n" + squidLine, "#1 line 2 2025-03-14T09:26:53 ±1ms took 180ms GET http://2captcha.com/res.php?key=dummy&action=get&id=17 200 from 192.0.2.10 to 203.0.113.10"},
		{"syslog", "Mar 14 09:26:53 gate (squid-1): " + squidLine, "#1 line 1 2025-03-14T09:26:53 ±1ms took 180ms GET http://2captcha.com/res.php?key=dummy&action=get&id=17 200 from 192.0.2.10 to 203.0.113.10"},
	})
}

func TestHAProxy(t *testing.T) {
	const begin = "192.0.2.10:52948 [14/Mar/2025:09:26:53.180] fe~ be/"
	check(t, accesslog.HAProxy, []sample{
		{
			"plain", haproxyLine,
			"#1 line 1 2025-03-14T09:26:53.18 ±1ms took 180ms POST /createTask 200 from 192.0.2.10",
		},
		{
			"IPv6, headers, syslog", `Mar 14 09:26:53 lb haproxy[7]: 2001:db8::1:52948 [14/Mar/2025:09:26:53.180] fe be/api example.com 1/0/2/177/+180 200 170 - - ---- 1/1/0/0/0 0/0 {a b|[x]} {} "GET /?q=#22#zz HTTP/1.1"`,
			`#1 line 1 2025-03-14T09:26:53.18 ±1ms took 180ms GET /?q="#zz 200 from 2001:db8::1`,
		},
		{
			"no server", begin + `<NOSRV> 0/-1/-1/-1/0 503 213 - - SC-- 1/1/0/0/0 0/0 "GET / HTTP/1.1"`,
			"#1 line 1 2025-03-14T09:26:53.18 ±1ms took 0s GET / 503 from 192.0.2.10",
		},
		{
			"no answer", begin + `api 0/0/0/-1/20 -1 0 - - CH-- 1/1/0/0/0 0/0 "GET https://api.capsolver.com/ HTTP/2.0"`,
			"#1 line 1 2025-03-14T09:26:53.18 ±1ms took 20ms GET https://api.capsolver.com/ 0 from 192.0.2.10 failed",
		},
		{
			"no request", begin + `<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>"`,
			"*parsers.Skipped log:1: a request line that is none: wanted METHOD target HTTP/version",
		},
		{
			"cut by syslog", begin + `api 0/0/0/1/20 200 0 - - ---- 1/1/0/0/0 0/0 "GET /res.php?key=du` + "\n" + haproxyLine,
			"*parsers.Skipped log:1: a request line without its end: HAProxy cuts lines at a length that it can be told (len)\n" +
				"#2 line 2 2025-03-14T09:26:53.18 ±1ms took 180ms POST /createTask 200 from 192.0.2.10",
		},
		{
			"messages", "192.0.2.4:50033 [14/Mar/2025:09:26:53.123] fe/be: SSL handshake failure\nMar 14 09:26:53 lb haproxy[1]: Proxy web started.\n" + haproxyLine,
			"#1 line 3 2025-03-14T09:26:53.18 ±1ms took 180ms POST /createTask 200 from 192.0.2.10",
		},
	})
}

func TestTinyproxy(t *testing.T) {
	check(t, accesslog.Tinyproxy, []sample{
		{
			"a request", tinyproxyLine,
			"#1 line 2 2024-03-14T09:26:53.18 ±1ms POST http://api.capmonster.cloud/createTask 0 from 192.0.2.10",
		},
		{
			"whole seconds and a tunnel", "CONNECT   Feb 29 09:26:53 [14]: Request (file descriptor 7): CONNECT 2captcha.com:443 HTTP/1.1",
			"#1 line 1 2024-02-29T09:26:53 ±1s CONNECT https://2captcha.com:443 0 tunnel",
		},
		{
			"clients that take turns", strings.Join([]string{
				"CONNECT   Mar 14 09:26:53.001 [14]: Connect (file descriptor 5): worker [192.0.2.10]",
				"CONNECT   Mar 14 09:26:53.002 [14]: Connect (file descriptor 6): 192.0.2.11",
				"INFO      Mar 14 09:26:53.003 [14]: opensock: opening connection to 127.0.0.1:28080",
				"CONNECT   Mar 14 09:26:53.004 [14]: Request (file descriptor 6): GET http://2captcha.com/ HTTP/1.1",
				"CONNECT   Mar  4 09:26:53.005 [14]: Request (file descriptor 5): GET http://2captcha.com/ HTTP/1.1",
			}, "\n"),
			"#1 line 4 2024-03-14T09:26:53.004 ±1ms GET http://2captcha.com/ 0 from 192.0.2.11\n" +
				"#2 line 5 2024-03-04T09:26:53.005 ±1ms GET http://2captcha.com/ 0 from 192.0.2.10",
		},
	})
}

func TestJSON(t *testing.T) {
	check(t, accesslog.JSON, []sample{
		{
			"nginx", nginxLine,
			`#1 line 1 2025-03-14T09:26:53.16 ±1ms took 20ms POST https://api.capmonster.cloud/getBalance 200 from 192.0.2.10 body "{\"clientKey\": \"dummy\"}"`,
		},
		{
			"nginx, other names", `{"time_local":"14/Mar/2025:09:26:53 +0000","remote_addr":"192.0.2.10","request":"GET /res.php?id=1 HTTP/1.1","status":"200","request_time":"0.500","request_body":"-","http_user_agent":"demo"}`,
			`#1 line 1 2025-03-14T09:26:52.5 ±1s took 500ms GET /res.php?id=1 200 from 192.0.2.10 agent demo body ""`,
		},
		{
			"nginx, query apart", `{"time_iso8601":"2025-03-14T10:26:53+01:00","scheme":"http","http_host":"2captcha.com","request_method":"GET","uri":"/res.php","args":"id=1","status":200}`,
			"#1 line 1 2025-03-14T09:26:53 ±1s GET http://2captcha.com/res.php?id=1 200",
		},
		{
			"nginx without escape=json", `{"msec":"1741944413.180","remote_addr":"192.0.2.10","request_method":"POST","uri":"/in.php","status":200,"body":"{\x22key\x22:\x22dummy\x22}"}`,
			`#1 line 1 2025-03-14T09:26:53.18 ±1ms POST /in.php 200 from 192.0.2.10 body "{\"key\":\"dummy\"}"`,
		},
		{
			"nginx, bytes of an upload", `{"msec":1741944413.180,"remote_addr":"192.0.2.10","method":"POST","uri":"/in.php","status":200,"body":"--b\r\n` + "\xff\xd8" + `"}`,
			`#1 line 1 2025-03-14T09:26:53.18 ±1ms POST /in.php 200 from 192.0.2.10 body "--b\r\n\xff\xd8"`,
		},
		{
			"Caddy", caddyLine,
			"#1 line 1 2025-03-14T09:26:52.930123 ±0s took 250ms POST https://api.capsolver.com/createTask 200 from 192.0.2.10 agent demo/1.4",
		},
		{
			"Caddy's other lines", `{"level":"error","ts":1741944413.18,"logger":"http.log.error.log0","msg":"x","request":{"remote_ip":"192.0.2.10","method":"GET","host":"a","uri":"/"},"status":502}` + "\n" +
				`{"level":"info","ts":1741944413.18,"logger":"tls","msg":"renewed"}` + "\n" + caddyLine,
			"#1 line 3 2025-03-14T09:26:52.930123 ±0s took 250ms POST https://api.capsolver.com/createTask 200 from 192.0.2.10 agent demo/1.4",
		},
		{
			"Traefik", `{"ClientAddr":"192.0.2.10:39496","ClientHost":"203.0.113.9","DownstreamStatus":200,"Duration":2001375000,"RequestHost":"2captcha.com","RequestMethod":"GET","RequestPath":"/res.php?id=1","RequestScheme":"http","StartUTC":"2025-03-14T09:26:53.180123456Z","request_User-Agent":"demo","time":"2025-03-14T09:26:55Z"}`,
			"#1 line 1 2025-03-14T09:26:53.180123 ±0s took 2.001375s GET http://2captcha.com/res.php?id=1 200 from 192.0.2.10 agent demo",
		},
		{
			"Envoy, below Kubernetes", `2025-03-14T09:26:53.2Z stdout F {":authority":"2captcha.com","downstream_remote_address":"[2001:db8::1]:43000","duration":11,"method":"GET","response_code":200,"start_time":"2025-03-14T09:26:53.180Z","x-envoy-origin-path":"/in.php"}`,
			"#1 line 1 2025-03-14T09:26:53.18 ±1ms took 11ms GET https://2captcha.com/in.php 200 from 2001:db8::1",
		},
		{
			"Cloudflare", `{"ClientIP":"192.0.2.10","ClientRequestHost":"2captcha.com","ClientRequestMethod":"GET","ClientRequestURI":"/in.php","EdgeEndTimestamp":1741944413203000000,"EdgeResponseStatus":200,"EdgeStartTimestamp":1741944413180000000}`,
			"#1 line 1 2025-03-14T09:26:53.18 ±0s took 23ms GET https://2captcha.com/in.php 200 from 192.0.2.10",
		},
		{
			"no request", `{"remote_addr":"192.0.2.10","request":"","status":400}`,
			"*parsers.Skipped log:1: a connection without a request",
		},
		{
			"broken", nginxLine + "\n" + nginxLine[:100] + "\n" + `plain words of the program` + "\n" + `{"level":"info","msg":"words"}`,
			`#1 line 1 2025-03-14T09:26:53.16 ±1ms took 20ms POST https://api.capmonster.cloud/getBalance 200 from 192.0.2.10 body "{\"clientKey\": \"dummy\"}"` + "\n" +
				"*parsers.Skipped log:2: a line that is no JSON object: not valid JSON at byte 100 of the record",
		},
	})
	deep := `{"remote_addr":"192.0.2.10","uri":"/","status":200,"x":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}"
	if got := show(accesslog.JSON, strings.NewReader(deep+"\n")); !strings.HasPrefix(got, "*parsers.Skipped log:1: a line that is no JSON object: JSON nested deeper") {
		t.Errorf("got %s", got)
	}
}
