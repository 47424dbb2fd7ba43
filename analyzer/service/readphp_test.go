package service_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

const twoCaptcha = "https://2captcha.com"

// multipart writes an upload of names and values. A name that begins with "@" is
// that of a file.
func multipart(boundary string, parts ...string) string {
	var b strings.Builder
	for i := 0; i < len(parts); i += 2 {
		name, file := strings.CutPrefix(parts[i], "@")
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=%q", boundary, name)
		if file {
			b.WriteString("; filename=\"a.png\"\r\nContent-Type: image/png")
		}
		fmt.Fprintf(&b, "\r\n\r\n%s\r\n", parts[i+1])
	}
	return b.String() + "--" + boundary + "--\r\n"
}

func TestPHPRequests(t *testing.T) {
	for _, c := range []struct {
		name string
		x    *timeline.Exchange
		want string
	}{
		{"create by GET", get(twoCaptcha+"/in.php?key="+key+"&method=userrecaptcha", "OK|7"), "createTask key task=7 ok"},
		{"create by form", post(twoCaptcha+"/in.php", "method=userrecaptcha&key="+key, "OK|7"), "createTask key task=7 ok"},
		{"create by JSON", post(twoCaptcha+"/in.php", `{"key":"`+key+`","method":"base64"}`, "OK|7"), "createTask key task=7 ok"},
		{"create by upload", post(twoCaptcha+"/in.php", multipart("x", "method", "post", "key", key, "@file", "PNG"), "OK|7"), "createTask key task=7 ok"},
		{"create, key in the query and JSON in the body", post(twoCaptcha+"/in.php?key="+key, `{"body":"x"}`, "OK|7"), "createTask key task=7 ok"},
		{"create at a host of both dialects", post(capMonster+"/in.php", "key="+key, "OK|7"), "createTask key task=7 ok"},
		{"slash at the end", get(twoCaptcha+"/res.php/?key="+key+"&id=7", "CAPCHA_NOT_READY"), "getTaskResult key task=7 processing"},
		{"poll", get(twoCaptcha+"/res.php?key="+key+"&action=get&id=7", "CAPCHA_NOT_READY"), "getTaskResult key task=7 processing"},
		{"poll without an action", get(twoCaptcha+"/res.php?id=7&key="+key, "CAPCHA_NOT_READY"), "getTaskResult key task=7 processing"},
		{"poll for the price too", get(twoCaptcha+"/res.php?key="+key+"&action=get2&id=7", "OK|abc|0.00299"), "getTaskResult key task=7 ready"},
		{"poll by POST", post(twoCaptcha+"/res.php", "key="+key+"&action=get&id=7", "OK|abc"), "getTaskResult key task=7 ready"},
		{"balance", get(twoCaptcha+"/res.php?key="+key+"&action=getbalance", "1.5"), "getBalance key ok"},
		{"report", get(twoCaptcha+"/res.php?key="+key+"&action=reportbad&id=7", "OK_REPORT_RECORDED"), "report key task=7 ok"},
		{"report a good one", get(twoCaptcha+"/res.php?key="+key+"&action=reportgood&id=7", "REPORT_NOT_RECORDED"), "report key task=7 bad request(REPORT_NOT_RECORDED)"},
		{"pingback", get(twoCaptcha+"/res.php?key="+key+"&action=add_pingback&addr=x", "OK"), "other key"},

		{"parts without quotes", post(twoCaptcha+"/in.php", "--x\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name=key\r\n\r\n"+key+"\r\n--x--", "OK|7"), "createTask key task=7 ok"},
		{"parts with bare line ends", post(twoCaptcha+"/in.php", "--x\nContent-Disposition: form-data; name=\"key\"\n\n"+key+"\n--x--", "OK|7"), "createTask key task=7 ok"},
		{"name behind the file name", post(twoCaptcha+"/in.php", "--x\r\nContent-Disposition: form-data; filename=\"name\"; name=\"file\"\r\n\r\nPNG\r\n"+multipart("x", "key", key), "OK|7"), "createTask key task=7 ok"},
		{"no parts to be told", post(twoCaptcha+"/in.php", "--", "OK|7"), "createTask -key task=7 -payload ok"},

		{"no key", get(twoCaptcha+"/res.php?action=get&id=7", "ERROR_WRONG_USER_KEY"), "getTaskResult no-key task=7 key unknown(ERROR_WRONG_USER_KEY)"},
		{"empty key", get(twoCaptcha+"/res.php?key=&id=7", ""), "getTaskResult no-key task=7"},
		{"key twice, the same", post(twoCaptcha+"/in.php?key="+key, "key="+key, "OK|7"), "createTask key task=7 ok"},
		{"key twice, another", post(twoCaptcha+"/in.php?key="+key, "key=other", "OK|7"), "createTask -key task=7 ok"},
		{"bad escapes beside the key", get(twoCaptcha+"/in.php?pageurl=http://x/?p=100%&key="+key, "OK|7"), "createTask key task=7 ok"},
		{"bad escape in the key", get(twoCaptcha+"/in.php?key=a%zz", "OK|7"), "createTask other-key task=7 ok"},
		{"query that is not encoded", get(twoCaptcha+"/in.php?pageurl=http://x.test/a://b&key="+key, "OK|7"), "createTask key task=7 ok"},
		{"not JSON", post(twoCaptcha+"/in.php", `{"key":"`+key, "OK|7"), "createTask -key task=7 -payload ok"},
		{"a note of the recorder", post(twoCaptcha+"/in.php", "[multipart form data]", "OK|7"), "createTask -key task=7 -payload ok"},
		{"id in a body that is not shown", &timeline.Exchange{Method: "POST", URL: twoCaptcha + "/res.php?key=" + key}, "getTaskResult key -task -payload -answer"},
		{"id in the query, body not shown", &timeline.Exchange{Method: "POST", URL: twoCaptcha + "/res.php?id=7"}, "getTaskResult -key task=7 -payload -answer"},
		{"query cut off by a proxy", get(twoCaptcha+"/res.php?", ""), "getTaskResult -key -task -payload"},
	} {
		call := readOne(t, c.x)
		if got := brief(&call); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestPHPPartsMissing(t *testing.T) {
	cut := func(text string) timeline.Body { return timeline.Body{Bytes: []byte(text), Shown: true, Cut: true} }
	upload := multipart("x", "key", key, "method", "post", "@file", "PNG")
	for _, c := range []struct {
		name, query string
		body        timeline.Body
		want        string
	}{
		{"body not shown", "", timeline.Body{}, "createTask -key -payload ok"},
		{"body not shown, key in the query", "?key=" + key, timeline.Body{}, "createTask key -payload ok"},
		{"form cut behind the key", "", cut("key=" + key + "&body=iVBO"), "createTask key -payload ok"},
		{"form cut in the key", "", cut("method=post&key=" + key[:9]), "createTask -key -payload ok"},
		{"upload cut behind the key", "", cut(upload[:len(upload)-12]), "createTask key -payload ok"},
		{"upload cut in the key", "", cut(upload[:60]), "createTask -key -payload ok"},
		{"JSON cut", "", cut(`{"key":"` + key + `","body":"iVBO`), "createTask -key -payload ok"},
	} {
		x := post(twoCaptcha+"/in.php"+c.query, "", `{"status":1,"request":""}`)
		x.RequestBody = c.body
		call := readOne(t, x)
		if got := brief(&call); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestPHPAnswers(t *testing.T) {
	const create, ask, balance = "/in.php?key=" + key, "/res.php?id=7&key=" + key, "/res.php?action=getbalance&key=" + key
	for _, c := range []struct {
		name, path string
		status     int
		answer     string
		want       string
	}{
		{"created", create, 200, "OK|2122988149", "task=2122988149 ok"},
		{"created, json", create, 200, `{"status":1,"request":"2122988149"}`, "task=2122988149 ok"},
		{"created, number", create, 200, `{"status":1,"request":2122988149}`, "task=2122988149 ok"},
		{"created, with line end", create, 200, "OK|7\r\n", "task=7 ok"},
		{"not ready", ask, 200, "CAPCHA_NOT_READY", "task=7 processing"},
		{"not ready, other spelling", ask, 200, "CAPTCHA_NOT_READY", "task=7 processing"},
		{"not ready, json", ask, 200, `{"status":0,"request":"CAPCHA_NOT_READY"}`, "task=7 processing"},
		{"ready", ask, 200, "OK|abc", "task=7 ready"},
		{"ready, long", ask, 200, "OK|" + strings.Repeat("03AGdBq2", 300), "task=7 ready"},
		{"ready, json", ask, 200, `{"status":1,"request":"abc"}`, "task=7 ready"},
		{"ready, object", ask, 200, `{"status":1,"request":{"challenge":"c"}}`, "task=7 ready"},
		{"balance, json", balance, 200, `{"status":1,"request":"1.5"}`, "ok"},
		{"negative balance", balance, 200, "-0.1", "ok"},
		{"error", create, 200, "ERROR_ZERO_BALANCE", "zero balance(ERROR_ZERO_BALANCE)"},
		{"error, json", create, 200, `{"status":0,"request":"ERROR_ZERO_BALANCE","error_text":"x"}`, "zero balance(ERROR_ZERO_BALANCE)"},
		{"error without the prefix", create, 200, "IP_BANNED", "banned(IP_BANNED)"},
		{"error with colon and space", create, 200, "ERROR: 1001", "banned(ERROR: 1001)"},
		{"error with colon and space, json", ask, 200, `{"status":0,"request":"ERROR: 1005"}`, "task=7 banned(ERROR: 1005)"},
		{"error that no profile knows", create, 200, "ERROR_BRAND_NEW", "error(ERROR_BRAND_NEW)"},
		{"error of no known shape, json", create, 200, `{"status":0,"request":"` + key + `"}`, "error(unlisted error)"},
		{"error in a 4xx answer", create, 403, "ERROR_KEY_DOES_NOT_EXIST", "key unknown(ERROR_KEY_DOES_NOT_EXIST)"},
		{"the other dialect", create, 200, `{"errorId":1,"errorCode":"ERROR_ZERO_BALANCE"}`, "zero balance(ERROR_ZERO_BALANCE)"},
		{"page", ask, 500, "<html>", "task=7 server error()"},
		{"page with a good status", ask, 200, "<html>", "task=7"},
		{"JSON of something else", ask, 404, `{"message":"x"}`, "task=7 error()"},
		{"status twice", ask, 200, `{"status":0,"status":1,"request":"x"}`, "task=7 -answer"},
		{"request twice", ask, 200, `{"status":0,"request":"CAPCHA_NOT_READY","request":"ERROR: 1005"}`, "task=7 -answer"},
	} {
		x := get(twoCaptcha+c.path, c.answer)
		x.Status = c.status
		call := readOne(t, x)
		got := strings.TrimPrefix(strings.TrimPrefix(brief(&call), call.Op.String()), " key ")
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// Each of several tasks has its part of the answer.
func TestSeveralTasks(t *testing.T) {
	for _, c := range []struct{ name, ids, answer, want string }{
		{"text", "1,2,3", "abc|CAPCHA_NOT_READY|ERROR_WRONG_CAPTCHA_ID", "1 ready, 2 processing, 3 unknown task"},
		{"text with OK", "1,2", "OK|abc|CAPCHA_NOT_READY", "1 ready, 2 processing"},
		{"json", "1,2", `{"status":1,"request":"CAPCHA_NOT_READY|abc"}`, "1 processing, 2 ready"},
		{"long", "1,2", "OK|" + strings.Repeat("x", 500) + "|CAPCHA_NOT_READY", "1 ready, 2 processing"},
		{"one answer for all", "1,2", "ERROR_WRONG_USER_KEY", "1 key unknown, 2 key unknown"},
		{"one state for all", "1,2", "CAPCHA_NOT_READY", "1 processing, 2 processing"},
		{"more parts than tasks", "1,2", "OK|a|b|c", "1 ok, 2 ok"},
		{"spaces and gaps", " 1, 2,,", "abc|CAPCHA_NOT_READY", "1 ready, 2 processing"},
		{"one", "1", "OK|abc", "1 ready"},
	} {
		calls, outcome := directory(t).Read(get(twoCaptcha+"/res.php?key="+key+"&action=get&ids="+escape(c.ids), c.answer), nil)
		if outcome != service.Recognised {
			t.Errorf("%s: outcome %d", c.name, outcome)
		}
		words := make([]string, len(calls))
		for i, call := range calls {
			words[i] = call.Task.String() + " " + call.State.String() + call.Class.String()
		}
		if got := strings.Join(words, ", "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestTasksOfOneRequestAreBounded(t *testing.T) {
	calls, _ := directory(t).Read(get(twoCaptcha+"/res.php?key="+key+"&ids="+strings.Repeat("1,", 5000), "x"), nil)
	if len(calls) != 100 {
		t.Errorf("%d calls", len(calls))
	}
}
