package har_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers/har"
)

// decode makes an exchange of an entry.
func decode(t *testing.T, text string) timeline.Exchange {
	t.Helper()
	x, err := har.DecodeEntry(timeline.Position{}, []byte(text), nil, nil)
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return x
}

// shown tells what is known of a body.
func shown(b timeline.Body) string {
	switch {
	case !b.Shown:
		return "not shown"
	case b.Cut:
		return string(b.Bytes) + " (cut)"
	default:
		return string(b.Bytes)
	}
}

func TestExchange(t *testing.T) {
	x := decode(t, `{"startedDateTime":"2025-03-14T10:26:53.123456+01:00","time":180.5,"serverIPAddress":"[2001:db8::7]","request":{"method":"post",
		"url":"https://api.capmonster.cloud/getBalance","headers":[{"name":":path","value":"/"},{"name":"Content-Type","value":"application/json"}],
		"postData":{"mimeType":"application/json","text":"{\"clientKey\":\"[client-key redacted]\"}"}},
		"response":{"status":200,"headers":[{"name":":status","value":"200"},{"name":"Date","value":"x"}],"content":{"size":-1,"text":"\u0000OK"}}}`)
	if x.Method != "POST" || x.URL != "https://api.capmonster.cloud/getBalance" || x.Status != 200 || x.Failed || x.Tunnel {
		t.Errorf("%+v", x)
	}
	if x.Start.String() != "2025-03-14T09:26:53.123Z" || x.Grain != time.Microsecond || x.Took != 180500*time.Microsecond {
		t.Errorf("start %v, grain %v, took %v", x.Start, x.Grain, x.Took)
	}
	if x.Server != "2001:db8::7" || x.Client != "" {
		t.Errorf("server %q, client %q", x.Server, x.Client)
	}
	if got := fmt.Sprint(x.RequestHeaders, x.ResponseHeaders); got != "[{Content-Type application/json}] [{Date x}]" {
		t.Errorf("headers %s", got)
	}
	if shown(x.RequestBody) != `{"clientKey":"[client-key redacted]"}` || shown(x.ResponseBody) != "\x00OK" {
		t.Errorf("bodies %q and %q", x.RequestBody.Bytes, x.ResponseBody.Bytes)
	}
}

func TestTimes(t *testing.T) {
	for _, c := range []struct{ members, want string }{
		{`"startedDateTime":"2025-03-14T09:26:53Z"`, "53.000000000 1s"},
		{`"startedDateTime":"2025-03-14T09:26:53.12Z"`, "53.120000000 1ms"},
		{`"startedDateTime":"2025-03-14T09:26:53.123Z"`, "53.123000000 1ms"},
		{`"startedDateTime":"2025-03-14T09:26:53.1234Z"`, "53.123400000 1µs"},
		{`"startedDateTime":"2025-03-14T09:26:53.1234567+00:00"`, "53.123456700 1µs"},
		{`"startedDateTime":"2025-03-14T09:26:53"`, "none"},
		{`"startedDateTime":"yesterday"`, "none"},
		{`"startedDateTime":1741944413123`, "none"},
		{`"startedDateTime":null`, "none"},
		{`"startedDateTime":"9999-12-31T23:59:59Z"`, "none"},
		{`"time":1`, "none"},
		{`"request":{"url":"https://x.test/","startedDateTime":"2025-03-14T09:26:53.123Z"}`, "53.123000000 1ms"},
	} {
		x := decode(t, `{"request":{"url":"https://x.test/"},`+c.members+`}`)
		got := "none"
		if x.Start != 0 {
			got = x.Start.Time().Format("05.000000000 ") + x.Grain.String()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.members, got, c.want)
		}
	}
}

