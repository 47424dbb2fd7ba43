package redact_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/redact"
	"github.com/banlint/banlint/analyzer/timeline"
)

// replaced is a request's body without its secrets.
func replaced(r *redact.Redactor, body string) string {
	x := timeline.Exchange{URL: "https://api.example/createTask", RequestBody: timeline.Body{Bytes: []byte(body), Shown: true}}
	r.Exchange(&x)
	return string(x.RequestBody.Bytes)
}

func TestBodies(t *testing.T) {
	const key = "0123456789abcdef0123456789abcdef"
	for _, test := range []struct{ name, body, want string }{
		{"a key, and its options", `{"clientKey":"` + key + `__nocache"}`, `{"clientKey":"00000000000000000000000000000001__nocache"}`},
		{"equal ones and others", `[{"key":"abc1"},{"key":"abc2"},{"key":"abc1"}]`, `[{"key":"0001"},{"key":"0002"},{"key":"0001"}]`},
		{"of another shape", `{"password":"Se-cret 9"}`, `{"password":"Xx-xxxx 1"}`},
		{"a proxy", `{"task":{"proxyAddress":"8.8.8.8","proxyLogin":"me","proxyPassword":"p4ss","proxyPort":80}}`, `{"task":{"proxyAddress":"198.51.100.1","proxyLogin":"x1","proxyPassword":"x0x2","proxyPort":80}}`},
		{"JSON in JSON", `{"body":"{\"clientKey\":\"` + key + `\"}"}`, `{"body":"{\"clientKey\":\"00000000000000000000000000000001\"}"}`},
		{"a form", "key=" + key + "&proxy=me:pw1@8.8.8.8:80&method=post", "key=00000000000000000000000000000001&proxy=x2%3Axx3%40198.51.100.1%3A80&method=post"},
		{"parts of a form", "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n" + key + "\r\n--b--", "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n00000000000000000000000000000001\r\n--b--"},
		{"nothing", `{"taskId":123,"websiteKey":"6Le"}`, `{"taskId":123,"websiteKey":"6Le"}`},
		{"no JSON after all", `{"clientKey":"` + key, `{"xxxxxxXxx":"0000000000xxxxxx0000000000xxxxx1`},
		{"a placeholder that the user has left", `{"clientKey":"YOUR_API_KEY"}`, `{"clientKey":"YOUR_API_KEY"}`},
		{"what nobody knows", `{"comment":"call me 555","taskId":"` + key + `","phone":15552846081899}`, `{"comment":"xxxx xx 001","taskId":"00000000000000000000000000000002","phone":10000000000003}`},
		{"pages", `{"websiteURL":"https://me:pw@shop.example/login?session=abc#x"}`, `{"websiteURL":"https://shop.example/login?xxxxxxx=xxx#1"}`},
		{"an image", `{"body":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}`, `{"body":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABXXXXXXXxXxX1"}`},
		{"parts of proxies", `{"proxy":"8.8.8.8:80:me:pw!1"}`, `{"proxy":"198.51.100.1:80:x1:xx!2"}`},
		{"a proxy's host", `{"proxyAddress":"proxy.example","proxy":"socks5://me:pw@proxy.example:1080"}`, `{"proxyAddress":"xxxxx.xxxxxx1","proxy":"socks5://x2:x3@xxxxx.xxxxxx1:1080"}`},
		{"an address that is not reached from outside", `{"proxyAddress":"10.0.0.7"}`, `{"proxyAddress":"10.0.0.7"}`},
		{"JSON in a form", "json=" + url.QueryEscape(`{"clientKey":"abc1"}`), "json=%7B%22clientKey%22%3A%220001%22%7D"},
		{"a form that is cut in an escape", "note=ab%4", "note=xx%1"},
		{"an image as data", `{"body":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}`, `{"body":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABXXXXXXXxXxX1"}`},
		{"an image that is just long enough to be told", `{"body":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB"}`, `{"body":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB"}`},
		{"a placeholder within a key", `{"clientKey":{"value":"YOUR_API_KEY"}}`, `{"clientKey":{"value":"YOUR_API_KEY"}}`},
		{"no solution", `{"solution":{"text":"","tokens":["a1"]}}`, `{"solution":{"text":"","tokens":["01"]}}`},
		{"what is no image", `{"image":"data:text/plain;base64,aGVsbG8="}`, `{"image":"data:text/plain;base64,xXXxxX1="}`},
		{"an image in a form", "method=base64&body=" + url.QueryEscape("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"), "method=base64&body=iVBORw0KGgoAAAANSUhEUgAAAAEAAAABXXXXXXXxXxX1"},
		{"a file", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nGIF89a\x01\x00\x01\x00 and what it shows\r\n--b--", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nGIF89a\x01\x00\x01\x00 and what it sxxx1\r\n--b--"},
		{"a file that is no image", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ndear diary\r\n--b--", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nxxxx xxxx1\r\n--b--"},
		{"header fields in turn", `{"rawHeaders":["Cookie","a=b9","Accept","*/*"]}`, `{"rawHeaders":["Cookie","x=x1","Accept","*/*"]}`},
		{"header fields by name", `{"headers":{"Cookie":"a=b9","Host":"x.example"}}`, `{"headers":{"Cookie":"x=x1","Host":"x.example"}}`},
		{"pairs", `{"params":[{"name":"key","value":"abc1"},{"name":"taskId","value":"123456789012"}]}`, `{"params":[{"name":"key","value":"0001"},{"name":"taskId","value":"123456789012"}]}`},
		{"names that are pieces of a key", `{"c0ffeeb1d2e3a4f5":1,"type":"RecaptchaV2TaskProxyless"}`, `{"0000000000000001":1,"type":"RecaptchaV2TaskProxyless"}`},
		{"a task that is none", `{"taskId":"a4f5968778","ids":["037d2e9a-1b2c-3d4e-5f60-718293a4b5c6"]}`, `{"taskId":"0000000001","ids":["037d2e9a-1b2c-3d4e-5f60-718293a4b5c6"]}`},
		{"all within a key", `{"clientKey":{"value":"{\"a\":\"abc1\"}"}}`, `{"clientKey":{"value":"{\"a\":\"0001\"}"}}`},
		{"a message in a text", `{"request":"POST /in.php HTTP/1.1\r\nCookie: a=b9\r\nno field\r\n\r\nkey=abc1"}`, `{"request":"POST /in.php HTTP/1.1\r\nCookie: x=x2\r\nxx xxxx3\r\n\r\nkey=0001"}`},
		{"an address in a text", `{"text":"https://me:pw@2captcha.com/res.php?key=abc1"}`, `{"text":"https://2captcha.com/res.php?key=0001"}`},
		{"a path that is none", `{"text":"https://2captcha.com/a4f5968778/res.php"}`, `{"text":"https://2captcha.com/0000000001/res.php"}`},
		{"each kind of letter", `{"note":"azAZ09 Ѐ@[{"}`, `{"note":"xxXX01 xx@[{"}`},
		{"a key of letters", `{"clientKey":"abcdefghijklmnopqrstuvwxyzabcdef","key":"abcdefghijklmnopqrstuvwxyzabcde"}`, `{"clientKey":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx1","key":"abcdefghijklmnopqrstuvwxyzabcde"}`},
		{"times", `{"time":"1795230291000000","started":1795230291000,"note":"1795230291000000"}`, `{"time":"1795230291000000","started":1795230291000,"note":"0000000000000001"}`},
		{"numbers", `{"a":73333333333333333333E333,"b":-1234567.25,"c":1e1000000,"d":0.1234567,"e":-77,"f":0e1000000,"g":9234567890123}`, `{"a":10000000000000000001,"b":-1000000.02,"c":1,"d":0.0000003,"e":-77,"f":0,"g":1000000000004}`},
		{"shapes that hold no secret", `{"a":"05ms","b":"95ms","c":"-55","d":"+55","e":"ABC","f":"ZYX","g":"text/plain","h":"POST"}`, `{"a":"05ms","b":"95ms","c":"-55","d":"+55","e":"ABC","f":"ZYX","g":"text/plain","h":"POST"}`},
		{"JSON within a key", `{"clientKey":"{\"a\":\"YOUR_API_KEY\"}"}`, `{"clientKey":"{\"a\":\"YOUR_API_KEY\"}"}`},
		{"Base64 of lines", `{"data":"` + base64.StdEncoding.EncodeToString([]byte("{\"key\":\r\n\t\"abc123\"}\n")) + `"}`, `{"data":"` + base64.StdEncoding.EncodeToString([]byte("{\"key\":\r\n\t\"000001\"}\n")) + `"}`},
		{"Base64 of control characters", `{"data":"` + base64.StdEncoding.EncodeToString([]byte("{\"key\":\x01\"abc1234\"}")) + `"}`, `{"data":"xxXxXXxxXxXxXXXxXXXxXXX1"}`},
		{"Base64 of bytes", `{"data":"/v7+/v7+/v7+/v7+"}`, `{"data":"/x0+/x0+/x0+/x1+"}`},
		{"Base64 of a text", `{"data":"` + base64.StdEncoding.EncodeToString([]byte(`{"key":"abc123"}`)) + `"}`, `{"data":"` + base64.StdEncoding.EncodeToString([]byte(`{"key":"000001"}`)) + `"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := replaced(redact.New(nil), test.body); got != test.want {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestExchange(t *testing.T) {
	const key = "0123456789abcdef0123456789abcdef"
	x := timeline.Exchange{
		URL:            "http://me:pw@2captcha.com/res.php?key=" + key + "&action=get&id=7",
		RequestHeaders: []timeline.Header{{Name: "Cookie", Value: "a=b"}, {Name: "Referer", Value: "https://x/?k=" + key}, {Name: "Host", Value: "2captcha.com"}},
		ResponseBody:   timeline.Body{Bytes: []byte("OK|03AGdBq25-abc"), Shown: true},
	}
	r := redact.New(nil)
	r.Exchange(&x)
	if want := "http://2captcha.com/res.php?key=00000000000000000000000000000001&action=get&id=7"; x.URL != want {
		t.Errorf("got %s, want %s", x.URL, want)
	}
	if x.RequestHeaders[0].Value != "x=2" || x.RequestHeaders[1].Value == "https://x/?k="+key || x.RequestHeaders[2].Value != "2captcha.com" {
		t.Errorf("got %v", x.RequestHeaders)
	}
	if got, want := string(x.ResponseBody.Bytes), "OK|00XXxXx00-xx4"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAddresses(t *testing.T) {
	for _, test := range []struct{ name, url, want string }{
		{"a query without values", "https://2captcha.com/res.php?abcd1234ef&json", "https://2captcha.com/res.php?0000000001&json"},
		{"a path", "/api/v2/createTask/12345678/alice1987", "/api/v2/createTask/12345678/xxxxx0001"},
		{"a fragment", "https://2captcha.com/in.php#alice", "https://2captcha.com/in.php"},
		{"an authority alone", "api.capmonster.cloud:443", "api.capmonster.cloud:443"},
	} {
		x := timeline.Exchange{URL: test.url}
		if redact.New(nil).Exchange(&x); x.URL != test.want {
			t.Errorf("%s: got %s, want %s", test.name, x.URL, test.want)
		}
	}
}

// However many proxies there are, each has an address of its own.
func TestManyProxies(t *testing.T) {
	r, met := redact.New(nil), map[string]bool{}
	for i := range 600 {
		out := replaced(r, fmt.Sprintf(`{"proxyAddress":"8.8.%d.%d"}`, i/200, i%200))
		network := "198.51.100."
		if i >= 255 {
			network = "11."
		}
		if !strings.Contains(out, network) || strings.Contains(out, "8.8.") || met[out] {
			t.Errorf("proxy %d: %s", i, out)
		}
		met[out] = true
	}
	if n := r.Counts["proxy addresses"]; n != 600 {
		t.Errorf("%d were counted", n)
	}
}

// JSON that is none, or is nested in texts more deeply than is looked into, does not come out.
func TestNoJSON(t *testing.T) {
	if got := string(redact.New(nil).JSON([]byte(`{"a":`))); got != "null" {
		t.Error(got)
	}
	text := `"abc1"`
	for range 12 {
		text = `{"text":` + text + `}`
		if len(text) < 60_000 {
			quoted, err := json.Marshal(text)
			if err != nil {
				t.Fatal(err)
			}
			text = string(quoted)
		}
	}
	if got := string(redact.New(nil).JSON([]byte(text))); !json.Valid([]byte(got)) || strings.Contains(got, "abc1") {
		t.Error(got)
	}
}

func TestSolutions(t *testing.T) {
	x := timeline.Exchange{
		URL:          "https://api.capmonster.cloud/getTaskResult",
		ResponseBody: timeline.Body{Bytes: []byte(`{"errorId":0,"status":"ready","solution":{"gRecaptchaResponse":"03AG","cookies":{"a":"xyz"},"n":7}}`), Shown: true},
	}
	redact.New(nil).Exchange(&x)
	if got, want := string(x.ResponseBody.Bytes), `{"errorId":0,"status":"ready","solution":{"gRecaptchaResponse":"00X1","cookies":{"a":"xx2"},"n":7}}`; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// In the dialect of in.php the solution is called request, where it was asked for.
func TestSolutionsAsRequest(t *testing.T) {
	for _, test := range []struct{ query, answer, want string }{
		{"action=get&id=7", `{"status":1,"request":"OK03","cost":"0.002"}`, `{"status":1,"request":"XX01","cost":"0.002"}`},
		{"action=get", `{"status":0,"request":"CAPCHA_NOT_READY"}`, `{"status":0,"request":"CAPCHA_NOT_READY"}`},
		{"action=getbalance", `{"status":1,"request":"12.50"}`, `{"status":1,"request":"12.50"}`},
	} {
		x := timeline.Exchange{URL: "https://2captcha.com/res.php?" + test.query, ResponseBody: timeline.Body{Bytes: []byte(test.answer), Shown: true}}
		if redact.New(nil).Exchange(&x); string(x.ResponseBody.Bytes) != test.want {
			t.Errorf("%s: got %s, want %s", test.query, x.ResponseBody.Bytes, test.want)
		}
	}
}

func FuzzExchange(f *testing.F) {
	f.Add("https://h/?key=a&b=%", `{"clientKey":"x"}`, "OK|x")
	f.Fuzz(func(t *testing.T, url, body, answer string) {
		x := timeline.Exchange{URL: url, RequestBody: timeline.Body{Bytes: []byte(body), Shown: true}, ResponseBody: timeline.Body{Bytes: []byte(answer), Shown: true}}
		redact.New(nil).Exchange(&x)
	})
}

const planted = "f00dfacef00dfacef00dfacef00dface"

// Whatever stands around a key, it does not come out, and JSON stays JSON.
func FuzzJSON(f *testing.F) {
	f.Add("name", "text", `{"a":[1,"b"]}`)
	f.Add("headers", "x", `[["Cookie","a=b"],{"name":"n","value":7}]`)
	f.Add("solution", "OK|1", `{"status":1,"request":"x"}`)
	f.Fuzz(func(t *testing.T, name, text, value string) {
		if !json.Valid([]byte(value)) {
			return
		}
		object, err := json.Marshal(map[string]any{name: text + planted, "more": []any{json.RawMessage(value), map[string]string{"clientKey": planted}}})
		if err != nil {
			return
		}
		out := redact.New(nil).JSON(object)
		if !json.Valid(out) || bytes.Contains(out, []byte(planted)) {
			t.Errorf("%s\nfrom %s", out, object)
		}
	})
}

// Lines stay lines, and a key in one does not come out.
func FuzzLine(f *testing.F) {
	f.Add(`127.0.0.1 - - [21/Nov/2026:03:04:51 +0000] "GET /res.php?key=`, ` HTTP/1.1" 200`)
	f.Add(`{"time":"x","msg":"`, `"}`)
	f.Add(`send: b'{"clientKey": "`, `"}'`)
	f.Add(`"{\x22clientKey\x22:\x22`, `\x22}"`)
	f.Add(`"`, `o==%"t>`)
	f.Fuzz(func(t *testing.T, before, after string) {
		if strings.ContainsAny(before+after, "\r\n") {
			return
		}
		out := string(redact.New(nil).Line([]byte(before + planted + after)))
		if strings.Contains(out, planted) || strings.ContainsAny(out, "\r\n") {
			t.Errorf("%q from %q", out, before+planted+after)
		}
	})
}

func TestLines(t *testing.T) {
	for _, test := range []struct{ name, line, want string }{
		{"access log", `8.8.8.8 - bob [21/Nov/2026:03:04:51 +0000] "POST /createTask HTTP/1.1" 200 35 "https://a.example/b" "python-requests/2.31"`,
			`198.51.100.1 - xx1 [21/Nov/2026:03:04:51 +0000] "POST /createTask HTTP/1.1" 200 35 "https://x.xxxxxxx/2" "python-requests/2.31"`},
		{"nginx with a body", `"{\x22clientKey\x22:\x22abc1\x22,\x22note\x22:\x22hi there\x22}"`, `"{\x22clientKey\x22:\x220001\x22,\x22note\x22:\x22xx xxxx2\x22}"`},
		{"Python's repr", `send: b'{"clientKey": "abc1", "taskId": 7}'`, `send: b'{"clientKey": "0001", "taskId": 7}'`},
		{"JSON log", `{"level":"info","msg":"user bob got ERROR_ZERO_BALANCE","taskId":7}`, `{"level":"info","msg":"xxx1 xx2 xx3 ERROR_ZERO_BALANCE","taskId":7}`},
		{"what was cut", `GET /res.php?key=abcdef1…`, `GET /res.php?key=0000001…`},
		{"phones and numbers", `call +15550123456789 after 123.5 ms`, `xxx1 +00000000000002 xxxx3 123.5 ms`},
		{"JSON among words", `got {"clientKey":"ab\"}1","n":{"m":"c2"},"solution":{"t":"OK"}} {7} [8] it`, `xx1 {"clientKey":"xx\"}2","n":{"m":"03"},"solution":{"t":"X4"}} {7} [8] x5`},
		{"what follows a name", `taskId: RecaptchaV2Task abc77 key: abc78`, `taskId: RecaptchaV2Task 00001 key: 00002`},
		{"values", `note=bar77 taskId=12345678 a=b&key=abc78 rt=0.020`, `note=xxx01 taskId=12345678 a=b&key=00002 rt=0.020`},
		{"a quote alone", `say " 'loud`, `xx1 " 'xxx2`},
		{"parts", `bob/createTask//x/Linux`, `xx1/createTask//x/Xxxx2`},
		{"nothing", ``, ``},
		{"a browser", `"Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0.0.0" "Mozilla/5.0 (Linux; Build/QP1A190711020)"`, `"Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0.0.0" "Mozilla/5.0 (Linux; Build/XX0X000000001)"`},
		{"a proxy", `{"proxy":"me:pw@8.8.8.8:80"} "proxy": "8.8.8.8:80:me:pw"`, `{"proxy":"x1:x2@198.51.100.1:80"} "proxy": "198.51.100.1:80:x1:x2"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			known := func(url string) bool { return strings.Contains(url, "createTask") || strings.HasPrefix(url, "/") }
			if got := string(redact.New(known).Line([]byte(test.line))); got != test.want {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestMessage(t *testing.T) {
	got := string(redact.New(nil).Message([]byte("POST /createTask?k=v1 HTTP/1.1\r\nHost: api.example\r\nCookie: a=b9\r\nContent-Length: 23\r\n\r\n{\"clientKey\":\"abcdef1\"}")))
	if want := "POST /createTask?k=x2 HTTP/1.1\r\nHost: api.example\r\nCookie: x=x3\r\nContent-Length: 23\r\n\r\n{\"clientKey\":\"0000001\"}"; got != want {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
}

func TestMessages(t *testing.T) {
	for _, test := range []struct{ message, want string }{
		{"HTTP/1.1 200 Hello bob7\nContent-Length: 0\nX-Note: hi\n\n", "HTTP/1.1 200 Xxxx1 xxx2\r\nContent-Length: 0\r\nX-Note: x3\r\n\r\n"},
		{"GET /res.php?key=abc1 HTTP/1.1\n\nnote=ab", "GET /res.php?key=0002 HTTP/1.1\r\n\r\nnote=01"},
		{"GET /res.php HTTP/1.1\r\n\r\n\n\nab", "GET /res.php HTTP/1.1\r\n\r\n\n\nx1"},
		{"200", "200\r\n\r\n"},
		{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\nab", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 2\r\n\r\n01"},
	} {
		if got := string(redact.New(nil).Message([]byte(test.message))); got != test.want {
			t.Errorf("\n got %q\nwant %q", got, test.want)
		}
	}
}

// What was replaced is counted, each time.
func TestCounts(t *testing.T) {
	r := redact.New(nil)
	for range 2 {
		replaced(r, `{"clientKey":"abc1","note":"x7 y8","proxyAddress":"8.8.8.8","proxyLogin":"bob"}`)
	}
	got := fmt.Sprint(r.Kinds(), r.Counts["keys"], r.Counts["other texts"], r.Counts["proxy addresses"])
	if want := "[keys other texts proxy addresses] 2 4 2"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Of what nobody knows much is left out, and of a key nothing.
func TestLongTexts(t *testing.T) {
	const most = 1 << 20
	long := strings.Repeat("x ", most/2) + "y7"
	got := replaced(redact.New(nil), `{"note":"`+long[:most]+`","more":"`+long+`","clientKey":"`+long+`"}`)
	var left struct{ Note, More, ClientKey string }
	if err := json.Unmarshal([]byte(got), &left); err != nil || len(left.Note) != most || left.More != left.Note || len(left.ClientKey) != most+2 {
		t.Errorf("%v: %d, %d, %d bytes", err, len(left.Note), len(left.More), len(left.ClientKey))
	}
}

// An address of a service keeps what it asks for.
func TestServiceAddress(t *testing.T) {
	r := redact.New(func(url string) bool { return strings.HasPrefix(url, "https://api.example/") })
	for _, test := range []struct{ url, want string }{
		{"https://api.example/res.php?action=get&key=abc1", "https://api.example/res.php?action=get&key=0001"},
		{"https://shop.example/cart?action=get&key=abc1", "https://shop.example/cart?xxxxxx=xxx&xxx=xxx2"},
	} {
		if got := r.Field("url", test.url); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestHeaders(t *testing.T) {
	r := redact.New(nil)
	for _, test := range []struct{ name, value, want string }{
		{"Content-Type", "application/json; boundary=x", "application/json; boundary=x"}, {"User-Agent", "bot/1 me@mail.example", "bot/1 xx@xxxx.xxxxxx1"},
		{"Host", "ab12cd34", "00000002"}, {"Host", "ab12cd3.example", "ab12cd3.example"}, {"Host", "ab12cd34.example", "00000002.example"}, {"Host", "12345678901234567890", "12345678901234567890"}, {"Host", "123456789012345678901", "000000000000000000003"},
		{"Host", "abcdefghijklmnopqrst123", "abcdefghijklmnopqrst123"}, {"Host", "abcdefghijklmnopqrstu123", "xxxxxxxxxxxxxxxxxxxxx004"}, {"Host", "abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuvwx"},
		{"Authorization", "Basic abc=", "Xxxxx xx5="}, {"X-Count", "17", "17"}, {"Age", "", ""},
	} {
		if got := r.Header(test.name, test.value); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestImage(t *testing.T) {
	const gif = "GIF89a picture"
	coded := base64.StdEncoding.EncodeToString([]byte(gif))
	for _, test := range []struct{ name, body, want string }{
		{"JSON", `{"task":{"body":"` + coded + `"}}`, gif}, {"data URI", `{"task":{"body":"data:image/gif;base64,` + coded + `"}}`, gif},
		{"form", "method=base64&body=" + url.QueryEscape(coded), gif}, {"file", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n" + gif + "\r\n--b--", gif},
		{"file behind another part", "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nabc\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n" + gif + "\r\n--b--", gif},
		{"text", `{"task":{"body":"aGVsbG8gd29ybGQ="}}`, ""}, {"none", `{"task":{}}`, ""},
	} {
		if got, ending := redact.Image([]byte(test.body)); string(got) != test.want || (ending == ".gif") != (test.want != "") {
			t.Errorf("%s: got %q %q", test.name, got, ending)
		}
	}
}
