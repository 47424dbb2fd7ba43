package service_test

import (
	"encoding/base64"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// leaveOut takes runs of letters out of a body as a parser does: all but the first keep
// letters of those that are long enough, and not all of these.
func leaveOut(r *rand.Rand, text []byte, long, keep int) timeline.Body {
	body := timeline.Body{Shown: true}
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && isBase64(text[end]) {
			end++
		}
		if end-i <= max(long, keep) || r.IntN(4) == 0 {
			end = max(end, i+1)
			body.Bytes = append(body.Bytes, text[i:end]...)
		} else {
			body.Bytes = append(body.Bytes, text[i:i+keep]...)
			body.Left = append(body.Left, timeline.Left{At: len(body.Bytes), Text: text[i+keep : end]})
		}
		i = end
	}
	return body
}

func isBase64(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("+/-_", c) >= 0
}

// sameLeft fails the test unless an exchange means the same with and without runs.
func sameLeft(t *testing.T, d *service.Reader, x *timeline.Exchange, r *rand.Rand) {
	t.Helper()
	want, outcome := d.Read(x, nil)
	without := *x
	long, keep := []int{0, 3, 60, 1024}[r.IntN(4)], []int{0, 1, 4, 64}[r.IntN(4)]
	without.RequestBody = leaveOut(r, x.RequestBody.Bytes, long, keep)
	without.ResponseBody = leaveOut(r, x.ResponseBody.Bytes, long, keep)
	got, again := d.Read(&without, nil)
	if outcome != again || !slices.EqualFunc(want, got, sameCall) {
		t.Errorf("%s %s\n%q\n%q\n%q %+v:\ngot  %+v\nwant %+v", x.Method, x.URL, x.RequestBody.Bytes, x.ResponseBody.Bytes,
			without.RequestBody.Bytes, without.RequestBody.Left, got, want)
	}
}

func sameCall(a, b timeline.Call) bool {
	if (a.Payload == nil) != (b.Payload == nil) || a.Payload != nil && *a.Payload != *b.Payload {
		return false
	}
	a.Payload, b.Payload = nil, nil
	return a == b
}

// A picture of a camera has its size behind another picture.
func photo() string {
	head := "\xff\xd8\xff\xe1\x0f\xff" + strings.Repeat("thumbnail", 455) + "12"
	return base64.StdEncoding.EncodeToString([]byte(head + "\xff\xc0\x00\x11\x08\x02\x00\x05\x00" + strings.Repeat("x", 3000)))
}

func token(r *rand.Rand) string {
	raw := make([]byte, r.IntN(3000))
	for i := range raw {
		raw[i] = byte(r.Uint32())
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// long makes exchanges with long runs in all kinds of places.
func long(r *rand.Rand) *timeline.Exchange {
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	image := pick(picture(300, 1200), photo(), token(r), "data:image/png;base64,"+picture(7, 7), "data:"+token(r), picture(2, 2)+`\n`+photo(), `\u0041`+token(r))
	text := pick(`{"errorId":0,"status":"ready","solution":{"gRecaptchaResponse":"`+token(r)+`"}}`, `{"status":1,"request":"`+token(r)+`"}`,
		"OK|"+token(r), "OK|"+token(r)+"|"+token(r), token(r), `{"errorId":1,"errorCode":"`+token(r)+`"}`, `{"taskId":"`+token(r)+`"}`, `{"`+token(r)+`":1}`)
	switch r.IntN(4) {
	case 0:
		return get(twoCaptcha+pick("/in.php", "/res.php")+"?key="+goodKey+"&id="+pick("7", token(r))+"&action="+pick("get", "reportbad"), text)
	case 1:
		form := pick("key=", "body=&key=", "bod%79=x&key=", "a&body=&key=") + goodKey + "&method=base64&body=" + pick(image, url.QueryEscape(image)) + pick("", "&body=x", "&json=1", "&textinstructions="+token(r))
		return post(twoCaptcha+"/in.php"+pick("", "", "?body=x", "?a=%2B"), pick(form, form, " "+form, multipart("b", "key", goodKey, "body", image), `{"key":"`+goodKey+`","body":"`+image+`"}`), text)
	case 2:
		return post(capMonster+"/getTaskResult", `{"clientKey":"`+pick(goodKey, token(r))+`","taskId":`+pick("7", `"`+token(r)+`"`, token(r))+`}`, text)
	default:
		return task(pick(`"type":"ImageToTextTask","body":"`+image+`"`, `"type":"`+token(r)+`","image":"`+image+`"`,
			`"type":"ComplexImageTask","class":"recognition","metadata":{"Task":"bls_3x3","TaskArgument":"`+token(r)+`"},"imagesBase64":["`+image+`","`+photo()+`"]`,
			`"type":"RecaptchaV2Task","websiteURL":"https://x.test/`+token(r)+`","websiteKey":"`+token(r)+`","proxy":"`+token(r)+`"`,
			`"type":"GeeTestTask","challenge":"`+token(r)+`"`, page+`,"proxyType":"http","proxyAddress":"`+token(r)+`","proxyPort":1`))
	}
}

// Whether a parser leaves runs out changes nothing.
func TestLeft(t *testing.T) {
	d := directory(t).Reader()
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		sameLeft(t, d, long(r), r)
	}
}

func FuzzLeft(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		x := long(r)
		f.Add(x.URL, x.RequestBody.Bytes, x.ResponseBody.Bytes, uint64(1))
	}
	d := directory(f).Reader()
	f.Fuzz(func(t *testing.T, url string, request, response []byte, seed uint64) {
		x := post(url, string(request), string(response))
		if seed%2 == 0 {
			x.Method = "GET"
		}
		sameLeft(t, d, x, rand.New(rand.NewPCG(seed, 0)))
	})
}

// inBuffer returns an exchange whose strings and bodies lie in a buffer, as those of
// parsers do.
func inBuffer(x *timeline.Exchange, buffer []byte) (timeline.Exchange, []byte) {
	y := *x
	put := func(text []byte) []byte {
		begin := len(buffer)
		buffer = append(buffer, text...)
		return buffer[begin:len(buffer):len(buffer)]
	}
	for _, s := range []*string{&y.Client, &y.Server, &y.Method, &y.URL} {
		b := put([]byte(*s))
		*s = unsafe.String(unsafe.SliceData(b), len(b))
	}
	y.RequestBody.Bytes, y.ResponseBody.Bytes = put(y.RequestBody.Bytes), put(y.ResponseBody.Bytes)
	return y, buffer
}

// A parser uses its buffer again once an exchange was read: nothing that a reader
// returns or remembers may point into it.
func TestNothingKept(t *testing.T) {
	d, other := directory(t).Reader(), directory(t).Reader()
	r := rand.New(rand.NewPCG(1, 2))
	room := make([]byte, 0, 1<<20)
	for range 1000 {
		x := long(r)
		x.Client = "10.0.0.1"
		want, _ := other.Read(x, nil)
		y, buffer := inBuffer(x, room)
		got, _ := d.Read(&y, nil)
		host := service.Host(y.URL)
		for i := range buffer {
			buffer[i] = '!'
		}
		if !slices.EqualFunc(want, got, sameCall) || host != service.Host(x.URL) {
			t.Fatalf("%s %s %q: got %+v, want %+v", x.Method, x.URL, x.RequestBody.Bytes, got, want)
		}
		if again, _ := d.Read(x, nil); !slices.EqualFunc(want, again, sameCall) {
			t.Fatalf("%s %s %q: remembered %+v, want %+v", x.Method, x.URL, x.RequestBody.Bytes, again, want)
		}
	}
}