func TestTook(t *testing.T) {
	for members, want := range map[string]time.Duration{
		`"time":308.4`:               308400 * time.Microsecond,
		`"time":0`:                   0,
		`"time":null`:                -1,
		`"time":-1`:                  -1,
		`"time":"5"`:                 -1,
		`"time":1e300`:               -1,
		`"comment":""`:               -1,
		`"timings":{"wait":-1}`:      -1,
		`"timings":null`:             -1,
		`"timings":{"receive":1e30}`: -1,
		`"timings":{"blocked":1,"dns":-1,"connect":5,"ssl":4,"send":null,"wait":2.5,"receive":0,"_blocked_queueing":1,"comment":"x"}`: 8500 * time.Microsecond,
		`"timings":{"wait":7},"time":null`:             7 * time.Millisecond,
		`"timings":{"wait":7},"time":-1`:               7 * time.Millisecond,
		`"time":9,"timings":{"wait":7}`:                9 * time.Millisecond,
		`"request":{"url":"https://x.test/","time":4}`: 4 * time.Millisecond,
		`"response":{"status":200,"time":4},"_time":3`: -1,
	} {
		if x := decode(t, `{"request":{"url":"https://x.test/"},`+members+`}`); x.Took != want {
			t.Errorf("%s: %v, want %v", members, x.Took, want)
		}
	}
}

func TestURLs(t *testing.T) {
	for _, url := range []string{"data:image/png;base64,AA==", "${proto}://x.test/", "/res.php?key=1", "XML", "chrome-extension://a/b", "HTTP://X.TEST"} {
		if x := decode(t, `{"request":{"method":"GET","url":"`+url+`"}}`); x.URL != url {
			t.Errorf("%q, want %q", x.URL, url)
		}
	}
	if x := decode(t, `{"request":{"method":"CONNECT","url":"https://x.test:443"}}`); !x.Tunnel {
		t.Error("no tunnel")
	}
	x := decode(t, `{"request":{"bodySize":9,"postData":{"url":"https://x.test/","method":"POST","headers":[{"name":"A","value":"b"}]}}}`)
	if x.URL != "https://x.test/" || x.Method != "POST" || x.Header("a") != "b" || x.RequestBody.Shown {
		t.Errorf("members in postData: %+v", x)
	}
}

func TestHeaders(t *testing.T) {
	for headers, want := range map[string]string{
		`[{"name":"A","value":"b"},{"value":"d","name":"C"}]`:       "[{A b} {C d}]",
		`[{"name":":authority","value":"x.test"},{"name":"A"},{}]`:  "[{A }]",
		`[{"name":"A","value":1},{"name":"B","value":null},"C",[]]`: "[{A 1} {B }]",
		`{"A":"b","C":"d"}`: "[{A b} {C d}]",
		`null`:              "[]",
		`"A: b"`:            "[]",
	} {
		if x := decode(t, `{"request":{"url":"/","headers":`+headers+`}}`); fmt.Sprint(x.RequestHeaders) != want {
			t.Errorf("%s: %v, want %s", headers, x.RequestHeaders, want)
		}
	}
}

