package service_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// flawsOf names the flaws of a call, in the order of their numbers.
func flawsOf(c timeline.Call) string {
	var names []string
	for f := timeline.Flaw(0); f < 64; f++ {
		if c.Flaws.Has(f) {
			names = append(names, f.String())
		}
	}
	return strings.Join(names, " ")
}

const goodKey = "0123456789abcdef0123456789abcdef"

// task makes a createTask request to CapMonster Cloud with these members.
func task(members string) *timeline.Exchange {
	return post(capMonster+"/createTask", `{"clientKey":"`+goodKey+`","task":{`+members+`}}`, `{"errorId":0,"taskId":7}`)
}

const page = `"type":"RecaptchaV2Task","websiteURL":"https://x.test/","websiteKey":"k"`

// picture is a PNG of so many pixels, as far as its head tells.
func picture(width, height int) string {
	head := fmt.Sprintf("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR%s%s", bytesOf(width), bytesOf(height))
	return base64.StdEncoding.EncodeToString([]byte(head + strings.Repeat("x", 200)))
}

func bytesOf(n int) string {
	return string([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}

func TestFlaws(t *testing.T) {
	image := func(text string) *timeline.Exchange { return task(`"type":"ImageToTextTask","body":"` + text + `"`) }
	proxied := func(members string) *timeline.Exchange { return task(page + `,` + members) }
	const proxy = `"proxyType":"http","proxyAddress":"203.0.113.7","proxyPort":8080`
	poll := func(id string) *timeline.Exchange {
		return post(capMonster+"/getTaskResult", `{"clientKey":"`+goodKey+`","taskId":`+id+`}`, "{}")
	}
	send := func(query string) *timeline.Exchange { return get(twoCaptcha+"/in.php?key="+goodKey+"&"+query, "OK|7") }
	with := func(x *timeline.Exchange, change func(*timeline.Exchange)) *timeline.Exchange { change(x); return x }
	header := func(name, value string) func(*timeline.Exchange) {
		return func(x *timeline.Exchange) {
			x.RequestHeaders = append(x.RequestHeaders, timeline.Header{Name: name, Value: value})
		}
	}
	for _, c := range []struct {
		name string
		x    *timeline.Exchange
		want string
	}{
		{"nothing", task(page), ""},
		{"a proxy in order", proxied(proxy), ""},
		{"an image in order", image(picture(200, 80)), ""},

		{"blank before the key", post(capMonster+"/getBalance", `{"clientKey":" abc"}`, ""), "key-malformed"},
		{"line break behind the key", post(capMonster+"/getBalance", `{"clientKey":"abc\n"}`, ""), "key-malformed"},
		{"quotes around the key", post(capMonster+"/getBalance", `{"clientKey":"\"abc\""}`, ""), "key-malformed"},
		{"Bearer", post(capMonster+"/getBalance", `{"clientKey":"Bearer abc"}`, ""), "key-malformed"},
		{"31 characters at 2Captcha", get(twoCaptcha+"/res.php?action=getbalance&key="+goodKey[1:], ""), "key-malformed"},
		{"32 characters", get(twoCaptcha+"/res.php?action=getbalance&key="+goodKey, ""), ""},
		{"options behind the key", post(capMonster+"/getBalance", `{"clientKey":"abc__nocache__amazon__recognizingthreshold_100"}`, ""), ""},
		{"unknown option", post(capMonster+"/getBalance", `{"clientKey":"abc__fast"}`, ""), "key-suffix-invalid"},
		{"threshold over 100", post(capMonster+"/getBalance", `{"clientKey":"abc__recognizingthreshold_101"}`, ""), "key-suffix-invalid"},
		{"two modules", post(capMonster+"/getBalance", `{"clientKey":"abc__amazon__apple"}`, ""), "key-suffix-invalid"},
		{"one underscore", post(capMonster+"/getBalance", `{"clientKey":"abc_nocache"}`, ""), "key-suffix-invalid"},
		{"key in the URL", post(capMonster+"/getBalance?clientKey=abc", `{"clientKey":"abc"}`, ""), "key-in-url"},
		{"key in a header", with(post(capMonster+"/getBalance", `{}`, ""), header("clientKey", "abc")), "key-in-header"},
		{"key over http", post("http://api.capmonster.cloud/getBalance", `{"clientKey":"abc"}`, ""), "key-over-http"},
		{"in.php over http", get("http://2captcha.com/res.php?action=getbalance&key="+goodKey, ""), ""},

		{"GET", with(poll("7"), func(x *timeline.Exchange) { x.Method = "PUT" }), "method-wrong"},
		{"form", with(post(capMonster+"/getBalance", "clientKey=abc", ""), header("Content-Type", "application/x-www-form-urlencoded")), "content-type-wrong"},
		{"no content type", post(capMonster+"/getBalance", `{"clientKey":"abc"}`, ""), ""},
		{"text/plain", with(post(capMonster+"/getBalance", `{"clientKey":"abc"}`, ""), header("Content-Type", "text/plain; charset=utf-8")), ""},
		{"key of the other dialect", post(capMonster+"/getBalance", `{"key":"abc"}`, ""), "dialect-mixed"},
		{"and the other way round", get(twoCaptcha+"/res.php?action=getbalance&clientKey=abc", ""), "dialect-mixed"},
		{"softId as text", post(capMonster+"/createTask", `{"clientKey":"abc","softId":"55","task":{`+page+`}}`, ""), "soft-id-wrong"},
		{"softId in the task", proxied(`"softId":55`), "soft-id-wrong"},
		{"page with parameters, not encoded", send("method=userrecaptcha&googlekey=k&pageurl=http://x.test/?a=1&b=2"), "query-unencoded"},
		{"page with one parameter, not encoded", send("method=userrecaptcha&pageurl=http://x.test/?a=1&googlekey=k"), ""},
		{"page, encoded", send("method=userrecaptcha&googlekey=k&pageurl=http%3A%2F%2Fx.test%2F%3Fa%3D1%26b%3D2"), ""},

		{"task 0", poll("0"), "task-id-invalid"},
		{"task null", poll("null"), "task-id-invalid"},
		{"task undefined", poll(`"undefined"`), "task-id-invalid"},
		{"an error for an id", get(twoCaptcha+"/res.php?action=get&key="+goodKey+"&id=ERROR_ZERO_BALANCE", ""), "task-id-invalid"},
		{"digits", poll("7"), ""},
		{"digits as text", poll(`"70000000001"`), ""},
		{"UUID", post("https://api.capsolver.com/getTaskResult", `{"clientKey":"abc","taskId":"61138bb6-19fb-11ec-a9c8-0242ac110006"}`, "{}"), ""},

		{"no task", post(capMonster+"/createTask", `{"clientKey":"abc"}`, ""), "task-absent"},
		{"task as text", post(capMonster+"/createTask", `{"clientKey":"abc","task":"{}"}`, ""), "task-absent"},
		{"unknown type", task(`"type":"recaptchav2task"`), "type-unknown"},
		{"old type", task(`"type":"NoCaptchaTaskProxyless","websiteURL":"https://x.test/","websiteKey":"k"`), ""},
		{"a type of another service", post("https://api.2captcha.com/createTask", `{"clientKey":"`+goodKey+`","task":{"type":"AnyTask"}}`, ""), ""},
		{"no site key", task(`"type":"RecaptchaV2Task","websiteURL":"https://x.test/"`), "field-missing"},
		{"empty site key", task(`"type":"RecaptchaV2Task","websiteURL":"https://x.test/","websiteKey":""`), "field-missing"},
		{"altcha may leave it empty", task(`"type":"CustomTask","class":"altcha","websiteURL":"https://x.test/","websiteKey":"","metadata":{"challenge":1,"iterations":1,"salt":1,"signature":1}`), ""},
		{"one of three forms", task(`"type":"AmazonTask","websiteURL":"https://x.test/","challengeScript":"s","context":"","iv":""`), ""},
		{"none of three forms", task(`"type":"AmazonTask","websiteURL":"https://x.test/"`), "field-missing"},
		{"class that nobody knows", task(`"type":"CustomTask","class":"Newest"`), ""},
		{"parameter of in.php", send("method=userrecaptcha&googlekey=k"), "field-missing"},
		{"one of two parameters", send("method=grid&body=" + strings.ReplaceAll(picture(9, 9), "+", "%2B") + "&textinstructions=cars"), ""},
		{"method that nobody knows", send("method=newest"), ""},
		{"host for a page", task(`"type":"RecaptchaV2Task","websiteURL":"x.test","websiteKey":"k"`), "url-scheme"},
		{"host for a page in in.php", send("method=userrecaptcha&googlekey=k&pageurl=x.test"), "url-scheme"},
		{"nocache for reCAPTCHA", proxied(`"nocache":true`), ""},
		{"nocache for an image", task(`"type":"ImageToTextTask","nocache":true,"body":"` + picture(9, 9) + `"`), "nocache-unfit"},
		{"nocache behind the key", post(capMonster+"/createTask", `{"clientKey":"abc__nocache","task":{"type":"TurnstileTask","websiteURL":"https://x.test/","websiteKey":"k"}}`, ""), "nocache-unfit"},
		{"module for a token", proxied(`"capMonsterModule":"amazon"`), "module-unfit"},
		{"threshold 101", task(`"type":"ImageToTextTask","recognizingThreshold":101,"body":"` + picture(9, 9) + `"`), "module-unfit"},
		{"numeric 2", task(`"type":"ImageToTextTask","numeric":2,"body":"` + picture(9, 9) + `"`), "module-unfit"},
		{"score 0.9", task(`"type":"RecaptchaV3TaskProxyless","websiteURL":"https://x.test/","websiteKey":"k","minScore":0.9`), ""},
		{"score 0.91", task(`"type":"RecaptchaV3TaskProxyless","websiteURL":"https://x.test/","websiteKey":"k","minScore":0.91`), "score-range"},
		{"score 0.09", task(`"type":"RecaptchaV3TaskProxyless","websiteURL":"https://x.test/","websiteKey":"k","minScore":0.09`), "score-range"},
		{"49 tokens", castle("49"), ""},
		{"50 tokens", castle("50"), "count-range"},
		{"no token", castle("0"), "count-range"},
		{"140 characters", send("method=textcaptcha&textcaptcha=x&textinstructions=" + strings.Repeat("x", 140)), ""},
		{"141 characters", send("method=textcaptcha&textcaptcha=x&textinstructions=" + strings.Repeat("x", 141)), "instructions-long"},
		{"callback to localhost", post(capMonster+"/createTask", `{"clientKey":"abc","callbackUrl":"http://localhost/x","task":{`+page+`}}`, ""), "callback-invalid"},
		{"callback without a scheme", post(capMonster+"/createTask", `{"clientKey":"abc","callbackUrl":"x.test/x","task":{`+page+`}}`, ""), "callback-invalid"},
		{"callback in order", post(capMonster+"/createTask", `{"clientKey":"abc","callbackUrl":"https://x.test/x","task":{`+page+`}}`, ""), ""},
		{"user agent of a phone", proxied(`"userAgent":"Mozilla/5.0 (iPhone) Safari/604.1"`), "user-agent-unfit"},
		{"user agent in order", proxied(`"userAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0.0.0 Safari/537.36"`), ""},

		{"images and their addresses", task(`"type":"ComplexImageTask","class":"recaptcha","metadata":{"Grid":"3x3","Task":"cars"},"imageUrls":["https://x.test/"],"imagesBase64":["` + picture(9, 9) + `"]`), "image-source"},
		{"no question", task(`"type":"ComplexImageTask","class":"recaptcha","metadata":{"Grid":"3x3"},"imageUrls":["https://x.test/"]`), "image-source"},
		{"one image of two", task(`"type":"ComplexImageTask","class":"recognition","metadata":{"Task":"oocl_rotate_new"},"imagesBase64":["` + picture(9, 9) + `"]`), "image-count"},
		{"data: before an image", image("data:image/png;base64," + picture(9, 9)), "image-data-uri"},
		{"line break in an image", image(picture(9, 9)[:40] + `\n` + picture(9, 9)[40:]), "image-line-breaks"},
		{"an error page for an image", image(base64.StdEncoding.EncodeToString([]byte("<!DOCTYPE html><html>"))), "image-not-base64"},
		{"no Base64", image("{not an image}"), "image-not-base64"},
		{"WebP", image(base64.StdEncoding.EncodeToString([]byte("RIFF....WEBPVP8 "))), "image-type-unfit"},
		{"a sound", task(`"type":"AudioTask","body":"` + base64.StdEncoding.EncodeToString([]byte("ID3....")) + `"`), "type-unknown"},

		{"proxy without port", proxied(`"proxyType":"http","proxyAddress":"203.0.113.7"`), "proxy-incomplete"},
		{"no proxy for DataDome", task(`"type":"CustomTask","class":"DataDome","websiteURL":"https://x.test/","metadata":{"captchaUrl":"u","datadomeCookie":"c"}`), "proxy-missing"},
		{"proxy at home", proxied(`"proxyType":"http","proxyAddress":"192.168.1.7","proxyPort":8080`), "proxy-private"},
		{"proxy at home in in.php", send("method=userrecaptcha&googlekey=k&pageurl=https://x.test&proxytype=HTTP&proxy=me:p@127.0.0.1:80"), "proxy-private"},
		{"proxy by name", proxied(`"proxyType":"http","proxyAddress":"proxy.example","proxyPort":8080`), "proxy-hostname"},
		{"percent sign in the password", proxied(proxy + `,"proxyLogin":"me","proxyPassword":"p%40"`), "proxy-percent"},
		{"proxy of another kind", proxied(`"proxyType":"ssh","proxyAddress":"203.0.113.7","proxyPort":8080`), "proxy-type-unfit"},
		{"port 65536", proxied(`"proxyType":"http","proxyAddress":"203.0.113.7","proxyPort":65536`), "proxy-type-unfit"},
		{"port 65535 as text", proxied(`"proxyType":"SOCKS5","proxyAddress":"203.0.113.7","proxyPort":"65535"`), ""},
		{"proxy for an image", task(`"type":"ImageToTextTask","body":"` + picture(9, 9) + `",` + proxy), "proxy-not-taken"},
	} {
		if got := flawsOf(readOne(t, c.x)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// The answer to several ids has as many parts.
func TestAnswersMissed(t *testing.T) {
	for answer, want := range map[string]string{"OK|a|b": "", "OK|a|b|c": "answers-missed", "OK|a": "answers-missed", "ERROR_WRONG_USER_KEY": ""} {
		x := get(twoCaptcha+"/res.php?action=get&key="+goodKey+"&ids=1,2", answer)
		d, err := service.NewDirectory(nil)
		if err != nil {
			t.Fatal(err)
		}
		calls, _ := d.Read(x, nil)
		if got := flawsOf(calls[0]); len(calls) != 2 || got != want {
			t.Errorf("%s: %d calls, %q, want %q", answer, len(calls), got, want)
		}
	}
}

func castle(count string) *timeline.Exchange {
	return task(`"type":"CustomTask","class":"Castle","websiteURL":"https://x.test/","websiteKey":"k","metadata":{"wUrl":"w","swUrl":"s","count":` + count + `}`)
}

// The longer side of a picture is found in its head.
func TestSide(t *testing.T) {
	gif := base64.StdEncoding.EncodeToString([]byte("GIF89a\x2c\x01\xc8\x00" + strings.Repeat("x", 100)))
	jpeg := base64.StdEncoding.EncodeToString([]byte("\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x01\x2c\x00\xc8" + strings.Repeat("x", 100)))
	for name, c := range map[string]struct {
		text string
		want int32
	}{
		"PNG, wide": {picture(1001, 20), 1001}, "PNG, high": {picture(20, 1002), 1002},
		"GIF": {gif, 300}, "JPEG": {jpeg, 300}, "something else": {base64.StdEncoding.EncodeToString([]byte("BM" + strings.Repeat("x", 100))), 0},
	} {
		call := readOne(t, task(`"type":"ImageToTextTask","body":"`+c.text+`"`))
		if call.Payload.Side != c.want {
			t.Errorf("%s: %d, want %d", name, call.Payload.Side, c.want)
		}
	}
}
