package applog_test

import (
	"bytes"
	"errors"
	"fmt"
	"github.com/banlint/banlint/parsers/parserstest"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/applog"
)

// read detects the format of a log and reads it.
func read(t testing.TB, log string) (string, []timeline.Exchange) {
	t.Helper()
	for _, f := range applog.Formats {
		if f.Match([]byte(log)) != "" {
			return f.Name, readAs(t, f, strings.NewReader(log))
		}
	}
	t.Fatal("no format recognises the log")
	return "", nil
}

func readAs(t testing.TB, f *parsers.Format, r io.Reader) (exchanges []timeline.Exchange) {
	t.Helper()
	last := int32(0)
	for rec, err := range f.Split("a.log", r) {
		if err != nil {
			t.Fatal(err)
		}
		if rec.Pos.Entry != last+1 {
			t.Fatalf("entry %d after %d", rec.Pos.Entry, last)
		}
		last = rec.Pos.Entry
		rec.Text = bytes.Clone(rec.Text)
		x, err := f.Decode(rec, nil)
		var skipped *parsers.Skipped
		if errors.As(err, &skipped) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		exchanges = append(exchanges, x)
	}
	return exchanges
}

// told says in one line what was read of an exchange.
func told(x *timeline.Exchange) string {
	s := fmt.Sprintf("%d %s %s %d", x.Pos.Line, x.Method, x.URL, x.Status)
	if x.Start != 0 {
		s += " at " + x.Start.String()[11:23] + " within " + x.Grain.String()
	}
	if x.Took >= 0 {
		s += " took " + x.Took.String()
	}
	if x.Failed {
		s += " failed"
	}
	for _, body := range []timeline.Body{x.RequestBody, x.ResponseBody} {
		s += " | "
		if body.Shown {
			s += string(body.Bytes)
		} else {
			s += "-"
		}
	}
	return s
}

