package redact_test

import (
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
		{"a proxy", `{"task":{"proxyAddress":"8.8.8.8","proxyLogin":"me","proxyPassword":"p4ss","proxyPort":80}}`, `{"task":{"proxyAddress":"198.51.100.1","proxyLogin":"x2","proxyPassword":"x0x3","proxyPort":80}}`},
		{"JSON in JSON", `{"body":"{\"clientKey\":\"` + key + `\"}"}`, `{"body":"{\"clientKey\":\"00000000000000000000000000000001\"}"}`},
		{"a form", "key=" + key + "&proxy=me:pw1@8.8.8.8:80&method=post", "key=00000000000000000000000000000001&proxy=x2%3Axx3%40198.51.100.1%3A80&method=post"},
		{"parts of a form", "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n" + key + "\r\n--b--", "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n00000000000000000000000000000001\r\n--b--"},
		{"nothing", `{"taskId":123,"websiteKey":"6Le"}`, `{"taskId":123,"websiteKey":"6Le"}`},
		{"no JSON after all", `{"clientKey":"` + key, `{"xxxxxxXxx":"0000000000xxxxxx0000000000xxxxx1`},
		{"a placeholder that the user has left", `{"clientKey":"YOUR_API_KEY"}`, `{"clientKey":"YOUR_API_KEY"}`},
		{"what nobody knows", `{"comment":"call me 555","taskId":"` + key + `","phone":15552846081899}`, `{"comment":"xxxx xx 001","taskId":"00000000000000000000000000000002","phone":10000000000003}`},
		{"pages", `{"websiteURL":"https://me:pw@shop.example/login?session=abc#x"}`, `{"websiteURL":"https://shop.example/login?xxxxxxx=xxx#1"}`},
		{"an image", `{"body":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}`, `{"body":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABXXXXXXXxXxX1"}`},
		{"parts of proxies", `{"proxy":"8.8.8.8:80:me:pw!1"}`, `{"proxy":"198.51.100.1:80:x2:xx!3"}`},
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

func FuzzExchange(f *testing.F) {
	f.Add("https://h/?key=a&b=%", `{"clientKey":"x"}`, "OK|x")
	f.Fuzz(func(t *testing.T, url, body, answer string) {
		x := timeline.Exchange{URL: url, RequestBody: timeline.Body{Bytes: []byte(body), Shown: true}, ResponseBody: timeline.Body{Bytes: []byte(answer), Shown: true}}
		redact.New(nil).Exchange(&x)
	})
}
