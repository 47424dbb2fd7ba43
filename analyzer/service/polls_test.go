package service_test

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// asking makes requests about tasks that are much alike, and in some of which the last
// number is no id, or not only that.
func asking(r *rand.Rand) *timeline.Exchange {
	pick := func(texts ...string) string { return one(r, texts...) }
	id := pick("12345", "67890", "73012345678", "0123456", "00000", "7", "123456789012345678901", "1234%35", "")
	answer := pick("CAPCHA_NOT_READY", "", "OK|abcde", "ERROR_WRONG_CAPTCHA_ID", `{"status":0,"request":"CAPCHA_NOT_READY"}`,
		`{"errorId":0,"status":"processing"}`, `{"errorId":0,"status":"ready"}`, `{"errorId":16,"errorCode":"ERROR_NO_SUCH_CAPCHA_ID"}`)
	key := pick(goodKey, "12345678901234567890123456789012")
	query := pick("key="+key+"&action=get&id="+id+pick("", "&json=1", "&json=12345", "#12345", "&x=%31"), "action=get&id="+id+"&key="+key, "id=12345&id="+id+"&key="+key,
		"key="+key+"&ids="+id+pick("", ",67890", ","), "key="+key+"&action=reportbad&id="+id, "key="+id+"&action=getbalance", "key="+key+"&soft_id="+id)
	body := pick(`{"clientKey":"`+key+`","taskId":`+id+`}`, `{"clientKey":"`+key+`","taskId":"`+id+`"}`, `{"taskId":`+id+`,"clientKey":"`+key+`"}`,
		`{"taskId":12345,"clientKey":"`+key+`","taskId":`+id+`}`, `{"clientKey":"`+key+`","taskId":`+id+`.5}`, `{"clientKey":"`+key+`","taskId":1234\u0035,"x":`+id+`}`,
		"clientKey="+key+"&taskId="+id, "key="+key+"&action=get&id="+id)
	x := one(r, get(twoCaptcha+"/res.php?"+query, answer), post(twoCaptcha+"/res.php"+pick("", "?"+query), body, answer),
		post(capMonster+pick("/getTaskResult", "/createTask", "/reportCorrect", "/getTaskResult?taskId="+id), body, answer))
	x.Client, x.Start, x.Took, x.Status = pick("", "10.0.0.1", "10.0.0.2"), timeline.Instant(r.IntN(3)), -1, one(r, 0, 200, 429, 500)
	x.RequestBody.Shown, x.ResponseBody.Shown = r.IntN(4) > 0, r.IntN(4) > 0
	if r.IntN(2) == 0 {
		x.RequestHeaders = []timeline.Header{{Name: "user-agent", Value: "Zennolab.CapMonsterCloud.Client.JS/1.0"}, {Name: "Content-Type", Value: "multipart/form-data; boundary=1"}}
	}
	return x
}

func one[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

// altered returns exchanges that differ from one in a single thing.
func altered(x *timeline.Exchange) (others []*timeline.Exchange) {
	for _, change := range []func(y *timeline.Exchange){
		func(y *timeline.Exchange) { y.Status = 503 },
		func(y *timeline.Exchange) { y.Client = "10.0.0.3" },
		func(y *timeline.Exchange) { y.Server = "65.21.216.235" },
		func(y *timeline.Exchange) { y.Method = "PUT" },
		func(y *timeline.Exchange) { y.Start = 4 - y.Start },
		func(y *timeline.Exchange) { y.Took = 7 },
		func(y *timeline.Exchange) { y.Failed = true },
		func(y *timeline.Exchange) { y.RequestBody.Shown = !y.RequestBody.Shown },
		func(y *timeline.Exchange) { y.RequestBody.Cut = true },
		func(y *timeline.Exchange) { y.ResponseBody.Shown = !y.ResponseBody.Shown },
		func(y *timeline.Exchange) { y.ResponseBody.Cut = true },
		func(y *timeline.Exchange) { y.ResponseBody.Bytes = []byte("ERROR_KEY_DOES_NOT_EXIST") },
		func(y *timeline.Exchange) {
			y.RequestHeaders = []timeline.Header{{Name: "User-Agent", Value: "Zennolab.CapMonsterCloud.Client.JS/1.0"}}
		},
		func(y *timeline.Exchange) {
			y.RequestHeaders = []timeline.Header{{Name: "UserAgent", Value: "Zennolab.CapMonsterCloud.Client.JS/1.0"}}
		},
		func(y *timeline.Exchange) {
			y.RequestHeaders = []timeline.Header{{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}}
		},
		func(y *timeline.Exchange) { y.RequestHeaders = []timeline.Header{{Name: "clientKey", Value: "x"}} },
		func(y *timeline.Exchange) {
			y.RequestHeaders = []timeline.Header{{Name: "User-Agent", Value: strings.Repeat("x", 5000)}}
		},
		func(y *timeline.Exchange) { y.ResponseHeaders = []timeline.Header{{Name: "Retry-After", Value: "9"}} },
	} {
		y := *x
		change(&y)
		others = append(others, &y)
	}
	return others
}

var lastNumber = regexp.MustCompile(`[0-9]+([^0-9]*)$`)

// renumbered returns exchanges with another number in the place of the last one, which
// may be a task's id.
func renumbered(x *timeline.Exchange) []*timeline.Exchange {
	url, body := *x, *x
	url.URL = lastNumber.ReplaceAllString(x.URL, "24680$1")
	body.RequestBody.Bytes = lastNumber.ReplaceAll(x.RequestBody.Bytes, []byte("24680$1"))
	return []*timeline.Exchange{&url, &body}
}

// sameAsFresh fails the test unless a reader says what one says that has read nothing yet.
func sameAsFresh(t *testing.T, d *service.Directory, remembers *service.Reader, x *timeline.Exchange) {
	t.Helper()
	want, outcome := d.Read(x, nil)
	got, again := remembers.Read(x, nil)
	if outcome != again || !slices.EqualFunc(want, got, sameCall) {
		t.Errorf("%s %s %q %q: a reader that has read others says %+v, want %+v", x.Method, x.URL, x.RequestBody.Bytes, x.ResponseBody.Bytes, got, want)
	}
}

// What a reader remembers of polls changes nothing.
func TestPolls(t *testing.T) {
	d := directory(t)
	remembers := d.Reader()
	r := rand.New(rand.NewPCG(1, 2))
	room := make([]byte, 0, 4096) // in which each exchange takes the place of the one before
	for range 3000 {
		x := asking(r)
		for _, other := range slices.Concat([]*timeline.Exchange{x}, renumbered(x), altered(x)) {
			y, _ := inBuffer(other, room)
			sameAsFresh(t, d, remembers, &y)
		}
	}
}