// Each log is as its program writes it, shortened.
var logs = []struct {
	name, log, format string
	want              []string
}{
	{"urllib3", `
2026-01-05 03:04:51,876 DEBUG urllib3.connectionpool: Starting new HTTPS connection (1): api.capmonster.cloud:443
2026-01-05 03:04:51,997 DEBUG urllib3.connectionpool: https://api.capmonster.cloud:443 "POST /getBalance HTTP/1.1" 200 34
{'errorId': 0, 'balance': 345.678}
2026-01-05 03:04:54,327 DEBUG urllib3.connectionpool: http://127.0.0.1:8080 "GET http://2captcha.com/res.php?id=7 HTTP/1.1" 200 38
`, "urllib3", []string{
		"3 POST https://api.capmonster.cloud:443/getBalance 200 at 03:04:51.997 within 1s | - | -",
		"5 GET http://2captcha.com/res.php?id=7 200 at 03:04:54.327 within 1s | - | -",
	}},
	{"urllib3, as Docker stores it", `
{"log":"app started\n","stream":"stdout","time":"2026-01-05T03:04:50.1Z"}
{"log":"DEBUG:urllib3.connectionpool:https://2captcha.com:443 \"GET /res.php?id=7 HTTP/1.1\" 200 16\n","stream":"stderr","time":"2026-01-05T03:04:51.997123456Z"}
{"log":"2026-01-05 03:04:54,327 DEBUG urllib3.connectionpool: https://2captcha.com:443 \"GET /res.php?id=7 HTTP/1.1\" 200 16\n","stream":"stderr","time":"2026-01-05T03:04:59Z"}
`, "urllib3", []string{
		"3 GET https://2captcha.com:443/res.php?id=7 200 at 03:04:51.997 within 1s | - | -",
		"4 GET https://2captcha.com:443/res.php?id=7 200 at 03:04:54.327 within 1s | - | -",
	}},
	{"several lines in one object", `
{"message":"started\n2026-01-05 03:04:54,327 DEBUG urllib3.connectionpool: https://2captcha.com:443 \"GET /res.php?id=7 HTTP/1.1\" 200 16"}
`, "urllib3", []string{"2 GET https://2captcha.com:443/res.php?id=7 200 at 03:04:54.327 within 1s | - | -"}},
	{"httpx, as journald exports it", `
{"__REALTIME_TIMESTAMP":"1767582292000000","MESSAGE":"[2026/01/05 03:04:52] INFO HTTP Request: POST https://api.capmonster.cloud/getBalance \"HTTP/1.1 200 OK\""}
`, "httpx", []string{"2 POST https://api.capmonster.cloud/getBalance 200 at 03:04:52.000 within 1s | - | -"}},
	{"httpx", `
[2026/01/05 03:04:52] INFO HTTP Request: POST https://api.capmonster.cloud/getBalance "HTTP/1.1 200 OK"
INFO:httpx:HTTP Request: GET https://2captcha.com/res.php?id=7 "HTTP/2 429 Too Many Requests"
`, "httpx", []string{
		"2 POST https://api.capmonster.cloud/getBalance 200 at 03:04:52.000 within 1s | - | -",
		"3 GET https://2captcha.com/res.php?id=7 429 | - | -",
	}},
	{"undici, one after the other", `
UNDICI 20202: connecting to 127.0.0.1:28080 using http:undefined
UNDICI 20202: sending request to POST http://127.0.0.1:28080//createTask
UNDICI 20202: received response to POST http://127.0.0.1:28080//createTask - HTTP 200
FETCH 20202: sending request to GET https://2captcha.com//res.php?id=7
`, "undici", []string{
		"3 POST http://127.0.0.1:28080/createTask 200 | - | -",
		"5 GET https://2captcha.com/res.php?id=7 0 | - | -",
	}},
	{"undici, two at a time: which answer belongs to which is not told", `
UNDICI 1: sending request to POST http://a.test//getTaskResult
UNDICI 1: sending request to POST http://a.test//getTaskResult
UNDICI 1: received response to POST http://a.test//getTaskResult - HTTP 200
UNDICI 1: sending request to POST http://a.test//getTaskResult
UNDICI 1: received response to POST http://a.test//getTaskResult - HTTP 429
UNDICI 1: received response to POST http://a.test//getTaskResult - HTTP 200
UNDICI 1: sending request to POST http://a.test//getBalance
UNDICI 1: received response to POST http://a.test//getBalance - HTTP 200
`, "undici", []string{
		"2 POST http://a.test/getTaskResult 0 | - | -",
		"3 POST http://a.test/getTaskResult 0 | - | -",
		"5 POST http://a.test/getTaskResult 0 | - | -",
		"8 POST http://a.test/getBalance 200 | - | -",
	}},
	{"Playwright; a call log repeats what happened", `
2026-01-05T03:08:29.073Z pw:api => apiRequestContext.post started
2026-01-05T03:08:29.157Z pw:api → POST https://api.capmonster.cloud/createTask
2026-01-05T03:08:29.157Z pw:api   content-type: application/json
2026-01-05T03:08:29.195Z pw:api ← 200 OK
2026-01-05T03:08:29.196Z pw:api   server: mock
  - → POST https://api.capmonster.cloud/createTask
  - ← 200 OK
`, "pw-api", []string{
		"3 POST https://api.capmonster.cloud/createTask 200 at 03:08:29.157 within 1ms took 38ms | - | -",
	}},
	{"CapMonster's client", `
2026-01-05T03:16:56.908Z cmc-net Try create agent instance
2026-01-05T03:16:56.910Z cmc-http Request options {
  headers: {
    'user-agent': 'Zennolab.CapMonsterCloud.Client.JS/2.6.1',
  },
  method: 'POST',
  host: 'api.capmonster.cloud',
  path: '/getBalance',
  agent: Agent {
    protocol: 'https:',
    options: [Object: null prototype] {
      path: null
    },
  }
}
2026-01-05T03:16:56.911Z cmc-http Request body {"clientKey":"dummy"}
2026-01-05T03:16:56.936Z cmc-http Response headers received 200 OK
2026-01-05T03:16:56.937Z cmc-http Response body received {"errorId": 0,
"balance": 3}
balance is 3
2026-01-05T03:16:57.910Z cmc-http Request options {
  method: 'POST',
  host: '127.0.0.1',
  port: '28080',
  path: '/getTaskResult',
    protocol: 'http:',
2026-01-05T03:16:57.911Z cmc-http Request body {"taskId":7}
`, "cmc-debug", []string{
		`3 POST https://api.capmonster.cloud/getBalance 200 at 03:16:56.910 within 1ms took 27ms | {"clientKey":"dummy"} | {"errorId": 0,"balance": 3}`,
		`22 POST http://127.0.0.1:28080/getTaskResult 0 at 03:16:57.910 within 1ms | {"taskId":7} | -`,
	}},
	{"http.client", `
send: b'POST /getBalance HTTP/1.1\r\nHost: api.capmonster.cloud\r\nUser-Agent: python-requests/2.28.1\r\n\r\n'
send: b'{"clientKey": "d\x27ummy\\"}'
reply: 'HTTP/1.1 200 OK\r\n'
header: Date: Mon, 05 Jan 2026 03:04:51 GMT
{'errorId': 0, 'balance': 345.678}
send: b"GET http://2captcha.com/res.php?id=7 HTTP/1.1\r\nHost: 2captcha.com\r\n\r\n"
`, "http.client", []string{
		`2 POST https://api.capmonster.cloud/getBalance 200 at 03:04:51.000 within 1s | {"clientKey": "d'ummy\"} | -`,
		`7 GET http://2captcha.com/res.php?id=7 0 |  | -`,
	}},
	{"curl", `
* Establish HTTP proxy tunnel to api.capmonster.cloud:443
> CONNECT api.capmonster.cloud:443 HTTP/1.1
> Host: api.capmonster.cloud:443
>
< HTTP/1.1 200 Connection established
<
> POST /createTask HTTP/2
> Host: api.capmonster.cloud
>
} [164 bytes data]
< HTTP/2 200
< date: Mon, 05 Jan 2026 03:05:43 GMT
< content-length: 35
<
{ [35 bytes data]
* Connection #0 to host 127.0.0.1 left intact
{"errorId": 0, "taskId": 372499207}* Closing connection 0
03:05:44.123456 > GET http://2captcha.com/res.php?id=1 HTTP/1.1
03:05:44.123456 > Host: 2captcha.com
03:05:44.223456 < HTTP/1.1 100 Continue
03:05:44.223456 < HTTP/1.1 200 OK
ERROR_WRONG_CAPTCHA_ID
> POST /createTask HTTP/1.1
> Host: api.capmonster.cloud
< HTTP/1.1 200 OK
< Content-Length: 350
{"errorId": 0, "taskId"
`, "curl", []string{
		`8 POST https://api.capmonster.cloud/createTask 200 at 03:05:43.000 within 1s | - | {"errorId": 0, "taskId": 372499207}`,
		`19 GET http://2captcha.com/res.php?id=1 200 | - | ERROR_WRONG_CAPTCHA_ID`,
		`24 POST https://api.capmonster.cloud/createTask 200 | - | -`,
	}},
	{"mitmdump", `
Proxy server listening at 127.0.0.1:28082
127.0.0.1:56824: client connect
127.0.0.1:56824: POST https://api.capmonster.cloud/getTaskResult HTTP/2.0
    Host: api.capmonster.cloud
    Content-Type: application/json

    {
        "taskId": 7
    }

 << HTTP/2.0 200 OK 34b
    Date: Mon, 05 Jan 2026 03:04:51 GMT

    {
        "errorId": 0
    }

[03:04:52.123] [::1]:56824: POST http://2captcha.com/in.php
    Host: 2captcha.com

    key:    dummy
    method: base64

 << 200 OK 12b
    Host: a

    OK|7
127.0.0.1:56824: server disconnect
127.0.0.1:43470: GET https://2captcha.com/res.php?key=dummy&action=get&id=37…
              << connection error
127.0.0.1:43470: POST http://2captcha.com/in.php
    Host: 2captcha.com

    {
    (cut off)
`, "mitmdump", []string{
		"4 POST https://api.capmonster.cloud/getTaskResult 200 at 03:04:51.000 within 1s | {\n    \"taskId\": 7\n} | {\n    \"errorId\": 0\n}",
		"19 POST http://2captcha.com/in.php 200 | key=dummy&method=base64 | OK|7",
		"30 GET https://2captcha.com/res.php?key=dummy&action=get 0 failed | - | -",
		"32 POST http://2captcha.com/in.php 0 | - | -",
	}},
}

