package jsondump_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsondump"
)

// decode makes an exchange of an object.
func decode(t *testing.T, text string) timeline.Exchange {
	t.Helper()
	x, err := jsondump.Format.Decode(parsers.Record{Text: []byte(text)}, nil)
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return x
}

// brief is what an exchange shows, in a line.
func brief(x timeline.Exchange) string {
	out := fmt.Sprintf("%s %s %d %s %s", x.Method, x.URL, x.Status, shown(x.RequestBody), shown(x.ResponseBody))
	if x.Failed {
		out += " failed"
	}
	return out
}

func shown(b timeline.Body) string {
	switch {
	case !b.Shown:
		return "-"
	case b.Cut:
		return fmt.Sprintf("%q (cut)", b.Bytes)
	default:
		return fmt.Sprintf("%q", b.Bytes)
	}
}

func TestNative(t *testing.T) {
	x := decode(t, line("getBalance"))
	if got, want := brief(x), `POST https://api.capmonster.cloud/getBalance 200 "{\"clientKey\":\"}\"}" "{}"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if x.Start.String() != "2025-03-14T09:26:53.123Z" || x.Grain != time.Millisecond || x.Took != 180500*time.Microsecond {
		t.Errorf("start %v, grain %v, took %v", x.Start, x.Grain, x.Took)
	}
	if x.Client != "192.0.2.10" || x.Header("Content-Type") != "application/json" || len(x.ResponseHeaders) != 0 {
		t.Errorf("%+v", x)
	}
}

// TestSynonyms reads one exchange as different recorders write it.
func TestSynonyms(t *testing.T) {
	const want = `POST https://x.test/a 200 "{\"k\":1}" "OK|1"`
	for _, text := range []string{
		`{"method":"post","url":"https://x.test/a","status":200,"body":"{\"k\":1}","response_body":"OK|1"}`,
		`{"method":"POST","uri":"https://x.test/a","statusCode":200,"requestBody":"{\"k\":1}","responseBody":"OK|1"}`,
		`{"method":"POST","href":"https://x.test/a","status_code":"200","req_body":"{\"k\":1}","res_body":"OK|1"}`,
		`{"method":"POST","scheme":"https","host":"x.test","path":"/a","status":200,"body":{"k":1},"response_body":"OK|1"}`,
		`{"method":"POST","hostname":"x.test","path":"/a","status":200,"data":{"k":1},"response_body":"OK|1"}`,
		`{"method":"POST","url":"https://x.test/a","status":200,"body_base64":"eyJrIjoxfQ==","response_body_base64":"T0t8MQ=="}`,
		`{"method":"POST","url":"https://x.test/a","status":200,"request_body_base64":"eyJrIjoxfQ==","response_body":"OK|1"}`,

		// Pairs.
		`{"request":{"method":"POST","url":"https://x.test/a","data":"{\"k\":1}"},"response":{"status":200,"data":"OK|1"}}`,
		`{"req":{"method":"POST","url":"https://x.test/a","json":{"k":1}},"res":{"statusCode":200,"body":"OK|1"}}`,
		`{"response":{"code":200,"text":"OK|1"},"request":{"payload":{"k":1},"uri":"https://x.test/a","method":"POST"}}`,
		`{"url":"https://x.test/a","request":{"method":"POST","postData":{"k":1}},"response":{"status":200,"body_base64":"T0t8MQ=="}}`,

		// proxify: the message, the body in it or beside it.
		`{"url":"https://x.test/a","request":{"header":{},"raw":"POST /a HTTP/1.1\r\nA: b\r\n\r\n{\"k\":1}"},"response":{"raw":"HTTP/1.1 200 OK\r\n\r\nOK|1"}}`,
		`{"url":"https://x.test/a","request":{"method":"POST","body":"{\"k\":1}","raw":"POST /a HTTP/1.1\r\n\r\n"},"response":{"body":"OK|1","raw":"HTTP/1.1 200 OK\r\n\r\n"}}`,
		`{"url":"https://x.test/a","request":{"raw":"POST /a HTTP/1.1\r\n\r\n","body":"{\"k\":1}","method":"POST"},"response":{"raw":"HTTP/1.1 200 OK\r\n\r\n","body":"OK|1"}}`,

		// nock, and cassettes.
		`{"scope":"https://x.test/","method":"POST","path":"/a","body":{"k":1},"status":200,"response":"OK|1"}`,
		`{"request":{"method":"POST","uri":"https://x.test/a","body":"{\"k\":1}"},"response":{"status":{"code":200,"message":"OK"},"body":{"string":"OK|1"}}}`,
		`{"request":{"method":"POST","uri":"https://x.test/a","body":{"encoding":"UTF-8","string":"{\"k\":1}"}},"response":{"status":{"code":200},"body":{"base64_string":"T0t8MQ=="}}}`,
	} {
		if got := brief(decode(t, text)); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestVariants(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"url":"/a"}`, " /a 0 - -"},
		{`{"path":"/a?b"}`, " /a?b 0 - -"},
		{`{"method":"GET","url":"/a"}`, `GET /a 0 "" -`},
		{`{"method":"GET","url":"/a","body":null}`, `GET /a 0 "" -`},
		{`{"method":"POST","url":"/a","body":null,"response_body":null}`, "POST /a 0 - -"},
		{`{"method":"POST","url":"/a","body":"","response_body":""}`, `POST /a 0 "" ""`},
		{`{"method":"POST","url":"/a","body":[1, 2],"response_body":{"a": null}}`, `POST /a 0 "[1, 2]" "{\"a\": null}"`},
		{`{"method":"POST","url":"/a","body":7,"response_body":false}`, `POST /a 0 "7" "false"`},
		{`{"method":"POST","url":"/a","body_base64":"%%%"}`, "POST /a 0 - -"},
		{`{"url":"/a","status":0}`, " /a 0 - -"},
		{`{"url":"/a","status":70000}`, " /a 0 - -"},
		{`{"url":"/a","error":"ECONNREFUSED"}`, " /a 0 - - failed"},
		{`{"url":"/a","error":{"code":1}}`, " /a 0 - - failed"},
		{`{"url":"/a","error":null,"err":"","exception":false}`, " /a 0 - -"},
		{`{"url":"/a","error":"x","status":200}`, " /a 200 - -"},
		{`{"request":{"url":"/a"},"response":null}`, " /a 0 - - failed"},
		{`{"request":{"url":"/a"},"response":"OK|1"}`, ` /a 0 - "OK|1"`},
		{`{"request":{"url":"/a"},"response":{"raw":"HTTP/1.1 429 Too Many"}}`, " /a 429 - -"},
		{`{"request":{"url":"/a"},"response":{"raw":"garbage"}}`, " /a 0 - -"},
		{`{"request":{"url":"/a","raw":"no end"}}`, " /a 0 - -"},
		{`{"scope":"https://x.test:443","path":"/a","status":200,"response":{"errorId":0}}`, ` https://x.test:443/a 200 - "{\"errorId\":0}"`},

		// Content codings stand before bytes, and not before text.
		{`{"url":"/a","response_headers":{"content-encoding":"gzip"},"response_body":"text"}`, ` /a 0 - "text"`},
		{`{"url":"/a","response_headers":{"content-encoding":"gzip"},"response_body_base64":"dGV4dA=="}`, ` /a 0 - "text"`},
		{`{"url":"/a","response_headers":{"content-encoding":"gzip"},"response_body_base64":"H4sIAAAAAAACA8tIzcnJBwCGphA2BQAAAA=="}`, ` /a 0 - "hello"`},
		{`{"url":"/a","headers":{"content-encoding":"gzip"},"body_base64":"H4sIAAAAAAACA8tIzcnJBwCGphA2BQAAAA=="}`, ` /a 0 "hello" -`},
		{`{"request":{"uri":"/a"},"response":{"headers":{"content-encoding":["gzip"]},"body":{"base64_string":"H4sIAAAAAAACA8tIzcnJBwCGphA2BQAAAA=="}}}`, ` /a 0 - "hello"`},
	} {
		if got := brief(decode(t, c.text)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
	if x := decode(t, `{"method":"CONNECT","host":"x.test:443"}`); !x.Tunnel {
		t.Error("no tunnel")
	}
}

func TestTimes(t *testing.T) {
	for _, c := range []struct{ time, want string }{
		{`"2025-03-14T09:26:53Z"`, "53.000000000 1s"},
		{`"2025-03-14T09:26:53.5Z"`, "53.500000000 100ms"},
		{`"2025-03-14T10:26:53.123+01:00"`, "53.123000000 1ms"},
		{`"2025-03-14T09:26:53.123456"`, "53.123456000 1µs"},
		{`"2025-03-14 09:26:53.123456+00:00"`, "53.123456000 1µs"},
		{`"2025-03-14 09:26:53"`, "53.000000000 1s"},
		{`"2025-03-14T09:26:53.123456789Z"`, "53.123456789 1µs"},
		{`1741944413`, "53.000000000 1s"},
		{`"1741944413"`, "53.000000000 1s"},
		{`1741944413.25`, "53.250000000 10ms"},
		{`1741944413123`, "53.123000000 1ms"},
		{`1741944413123.5`, "53.123500000 100µs"},
		{`1741944413123456`, "53.123456000 1µs"},
		{`1741944413123456789`, "53.123456789 1µs"},
		{`1.741944413123e12`, "53.123000000 1ms"},
		{`17419444`, "none"},
		{`-1741944413`, "none"},
		{`1e300`, "none"},
		{`9223372036854775807`, "none"},
		{`null`, "none"},
		{`"yesterday"`, "none"},
		{`""`, "none"},
		{`"9999-12-31T23:59:59Z"`, "none"},
	} {
		x := decode(t, `{"url":"/","time":`+c.time+`}`)
		got := "none"
		if x.Start != 0 {
			got = x.Start.Time().Format("05.000000000 ") + x.Grain.String()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.time, got, c.want)
		}
	}
}

func TestDateOfTheAnswer(t *testing.T) {
	const date = `"response":{"headers":{"date":["Fri, 14 Mar 2025 09:26:53 GMT"]}}`
	if x := decode(t, `{"request":{"url":"/"},`+date+`}`); x.Start.String() != "2025-03-14T09:26:53.000Z" || x.Grain != time.Second {
		t.Errorf("start %v, grain %v", x.Start, x.Grain)
	}
	if x := decode(t, `{"request":{"url":"/"},`+date+`,"time":1741944400}`); x.Start.String() != "2025-03-14T09:26:40.000Z" {
		t.Errorf("start %v", x.Start)
	}
}

func TestTook(t *testing.T) {
	for members, want := range map[string]time.Duration{
		`"duration_ms":1.5`: 1500 * time.Microsecond,
		`"elapsed_ms":0`:    0,
		`"duration":7`:      7 * time.Millisecond,
		`"duration_ms":-1`:  -1,
		`"duration_ms":"7"`: -1,
		`"took":1e30`:       -1,
		`"status":200`:      -1,
	} {
		if x := decode(t, `{"url":"/",`+members+`}`); x.Took != want {
			t.Errorf("%s: %v, want %v", members, x.Took, want)
		}
	}
}

func TestHeaders(t *testing.T) {
	for headers, want := range map[string]string{
		`{"A":"b","C":["d","e"]}`:                 "[{A b} {C d}]",
		`[{"name":"A","value":"b"},{"name":"C"}]`: "[{A b} {C }]",
		`[["A","b"],["C","d"]]`:                   "[{A b} {C d}]",
		`["A","b","C","d","odd"]`:                 "[{A b} {C d}]",
		`{"A":1,"B":null}`:                        "[{A 1} {B }]",
		`null`:                                    "[]",
		`[]`:                                      "[]",
	} {
		x := decode(t, `{"url":"/","headers":`+headers+`,"response_headers":`+headers+`}`)
		if fmt.Sprint(x.RequestHeaders) != want || fmt.Sprint(x.ResponseHeaders) != want {
			t.Errorf("%s: %v and %v, want %s", headers, x.RequestHeaders, x.ResponseHeaders, want)
		}
	}
}

func TestUnwanted(t *testing.T) {
	text := strings.Replace(line("getBalance"), `"remote"`, `"server":"192.0.2.7:443","remote"`, 1)
	for server, want := range map[string]bool{"192.0.2.7": true, "192.0.2.8": false} {
		wanted := func(url, address string) bool {
			return url == "https://api.capmonster.cloud/getBalance" && address == server
		}
		x, err := jsondump.Format.Decode(parsers.Record{Text: []byte(text)}, wanted)
		if err != nil || x.RequestBody.Shown != want || (x.RequestHeaders != nil) != want || x.URL == "" || x.Start == 0 {
			t.Errorf("%s: %+v, %v", server, x, err)
		}
	}
}

// TestForeign checks what is left of exchanges that nobody wants, and that they are
// told by what stands before the bodies where that is enough.
func TestForeign(t *testing.T) {
	const start = `"time":"2025-03-14T09:26:53Z"`
	for text, want := range map[string]string{
		`{` + start + `,"method":"GET","url":"https://x.test/","response_body":"a"}`:                "https://x.test/ at 53",
		`{` + start + `,"method":"GET","url":"https:\/\/x.test\/","response_body":"a"}`:             "https://x.test/ at 53",
		`{"method":"GET","url":"https://x.test/","response_body":"a",` + start + `}`:                "https://x.test/ at 53",
		`{"url":"https://x.test/","response":{"headers":{"date":"Fri, 14 Mar 2025 09:26:53 GMT"}}}`: "https://x.test/ at 53",
		`{` + start + `,"method":"connect","url":"x.test:443","body":"a"}`:                          "x.test:443 at 53, tunnel",
		`{` + start + `,"request":{"url":"https://x.test/","method":"CONNECT"},"response":{}}`:      "https://x.test/ at 53, tunnel",

		// What stands behind the bodies is not looked at.
		`{` + start + `,"method":"GET","url":"https://x.test/","body":"a","time":"2025-03-14T09:26:54Z"}`: "https://x.test/ at 53",
		`{` + start + `,"method":"GET","url":"https://x.test/","body":"a","url":"https://ours.test/"}`:    "https://x.test/ at 53",
		`{` + start + `,"method":"GET","url":"https://x.test/","body":"a`:                                 "https://x.test/ at 53",

		// It is what stands before them, or where that is not enough.
		`{` + start + `,"method":"GET","url":"https://x.test/","url":"https://ours.test/","body":"a"}`:                    "wanted",
		`{` + start + `,"method":"GET","url":"https://x.test/","server":"192.0.2.7","body":"a"}`:                          "wanted",
		`{` + start + `,"method":"GET","url":"https://x.test/","request":{"url":"https://ours.test/"},"body":"a"}`:        "wanted",
		`{"method":"GET","url":"https://x.test/","body":"a",` + start + `,"url":"https://ours.test/"}`:                    "wanted",
		`{"method":"CONNECT",` + start + `,"url":"x.test:443","response_body":"a","server":"192.0.2.7"}`:                  "wanted",
		`{` + start + `,"method":"GET","url":"https://ours.test/","body":"a","url":"https://x.test/","response_body":""}`: "wanted",
	} {
		x, err := jsondump.Format.Decode(parsers.Record{Text: []byte(text)}, func(url, server string) bool {
			return url == "https://ours.test/" || server == "192.0.2.7"
		})
		got := fmt.Sprintf("%s at %s", x.URL, x.Start.Time().Format("05"))
		if x.Tunnel {
			got += ", tunnel"
		}
		if x.RequestBody.Shown || x.ResponseBody.Shown || x.RequestHeaders != nil {
			got = "wanted"
		}
		if got != want || err != nil {
			t.Errorf("%s: %s, want %s; %v", text, got, want, err)
		}
	}
}
