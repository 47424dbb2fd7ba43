package accesslog_test

import (
	"strings"
	"testing"

	"github.com/banlint/banlint/parsers/accesslog"
)

const (
	albLine = `https 2025-03-14T09:26:53.180000Z app/api/49 192.0.2.10:44740 10.0.0.1:80 0.086 0.048 0.046 200 200 0 57 "POST https://api.capsolver.com:443/createTask HTTP/1.1" "curl/8" - -`
	iisLog  = "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port c-ip cs(User-Agent) sc-status time-taken\n" +
		"2025-03-14 09:26:53 203.0.113.10 GET /res.php key=dummy&id=17 443 192.0.2.10 curl/8+(x) 200 180"
	cloudFrontLog = "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query x-host-header cs-protocol time-taken\n" +
		"2025-03-14\t09:26:53\tCDG50\t703\t192.0.2.10\tGET\td1.cloudfront.net\t/res.php\t200\t-\tcurl%208\tid=17\t2captcha.com\thttps\t0.180"
	zeekLog = "#separator \\x09\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tmethod\thost\turi\tuser_agent\tstatus_code\n#types\ttime\n" +
		"1741944413.180000\tCw\t192.0.2.10\t52026\t203.0.113.10\t80\tGET\t2captcha.com\t/res.php?id=17\tcurl/8\t200"
)

func TestALB(t *testing.T) {
	check(t, accesslog.ALB, []sample{
		{"the end is turned back", albLine, "#1 line 1 2025-03-14T09:26:53 ±1µs took 180ms POST https://api.capsolver.com:443/createTask 200 from 192.0.2.10 agent curl/8"},
		{"a classic one", strings.TrimPrefix(albLine, "https "), "#1 line 1 2025-03-14T09:26:53 ±1µs took 180ms POST https://api.capsolver.com:443/createTask 200 from 192.0.2.10 agent curl/8"},
		{"no target", strings.Replace(albLine, "0.086 0.048 0.046 200", "-1 -1 -1 502", 1), "#1 line 1 2025-03-14T09:26:53.18 ±1µs POST https://api.capsolver.com:443/createTask 502 from 192.0.2.10 agent curl/8"},
		{"no request", strings.Replace(albLine, "POST https://api.capsolver.com:443/createTask HTTP/1.1", "- http://lb:80- -", 1), "*parsers.Skipped log:1: a connection without a request"},
		{"no time", strings.Replace(albLine, "2025-03-14T", "yesterday ", 1), "*parsers.Skipped log:1: a line that is not of this kind of log"},
	})
}

func TestColumns(t *testing.T) {
	check(t, accesslog.W3C, []sample{
		{"IIS", iisLog, "#1 line 3 2025-03-14T09:26:52.82 ±1s took 180ms GET /res.php?key=dummy&id=17 200 from 192.0.2.10 to 203.0.113.10 agent curl/8 (x)"},
		{"CloudFront", cloudFrontLog, "#1 line 3 2025-03-14T09:26:52.82 ±1s took 180ms GET https://2captcha.com/res.php?id=17 200 from 192.0.2.10 agent curl 8"},
		{"Zeek", zeekLog, "#1 line 4 2025-03-14T09:26:53.18 ±1µs GET http://2captcha.com/res.php?id=17 200 from 192.0.2.10 to 203.0.113.10 agent curl/8"},
		{"other columns later", iisLog + "\n#Fields: date time cs-method cs-uri-stem sc-status\n2025-03-14 09:26:55 GET /x 404", "#1 line 3 2025-03-14T09:26:52.82 ±1s took 180ms GET /res.php?key=dummy&id=17 200 from 192.0.2.10 to 203.0.113.10 agent curl/8 (x)\n" +
			"#2 line 5 2025-03-14T09:26:55 ±1s GET /x 404"},
		{"too few columns", strings.TrimSuffix(iisLog, " 200 180") + "\n" + iisLog, "*parsers.Skipped log:3: a line with fewer columns than the log says that it has\n" +
			"#2 line 6 2025-03-14T09:26:52.82 ±1s took 180ms GET /res.php?key=dummy&id=17 200 from 192.0.2.10 to 203.0.113.10 agent curl/8 (x)"},
		{"no time", strings.Replace(iisLog, "09:26:53", "soon", 1), "*parsers.Skipped log:3: a time that is none: wanted 2026-11-21 and 03:04:51"},
		{"a comment of another kind", "#Fields: x\n2025-03-14 09:26:55 GET /x 404", "*parsers.Skipped log:2: a line that is not of this kind of log"},
		{"no names of columns", "2025-03-14 09:26:55 GET /x 404", "*parsers.Skipped log:1: a line that is not of this kind of log"},
	})
}