func TestLogs(t *testing.T) {
	for _, c := range logs {
		t.Run(c.name, func(t *testing.T) {
			format, exchanges := read(t, c.log)
			if format != c.format {
				t.Errorf("taken for %s, want %s", format, c.format)
			}
			if len(exchanges) != len(c.want) {
				t.Errorf("%d exchanges, want %d", len(exchanges), len(c.want))
			}
			for i, want := range c.want[:min(len(exchanges), len(c.want))] {
				if got := told(&exchanges[i]); got != want {
					t.Errorf("got  %q\nwant %q", got, want)
				}
			}
		})
	}
}

// A request whose line breaks off within the version is one for all that.
func TestCutLine(t *testing.T) {
	const line = "127.0.0.1:56824: POST https://api.capmonster.cloud/getTaskResult HTTP/2.0"
	for end := len(line) - len(" HTTP/2.0"); end <= len(line); end++ {
		exchanges := readAs(t, applog.Mitmdump, strings.NewReader(line[:end]))
		if len(exchanges) != 1 || exchanges[0].URL != "https://api.capmonster.cloud/getTaskResult" {
			t.Errorf("%s: %+v", line[:end], exchanges)
		}
	}
}

func TestWanted(t *testing.T) {
	f := applog.CapMonster
	for rec, err := range f.Split("a.log", strings.NewReader(logs[5].log)) {
		if err != nil {
			t.Fatal(err)
		}
		x, err := f.Decode(rec, func(string, string) bool { return false })
		if err != nil || x.RequestBody.Shown || x.URL == "" {
			t.Errorf("%+v, %v", x, err)
		}
	}
}

