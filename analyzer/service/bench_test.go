package service_test

import (
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// typical are exchanges of the kinds that recordings are full of.
func typical() []named {
	recorded := func(x *timeline.Exchange) *timeline.Exchange {
		x.Client, x.Start = "10.20.12.36", 1
		x.RequestHeaders = []timeline.Header{
			{Name: "Host", Value: "api.capmonster.cloud"}, {Name: "User-Agent", Value: "okhttp/4.12.0"}, {Name: "Content-Type", Value: "application/json"},
			{Name: "Accept", Value: "*/*"}, {Name: "Accept-Encoding", Value: "gzip"}, {Name: "Content-Length", Value: "92"},
		}
		x.ResponseHeaders = []timeline.Header{{Name: "Date", Value: "x"}, {Name: "Content-Type", Value: "application/json"}, {Name: "Server", Value: "nginx"}}
		return x
	}
	task := func(members string) *timeline.Exchange {
		return recorded(post(capMonster+"/createTask", `{"clientKey":"`+goodKey+`","task":{`+members+`}}`,
			`{"errorId":0,"errorCode":null,"errorDescription":null,"taskId":407061012}`))
	}
	poll := twoCaptcha + "/res.php?key=" + goodKey + "&action=get&id=73012345678&json=1"
	logged := &timeline.Exchange{Method: "GET", URL: poll, Status: 200, Client: "10.20.12.36", Start: 1}
	const letters = "iVBORw0KGgoAAAANSUhEUgAAASwAAACWCAYAAABkW7XSAAAAAXNSR0IArs4c6QAAAARn"
	image := task(`"type":"ImageToTextTask","body":"` + strings.Repeat(letters, 60_000/len(letters)) + `"`)
	left := task(`"type":"ImageToTextTask","body":"` + letters + `"`)
	left.RequestBody.Left = []timeline.Left{{
		At: strings.Index(string(left.RequestBody.Bytes), letters) + len(letters), Text: []byte(strings.Repeat(letters, 60_000/len(letters)-1)),
	}}
	form := recorded(post(twoCaptcha+"/in.php", "key="+goodKey+"&method=base64&body="+letters+"&json=1", `{"status":1,"request":"73012345678"}`))
	form.RequestBody.Left = []timeline.Left{{At: strings.Index(string(form.RequestBody.Bytes), "&json"), Text: left.RequestBody.Left[0].Text}}
	return []named{
		{"poll", recorded(post(capMonster+"/getTaskResult", `{"clientKey":"`+goodKey+`","taskId":407061012}`,
			`{"errorId":0,"errorCode":null,"errorDescription":null,"solution":null,"status":"processing"}`))},
		{"php-poll", recorded(get(poll, `{"status":0,"request":"CAPCHA_NOT_READY"}`))},
		{"php-poll-text", get(poll, "CAPCHA_NOT_READY")},
		{"php-poll-log", logged},
		{"create", task(`"type":"RecaptchaV2Task","websiteURL":"https://www.button-prototype.example/login?next=response","websiteKey":"6L82CF80AAAAA34d51460f093acf4216288f370e"`)},
		{"create-proxy", task(`"type":"RecaptchaV2Task","websiteURL":"https://www.button-prototype.example/login?next=response","websiteKey":"6L82CF80AAAAA34d51460f093acf4216288f370e",` +
			`"proxyType":"http","proxyAddress":"203.0.113.7","proxyPort":8080,"proxyLogin":"user7","proxyPassword":"secret","userAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0"`)},
		{"create-image", image},
		{"create-image-left", left},
		{"php-create", recorded(get(twoCaptcha+"/in.php?key="+goodKey+"&method=userrecaptcha&googlekey=6L82CF80AAAAA34d51460f093acf4216288f370e"+
			"&pageurl=https%3A%2F%2Fwww.button-prototype.example%2Flogin%3Fnext%3Dresponse&json=1", `{"status":1,"request":"73012345678"}`))},
		{"php-create-image-left", form},
		{"foreign", get("https://www.example.test/static/app.js?v=17", "")},
	}
}

// A named is an exchange with the name of its kind.
type named struct {
	name string
	x    *timeline.Exchange
}

func BenchmarkRead(b *testing.B) {
	d, err := service.NewDirectory(nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range typical() {
		b.Run(c.name, func(b *testing.B) {
			r := d.Reader()
			var room [1]timeline.Call
			for b.Loop() {
				r.Read(c.x, room[:0])
			}
		})
	}
}

func BenchmarkWanted(b *testing.B) {
	d, err := service.NewDirectory(nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct{ name, url, server string }{
		{"foreign", "https://www.button-prototype.example/static/js/app.min.js?v=1772359200", "203.0.113.10"},
		{"known", capMonster + "/getTaskResult", "203.0.113.10"},
		{"hostless", "/static/js/app.min.js?v=1772359200", ""},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				d.Wanted(c.url, c.server)
			}
		})
	}
}
