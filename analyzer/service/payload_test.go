package service_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
)

func image(size int) string { return base64.StdEncoding.EncodeToString(make([]byte, size)) }

func createTask(task string) *timeline.Exchange {
	return post(capMonster+"/createTask", `{"clientKey":"`+key+`","task":`+task+`}`, `{"errorId":0,"taskId":7}`)
}

func inPHP(parameters string) *timeline.Exchange {
	return post(twoCaptcha+"/in.php", "key="+key+"&"+parameters, "OK|7")
}

func TestImage(t *testing.T) {
	wrapped := strings.Join(strings.SplitAfter(image(100), "AAAA"), `\r\n`)
	for _, c := range []struct {
		name string
		x    *timeline.Exchange
		want int64
	}{
		{"no image", createTask(`{"type":"T"}`), -1},
		{"empty", createTask(`{"body":""}`), 0},
		{"not a string", createTask(`{"body":7}`), -1},
		{"99 bytes", createTask(`{"body":"` + image(99) + `"}`), 99},
		{"100 bytes", createTask(`{"body":"` + image(100) + `"}`), 100},
		{"101 bytes", createTask(`{"body":"` + image(101) + `"}`), 101},
		{"50000 bytes", createTask(`{"body":"` + image(50_000) + `"}`), 50_000},
		{"data URL", createTask(`{"body":"data:image/png;base64,` + image(100) + `"}`), 100},
		{"line breaks", createTask(`{"body":"` + wrapped + `"}`), 100},
		{"no padding", createTask(`{"body":"` + strings.TrimRight(image(100), "=") + `"}`), 100},
		{"escaped slashes", createTask(`{"body":"\/\/\/\/"}`), 3},
		{"the largest of several", createTask(`{"imagesBase64":["` + image(9) + `","` + image(300) + `","` + image(5) + `"]}`), 300},
		{"one in place of several", createTask(`{"imagesBase64":"` + image(9) + `"}`), 9},
		{"form", inPHP("method=base64&body=" + strings.ReplaceAll(image(100), "=", "%3D")), 100},
		{"form that is not encoded", inPHP("method=base64&body=++++"), 3},
		{"form with a data URL that is not encoded", inPHP("method=base64&body=data:image/png;base64," + image(100)), 100},
		{"JSON to in.php", post(twoCaptcha+"/in.php", `{"key":"`+key+`","body":"`+image(100)+`"}`, "OK|7"), 100},
		{"file", post(twoCaptcha+"/in.php", multipart("x", "key", key, "@file", "\r\n\x89PNG\r\n--\r\n"), "OK|7"), 12},
		{"empty file", post(twoCaptcha+"/in.php", multipart("x", "key", key, "@file", ""), "OK|7"), 0},
		{"form without one", inPHP("method=userrecaptcha"), -1},
	} {
		if p := readOne(t, c.x).Payload; p == nil || p.Image != c.want {
			t.Errorf("%s: %+v, want %d bytes", c.name, p, c.want)
		}
	}
}