func TestCustom(t *testing.T) {
	for _, c := range []struct{ pattern, line, want string }{
		{"combined", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET /res.php HTTP/1.1" 200 5 "-" "curl \"8\""`, "#1 line 1 2025-03-14T09:26:53 ±1s GET /res.php 200 from 192.0.2.10 agent curl \"8\""},
		{"common", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET /res.php HTTP/1.1" 200 5`, "#1 line 1 2025-03-14T09:26:53 ±1s GET /res.php 200 from 192.0.2.10"},
		{"vhost_combined", `2captcha.com:80 192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET /res.php HTTP/1.1" 200 5 "-" "curl"`, "#1 line 1 2025-03-14T09:26:53 ±1s GET http://2captcha.com/res.php 200 from 192.0.2.10 agent curl"},
		{
			`$msec rt=${request_time} $host "$request" $status "$request_body" "$resp_body"`, `1741944413.180 rt=0.020 api.capsolver.com "POST /createTask HTTP/1.1" 200 "{\x22a\x22:1}" "{}"`,
			`#1 line 1 2025-03-14T09:26:53.16 ±1ms took 20ms POST https://api.capsolver.com/createTask 200 body "{\"a\":1}" answer`,
		},
		{`$time_iso8601|$request_method|$scheme|$host|$request_uri|$status`, `2025-03-14T09:26:53+00:00|GET|http|2captcha.com|/res.php?id=17|200`, "#1 line 1 2025-03-14T09:26:53 ±1s GET http://2captcha.com/res.php?id=17 200"},
		{`%{usec}t %D %a %m %U%q %>s`, `1741944413180000 20000 192.0.2.10 GET /res.php?id=17 200`, ""},
		{`%{usec}t %D %a %m %U [%q] %>s`, `1741944413180000 20000 192.0.2.10 GET /res.php [?id=17] 200`, "#1 line 1 2025-03-14T09:26:53.18 ±1µs took 20ms GET /res.php?id=17 200 from 192.0.2.10"},
		{`$time_local $remote_addr`, ``, ""},
		{`nothing`, ``, ""},
	} {
		t.Run(c.pattern, func(t *testing.T) {
			format, err := accesslog.Custom(c.pattern)
			if c.want == "" {
				if err == nil {
					t.Fatal("it is taken")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := "*parsers.Skipped log:1: a line that is not of this kind of log\n" + strings.Replace(c.want, "#1 line 1", "#2 line 2", 1)
			if got := strings.TrimSpace(show(format, strings.NewReader("x\n"+c.line))); got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
	}
}

func TestPrograms(t *testing.T) {
	for _, c := range []struct{ format, line, want string }{
		{
			"envoy", `[2025-03-14T09:26:53.180Z] "POST /createTask HTTP/1.1" 200 - 226 100 20 18 "192.0.2.10" "curl/8" "cc21d9b0" "api.capsolver.com" "203.0.113.10:443"`,
			"#1 line 1 2025-03-14T09:26:53.18 ±1ms took 20ms POST https://api.capsolver.com/createTask 200 agent curl/8",
		},
		{
			"nginx-proxy-manager", `[14/Mar/2025:09:26:53 +0000] MISS 200 200 - POST https api.capsolver.com "/createTask" [Client 192.0.2.10] [Length 192] [Gzip -] [Sent-to 203.0.113.10] "curl/8" "-"`,
			"#1 line 1 2025-03-14T09:26:53 ±1s POST https://api.capsolver.com/createTask 200 from 192.0.2.10 agent curl/8",
		},
		{
			"nginx-proxy-manager", `[14/Mar/2025:09:26:53 +0000] 444 - GET http 2captcha.com "/res.php?id=17" [Client 192.0.2.10] [Length 0] [Gzip -] "curl/8" "-"`,
			"#1 line 1 2025-03-14T09:26:53 ±1s GET http://2captcha.com/res.php?id=17 444 from 192.0.2.10 agent curl/8",
		},
		{
			"zoraxy", `2025/03/14 09:26:53 [2025-03-14 09:26:53.180000] [router:host-http] [origin:api.capsolver.com] [client: 192.0.2.10] [useragent: curl/8 (x; y)] POST /createTask 200`,
			"#1 line 1 2025-03-14T09:26:53.18 ±1µs POST https://api.capsolver.com/createTask 200 from 192.0.2.10 agent curl/8 (x; y)",
		},
		{
			"uwsgi", `[pid: 49|app: 0|req: 1/1] 192.0.2.10 () {38 vars in 696 bytes} [Fri Mar 14 09:26:53 2025] POST /createTask => generated 47 bytes in 180 msecs (HTTP/1.1 200) 9 headers in 378 bytes (1 switches on core 3)`,
			"#1 line 1 2025-03-14T09:26:53 ±1s took 180ms POST /createTask 200 from 192.0.2.10",
		},
		{
			"uwsgi", `[pid: 49|app: 0|req: 1/1] 192.0.2.10 () {38 vars in 696 bytes} [Sun Mar  2 09:26:53 2025] POST /createTask => generated 47 bytes in 68 micros (HTTP/1.1 200) 9 headers in 378 bytes (1 switches on core 3)`,
			"#1 line 1 2025-03-02T09:26:53 ±1s took 68µs POST /createTask 200 from 192.0.2.10",
		},
		{
			"ssl-request", `[14/Mar/2025:09:26:53 +0000] 192.0.2.10 TLSv1.3 TLS_AES_256_GCM_SHA384 "POST /createTask HTTP/1.1" -`,
			"#1 line 1 2025-03-14T09:26:53 ±1s POST /createTask 0 from 192.0.2.10",
		},
		{
			"3proxy", `1741944413.180  PROXY.3128 00000 - 192.0.2.10:40000 203.0.113.10:80 120 300 0 GET_http://2captcha.com/res.php?action=get_balance_HTTP/1.1`,
			"#1 line 1 2025-03-14T09:26:53.18 ±1ms GET http://2captcha.com/res.php?action=get_balance 0 from 192.0.2.10",
		},
		{
			"3proxy", `1741944413.180 PROXY.3128 00000 user 192.0.2.10:40000 203.0.113.10:80 120 300 0 GET http://2captcha.com/res.php?id=17 HTTP/1.1`,
			"#1 line 1 2025-03-14T09:26:53.18 ±1ms GET http://2captcha.com/res.php?id=17 0 from 192.0.2.10",
		},
	} {
		t.Run(c.format, func(t *testing.T) {
			if name, _ := detect(c.line + "\n" + c.line + "\n"); name != c.format {
				t.Errorf("recognised as %q", name)
			}
			format, err := accesslog.Custom(c.format)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(show(format, strings.NewReader(c.line))); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestMapped(t *testing.T) {
	format, err := accesslog.Mapped([]string{"url=http.request.url", "method=http.request.verb", "status=http.code", "time=@t", "duration_ms=ms", "body=in", "response_body=out", "client=peer"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ line, want string }{
		{
			`{"@t":"2025-03-14T09:26:53.180Z","ms":20,"http":{"request":{"url":"https://api.capsolver.com/createTask","verb":"post"},"code":200},"in":{"a":1},"out":"{}","peer":"192.0.2.10:5"}`,
			`#1 line 1 2025-03-14T09:26:53.18 ±1ms took 20ms POST https://api.capsolver.com/createTask 200 from 192.0.2.10 body "{\"a\":1}" answer`,
		},
		{`{"msg":"started"}`, "*parsers.Skipped log:1: a line that is not of this kind of log"},
	} {
		if got := strings.TrimSpace(show(format, strings.NewReader(c.line))); got != c.want {
			t.Errorf("\n got %s\nwant %s", got, c.want)
		}
	}
	for _, wrong := range [][]string{{"url"}, {"colour=x"}, {"method=m"}} {
		if _, err := accesslog.Mapped(wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}

// Comments that happen to look like names of columns do not make another log of it.
func TestComments(t *testing.T) {
	line := `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET /res.php HTTP/1.1" 200 24 "-" "curl"` + "\n"
	if name, _ := detect(line + "# rotated\n#Fields: x\n" + line); name != "combined" {
		t.Errorf("recognised as %q", name)
	}
}

func TestAnswerSize(t *testing.T) {
	for name, c := range map[string]struct{ pattern, line string }{
		"combined":            {"combined", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET /res.php HTTP/1.1" 200 24 "-" "curl"`},
		"common":              {"common", `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET /res.php HTTP/1.1" 200 24`},
		"Apache's directives": {`%h %t "%r" %>s %b`, `192.0.2.10 [14/Mar/2025:09:26:53 +0000] "GET /res.php HTTP/1.1" 200 24`},
	} {
		format, err := accesslog.Custom(c.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if x, err := first(format, c.line+"\n"); err != nil || x.AnswerSize != 24 {
			t.Errorf("%s: got %d, %v", name, x.AnswerSize, err)
		}
	}
	for name, line := range map[string]string{
		"a user": `192.0.2.10 - bob [14/Mar/2025:09:26:53 +0000] "GET /res.php HTTP/1.1" 200 24 "-" "curl"`,
		"usual":  `192.0.2.10 - - [14/Mar/2025:09:26:53 +0000] "GET /res.php HTTP/1.1" 200 24 "-" "curl"`,
	} {
		if x, err := first(accesslog.Combined, line+"\n"); err != nil || x.AnswerSize != 24 {
			t.Errorf("%s: got %d, %v", name, x.AnswerSize, err)
		}
	}
	if x, err := first(accesslog.JSON, `{"remote_addr":"192.0.2.10","request":"GET /res.php HTTP/1.1","status":200,"body_bytes_sent":24}`+"\n"); err != nil || x.AnswerSize != 24 {
		t.Errorf("JSON: got %d, %v", x.AnswerSize, err)
	}
}