func TestCorpus(t *testing.T) {
	const corpus = "../../../shared/corpus/recorded/"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("no corpus here")
	}
	for _, c := range []struct {
		file, format              string
		exchanges, asked, answers int // with the bodies of requests and of answers
	}{
		{"app-log/capmonster-js-client-2.6.1-debug.log", "cmc-debug", 7, 7, 7},
		{"app-log/curl-v.log", "curl", 10, 0, 10},
		{"app-log/node-undici-debug.log", "undici", 6, 0, 0},
		{"app-log/playwright-pwapi-debug.log", "pw-api", 6, 0, 0},
		{"app-log/python-http.client-debuglevel1.log", "http.client", 50, 50, 0},
		{"app-log/python-httpx.log", "httpx", 50, 0, 0},
		{"app-log/python-urllib3-debug.log", "urllib3", 50, 0, 0},
		{"mitmproxy-console/mitmdump-detail1.log", "mitmdump", 50, 0, 0},
		{"mitmproxy-console/mitmdump-detail2.log", "mitmdump", 50, 0, 0},
		{"mitmproxy-console/mitmdump-detail3.log", "mitmdump", 26, 25, 25},
	} {
		log, err := os.ReadFile(corpus + c.file)
		if err != nil {
			t.Fatal(err)
		}
		format, exchanges := read(t, string(log))
		asked, answers := 0, 0
		for _, x := range exchanges {
			if x.RequestBody.Shown {
				asked++
			}
			if x.ResponseBody.Shown {
				answers++
			}
		}
		if format != c.format || len(exchanges) != c.exchanges || asked != c.asked || answers != c.answers {
			t.Errorf("%s: %s, %d exchanges, bodies of %d requests and %d answers; want %+v", c.file, format, len(exchanges), asked, answers, c)
		}
	}
}

func TestInterrupted(t *testing.T) {
	for _, f := range applog.Formats {
		for _, c := range logs {
			if c.format == f.Name {
				parserstest.Reader{Format: f}.Interrupted(t, c.log)
			}
		}
	}
	parserstest.Reader{Format: applog.Loose}.Interrupted(t, pasted)
}

func FuzzRead(f *testing.F) {
	for _, c := range logs {
		f.Add(c.log)
	}
	f.Fuzz(func(t *testing.T, log string) {
		for _, f := range applog.Formats {
			f.Match([]byte(log))
			whole := readAs(t, f, strings.NewReader(log))
			bytewise := readAs(t, f, iotest.OneByteReader(strings.NewReader(log)))
			if fmt.Sprint(whole) != fmt.Sprint(bytewise) {
				t.Fatalf("%s: not the same when read byte by byte", f.Name)
			}
		}
	})
}