func TestNoCache(t *testing.T) {
	withKey := func(key string) *timeline.Exchange {
		return post(capMonster+"/createTask", `{"clientKey":"`+key+`","task":{}}`, "")
	}
	for _, c := range []struct {
		name string
		x    *timeline.Exchange
		want bool
	}{
		{"no", createTask(`{}`), false},
		{"field", createTask(`{"nocache":true}`), true},
		{"field as text", createTask(`{"nocache":"true"}`), true},
		{"field as number", createTask(`{"nocache":1}`), true},
		{"field that says no", createTask(`{"nocache":false}`), false},
		{"suffix", withKey(key + "__nocache"), true},
		{"suffix among others", withKey(key + "__yandex__nocache__recognizingthreshold_70"), true},
		{"another suffix", withKey(key + "__nocache_not"), false},
		{"parameter", inPHP("nocache=1"), true},
		{"parameter that says no", inPHP("nocache=0"), false},
		{"suffix by in.php", post(twoCaptcha+"/in.php", "key="+key+"__nocache", "OK|7"), true},
	} {
		if p := readOne(t, c.x).Payload; p == nil || p.NoCache != c.want {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
}

func TestCallback(t *testing.T) {
	withURL := func(url string) *timeline.Exchange {
		return post(capMonster+"/createTask", `{"clientKey":"k","task":{},"callbackUrl":`+url+`}`, "")
	}
	for _, c := range []struct {
		name string
		x    *timeline.Exchange
		want bool
	}{
		{"none", createTask(`{}`), false},
		{"URL", withURL(`"https://example.test/"`), true},
		{"empty", withURL(`""`), false},
		{"null", withURL(`null`), false},
		{"in the task", createTask(`{"callbackUrl":"https://example.test/"}`), false},
		{"pingback", inPHP("pingback=http%3A%2F%2Fexample.test"), true},
		{"empty pingback", inPHP("pingback="), false},
	} {
		if p := readOne(t, c.x).Payload; p == nil || p.Callback != c.want {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
}

// A type has the shape of a name; whatever else stands there may be a key.
func TestType(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"RecaptchaV2EnterpriseTaskProxyless", "RecaptchaV2EnterpriseTaskProxyless"},
		{"geetest_v4", "geetest_v4"},
		{"", ""},
		{key, ""},
		{"ImageToTextTask " + key, ""},
		{strings.Repeat("a", 65), ""},
		{"a\x1b[31m", ""},
	} {
		for _, x := range []*timeline.Exchange{createTask(fmt.Sprintf(`{"type":%s}`, quoted(c.text))), inPHP("method=" + escape(c.text))} {
			if p := readOne(t, x).Payload; p == nil || p.Type != c.want {
				t.Errorf("%q: %+v", c.text, p)
			}
		}
	}
}

func quoted(s string) string { return `"` + strings.ReplaceAll(s, "\x1b", `\u001b`) + `"` }

// Tasks with one proxy have the same one, however its fields are written.
func TestProxy(t *testing.T) {
	const fields = `{"proxyType":"http","proxyAddress":"proxy.test","proxyPort":8080,"proxyLogin":"me","proxyPassword":"p"}`
	for _, c := range []struct {
		name string
		a, b *timeline.Exchange
		same bool
	}{
		{"the same", createTask(fields), createTask(fields), true},
		{"port in quotes", createTask(fields), createTask(strings.Replace(fields, "8080", `"8080"`, 1)), true},
		{"capitals", createTask(fields), createTask(strings.Replace(strings.Replace(fields, "http", "HTTP", 1), "proxy.test", "Proxy.Test", 1)), true},
		{"another password", createTask(fields), createTask(strings.Replace(fields, `"p"`, `"q"`, 1)), false},
		{"another port", createTask(fields), createTask(strings.Replace(fields, "8080", "8081", 1)), false},
		{"another login", createTask(fields), createTask(strings.Replace(fields, "me", "you", 1)), false},
		{"another kind", createTask(fields), createTask(strings.Replace(fields, "http", "socks5", 1)), false},
		{"string", createTask(`{"proxy":"http:1.2.3.4:80:me:p"}`), createTask(`{"proxy":"http:1.2.3.4:80:me:p"}`), true},
		{"another string", createTask(`{"proxy":"http:1.2.3.4:80"}`), createTask(`{"proxy":"http:1.2.3.4:81"}`), false},
		{"in.php", inPHP("proxytype=HTTP&proxy=me:p@1.2.3.4:80"), inPHP("proxytype=http&proxy=me:p%401.2.3.4:80"), true},
	} {
		a, b := readOne(t, c.a).Proxy, readOne(t, c.b).Proxy
		if a.IsZero() || b.IsZero() || (a == b) != c.same {
			t.Errorf("%s: same is %v", c.name, a == b)
		}
	}
	for _, x := range []*timeline.Exchange{createTask(`{"proxyType":"http","proxyPort":80}`), createTask(`{"proxy":null}`), inPHP("proxytype=HTTP")} {
		if p := readOne(t, x).Proxy; !p.IsZero() {
			t.Errorf("%s: a proxy without an address", x.RequestBody.Bytes)
		}
	}
}