func TestRequestBody(t *testing.T) {
	for _, c := range []struct{ request, want string }{
		{`"method":"POST","bodySize":2,"postData":{"text":"{}"}`, "{}"},
		{`"method":"POST","postData":{"text":"e30=","encoding":"base64"}`, "{}"},
		{`"method":"POST","postData":{"text":"%%%","encoding":"base64"}`, "%%%"},
		{`"method":"POST","postData":{"text":"a=b","params":[{"name":"c","value":"d"}]}`, "a=b"},

		// No body, or one that was left out.
		{`"method":"GET"`, ""},
		{`"method":"GET","bodySize":-1,"postData":{"mimeType":"","text":"","params":[]}`, ""},
		{`"postData":{"mimeType":"","text":""},"method":"GET"`, ""},
		{`"method":"GET","postData":null`, ""},
		{`"method":"POST","bodySize":0`, ""},
		{`"method":"POST","postData":{"text":"","mimeType":""},"bodySize":0`, ""},
		{`"method":"POST"`, "not shown"},
		{`"method":"POST","bodySize":-1`, "not shown"},
		{`"method":"POST","bodySize":9`, "not shown"},
		{`"method":"POST","bodySize":9,"postData":{"text":""}`, "not shown"},
		{`"method":"POST","postData":{"text":""}`, "not shown"},
		{`"method":"POST","bodySize":9,"postData":{"text":"","params":[ ]}`, "not shown"},
		{`"method":"POST","postData":null`, "not shown"},
		{`"method":"POST","bodySize":0,"headers":[{"name":"content-length","value":"369"}]`, "not shown"},
		{`"method":"POST","bodySize":0,"headers":[{"name":"content-length","value":"0"}]`, ""},
		{`"method":"POST","bodySize":0,"headers":[{"name":"Content-Type","value":"multipart/form-data; boundary=x"}]`, "not shown"},
		{`"method":"POST","postData":{"text":"","_file":"a.json"}`, "not shown"},

		// params in the place of the text.
		{`"method":"POST","postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"key","value":"a b"},{"name":"x&","value":"é"},{"name":"n"}]}`, "key=a+b&x%26=%C3%A9&n="},
		{`"method":"POST","postData":{"mimeType":"application/json; charset=utf-8","params":[{"name":"clientKey","value":"\"x"},{"name":"task","value":{"type":"A"}},{"name":"id","value":7},{"name":"n"}]}`, `{"clientKey":"\"x","task":{"type":"A"},"id":7,"n":null}`},
		{`"method":"POST","postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"{\"clientKey\":\"x\"}","value":""}]}`, `{"clientKey":"x"}`},
		{`"method":"POST","postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"{\"url\":\"/?a","value":"1"},{"name":"b","value":"2\"}"}]}`, `{"url":"/?a=1&b=2"}`},
		{`"method":"POST","postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"key","value":"YiBj","encoding":"base64"}]}`, "key=b+c"},
		{`"method":"POST","postData":{"mimeType":"application/json","params":[{"name":"key","value":"Yg==","encoding":"base64"}]}`, `{"key":"b"}`},
		{`"method":"POST","postData":{"mimeType":"multipart/form-data","params":[{"name":"key","value":"k"},{"name":"file","fileName":"a.png"}]}`, "key=k&file= (cut)"},
	} {
		x := decode(t, `{"request":{"url":"https://x.test/",`+c.request+`}}`)
		if got := shown(x.RequestBody); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.request, got, c.want)
		}
	}
}

func TestResponse(t *testing.T) {
	for _, c := range []struct{ response, want string }{
		{`"status":200,"content":{"size":4,"text":"OK|1"}`, "200 OK|1"},
		{`"status":200,"content":{"size":4,"text":"T0t8MQ==","encoding":"base64"}`, "200 OK|1"},
		{`"status":200,"content":{"text":" T0t8MQ==\n","encoding":"BASE64"}`, "200 OK|1"},
		{`"status":200,"content":{"text":"OK|1!","encoding":"base64"}`, "200 OK|1!"},
		{`"status":200,"content":{"size":400,"text":"T0t8MQ==","encoding":"base64"}`, "200 OK|1 (cut)"},
		{`"status":200,"content":{"size":400,"text":"OK|1"}`, "200 OK|1"},

		// An empty body, or one that was left out.
		{`"status":200,"content":{"size":0,"text":""}`, "200 "},
		{`"status":200,"content":{"size":0}`, "200 "},
		{`"status":204,"content":{"text":""}`, "204 "},
		{`"status":200,"content":{"size":4,"text":""}`, "200 not shown"},
		{`"status":200,"content":{"size":4}`, "200 not shown"},
		{`"status":200,"content":{"size":4,"comment":"Response bodies are not included."}`, "200 not shown"},
		{`"status":200,"content":{"size":-1}`, "200 not shown"},
		{`"status":200,"content":{"size":0},"bodySize":22`, "200 not shown"},
		{`"bodySize":0,"content":{"size":0},"status":200`, "200 "},
		{`"status":200,"content":{"size":4,"text":null}`, "200 not shown"},
		{`"status":200,"content":null`, "200 not shown"},
		{`"status":200,"content":{"_file":"a.json"}`, "200 not shown"},
		{`"status":200`, "200 not shown"},

		// No answer.
		{`"status":0,"_error":"net::ERR_INTERNET_DISCONNECTED","content":{"size":0}`, "0 failed not shown"},
		{`"status":0,"content":{"size":0}`, "0 failed not shown"},
		{`"status":-1,"_failureText":"net::ERR_ABORTED"`, "0 failed not shown"},
		{`"_error":"x"`, "0 failed not shown"},
		{`"status":200,"_error":"net::ERR_ABORTED","content":{"text":"{}"}`, "200 {}"},
		{`"status":200,"_error":null`, "200 not shown"},
		{`"status":1000`, "0 failed not shown"},
		{`"status":null`, "0 not shown"},
		{`"status":"429"`, "429 not shown"},
		{`"_error":""`, "0 not shown"},
	} {
		x := decode(t, `{"request":{"url":"https://x.test/"},"response":{`+c.response+`}}`)
		got := fmt.Sprint(x.Status, " ")
		if x.Failed {
			got += "failed "
		}
		if got += shown(x.ResponseBody); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.response, got, c.want)
		}
	}
	if x := decode(t, `{"request":{"url":"https://x.test/"}}`); x.Failed || x.Status != 0 || x.ResponseBody.Shown {
		t.Errorf("no response: %+v", x)
	}
}

func TestAttached(t *testing.T) {
	open := func(name string) ([]byte, error) {
		if name != "a.json" {
			return nil, errors.New("not there")
		}
		return []byte("attached"), nil
	}
	for _, c := range []struct{ post, content, request, response string }{
		{`{"text":"","_file":"a.json"}`, `{"_file":"a.json"}`, "attached", "attached"},
		{`{"_sha1":"a.json"}`, `{"_sha1":"a.json","text":""}`, "attached", "attached"},
		{`{"text":"text","_file":"a.json"}`, `{"text":"text","_file":"a.json"}`, "text", "text"},
		{`{"_file":"b.json"}`, `{"_file":"b.json"}`, "not shown", "not shown"},
	} {
		text := `{"request":{"url":"https://x.test/","bodySize":0,"postData":` + c.post + `},"response":{"status":200,"content":` + c.content + `}}`
		x, err := har.DecodeEntry(timeline.Position{}, []byte(text), open, nil)
		if err != nil || shown(x.RequestBody) != c.request || shown(x.ResponseBody) != c.response {
			t.Errorf("%s: %q and %q, %v", text, shown(x.RequestBody), shown(x.ResponseBody), err)
		}
	}
}

// TestWanted checks that the quick look at an entry takes the same for foreign as
// a full one does.
func TestWanted(t *testing.T) {
	wanted := func(url, server string) bool {
		return strings.HasPrefix(url, "https://known.test/") || server == "192.0.2.7"
	}
	const foreign, known = `{"method":"GET","url":"https://other.test/"}`, `{"method":"GET","url":"https://known.test/"}`
	for _, c := range []struct {
		entry string
		full  bool
	}{
		{`{"request":` + known + `}`, true},
		{`{"request":{"url":"https:\/\/known.test\/","method":"GET"}}`, true},
		{`{"request":` + foreign + `}`, false},
		{`{"request":` + foreign + `,"serverIPAddress":"192.0.2.8"}`, false},
		{`{"request":` + foreign + `,"serverIPAddress":"192.0.2.7"}`, true},
		{`{"request":` + foreign + `,"serverIPAddress" : "192.0.2.7"}`, true},
		{`{"request":` + foreign + `,"response":{"content":{"text":"{\"serverIPAddress\":\"192.0.2.8\"}"}},"serverIPAddress":"192.0.2.7"}`, true},
		{`{"request":` + foreign + `,"response":{"headers":[{"name":"serverIPAddress","value":"x"}]},"serverIPAddress":"192.0.2.7"}`, true},
		{`{"request":` + foreign + `,"response":{"content":{"text":"https://known.test/"}}}`, false},
		{`{"response":{"request":` + known + `},"request":` + foreign + `}`, false},
		{`{"request":{"method":"GET","url":"https://known.test/","url":"https://other.test/"}}`, true},
		{`{"request":{"method":"GET","url":"https://other.test/","url":"https://known.test/"}}`, false},
	} {
		text := strings.TrimSuffix(c.entry, "}") + `,"startedDateTime":"2025-03-14T09:26:53.123Z","time":3}`
		full := decode(t, text)
		if wanted(full.URL, full.Server) != c.full {
			t.Errorf("%s: the test is wrong", c.entry)
		}
		quick, err := har.DecodeEntry(timeline.Position{}, []byte(text), nil, wanted)
		if err != nil || quick.URL != full.URL || quick.Start != full.Start || quick.Grain != full.Grain || (quick.Method == "GET") != c.full {
			t.Errorf("%s: %+v, %v", c.entry, quick, err)
		}
	}
}
