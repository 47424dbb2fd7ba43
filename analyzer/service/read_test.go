package service_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

const key = "0123456789abcdef0123456789abcdef"

// directory returns the directory of the known services with mappings.
func directory(t testing.TB, mappings ...string) *service.Directory {
	t.Helper()
	d, err := service.NewDirectory(mappings)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// shown is a body that the recording holds.
func shown(text string) timeline.Body { return timeline.Body{Bytes: []byte(text), Shown: true} }

func post(url, body, answer string) *timeline.Exchange {
	return &timeline.Exchange{Start: 1, Method: "POST", URL: url, Status: 200, RequestBody: shown(body), ResponseBody: shown(answer)}
}

func get(url, answer string) *timeline.Exchange {
	return &timeline.Exchange{Start: 1, Method: "GET", URL: url, Status: 200, RequestBody: shown(""), ResponseBody: shown(answer)}
}

// readOne reads an exchange that is one call.
func readOne(t *testing.T, x *timeline.Exchange, mappings ...string) timeline.Call {
	t.Helper()
	calls, outcome := directory(t, mappings...).Read(x, nil)
	if outcome != service.Recognised || len(calls) != 1 {
		t.Fatalf("%s: outcome %d, %d calls", x.URL, outcome, len(calls))
	}
	return calls[0]
}

// brief writes what a call meant: the operation, whose key, which task, the state,
// the error, and with a minus what the recording does not show.
func brief(c *timeline.Call) string {
	words := []string{c.Op.String()}
	for _, w := range []struct {
		on   bool
		word string
	}{
		{c.Key == timeline.NewKey(key), "key"},
		{!c.Key.IsZero() && c.Key != timeline.NewKey(key), "other-key"},
		{c.Key.IsZero() && c.Shows.Has(timeline.ShowsKey), "no-key"},
		{!c.Shows.Has(timeline.ShowsKey), "-key"},
		{c.Task != (timeline.TaskID{}), "task=" + c.Task.String()},
		{c.Op == timeline.GetTaskResult && !c.Shows.Has(timeline.ShowsTask), "-task"},
		{!c.Shows.Has(timeline.ShowsPayload), "-payload"},
		{c.State != timeline.NoState, c.State.String()},
		{c.Class != timeline.NoError || c.Code != "", fmt.Sprintf("%s(%s)", c.Class, c.Code)},
		{!c.Shows.Has(timeline.ShowsAnswer), "-answer"},
	} {
		if w.on {
			words = append(words, w.word)
		}
	}
	return strings.Join(words, " ")
}

const capMonster = "https://api.capmonster.cloud"

func TestJSONRequests(t *testing.T) {
	const ok = `{"errorId":0,"taskId":7}`
	for _, c := range []struct{ name, path, body, want string }{
		{"create", "/createTask", `{"clientKey":"` + key + `","task":{"type":"T"}}`, "createTask key task=7 ok"},
		{"poll", "/getTaskResult", `{"clientKey":"` + key + `","taskId":7}`, "getTaskResult key task=7 ok"},
		{"slash at the end", "/getTaskResult/", `{"clientKey":"` + key + `","taskId":7}`, "getTaskResult key task=7 ok"},
		{"query", "/getBalance?x=1", `{"clientKey":"` + key + `"}`, "getBalance key ok"},
		{"report", "/reportIncorrectImageCaptcha", `{"clientKey":"` + key + `","taskId":7}`, "report key task=7 ok"},
		{"another method", "/nonesuch", `{"clientKey":"` + key + `"}`, "other key ok"},
		{"form", "/getTaskResult", "clientKey=" + key + "&taskId=7", "getTaskResult key task=7 ok"},
		{"white space and byte order mark", "/getBalance", "\ufeff \n" + `{"clientKey":"` + key + `"}`, "getBalance key ok"},
		{"name in escapes", "/getBalance", `{"client\u004bey":"` + key + `"}`, "getBalance key ok"},

		{"task id in quotes", "/getTaskResult", `{"clientKey":"` + key + `","taskId":"7"}`, "getTaskResult key task=7 ok"},
		{"task id beyond 31 bits", "/getTaskResult", `{"clientKey":"` + key + `","taskId":82177823311}`, "getTaskResult key task=82177823311 ok"},
		{"task id beyond 53 bits", "/getTaskResult", `{"clientKey":"` + key + `","taskId":9223372036854775807}`, "getTaskResult key task=9223372036854775807 ok"},
		{"task id as a float", "/getTaskResult", `{"clientKey":"` + key + `","taskId":1.23e10}`, "getTaskResult key task=12300000000 ok"},
		{"task id with a fraction of nothing", "/getTaskResult", `{"clientKey":"` + key + `","taskId":7.0}`, "getTaskResult key task=7 ok"},
		{"task id is a UUID", "/getTaskResult", `{"clientKey":"` + key + `","taskId":"37223a89-06ed-442c-a0b8-22067b79c5b4"}`, "getTaskResult key task=37223a89-06ed-442c-a0b8-22067b79c5b4 ok"},
		{"task id null", "/getTaskResult", `{"clientKey":"` + key + `","taskId":null}`, "getTaskResult key ok"},
		{"task id absent", "/getTaskResult", `{"clientKey":"` + key + `"}`, "getTaskResult key ok"},
		{"task id twice", "/getTaskResult", `{"clientKey":"` + key + `","taskId":7,"taskId":8}`, "getTaskResult key -task ok"},
		{"key as task id", "/getTaskResult", `{"clientKey":"` + key + `","taskId":"` + key + `"}`, "getTaskResult key task=(32 characters) ok"},

		{"task twice", "/createTask", `{"clientKey":"` + key + `","task":{"type":"T"},"task":{"type":"U"}}`, "createTask key task=7 -payload ok"},
		{"not JSON", "/getBalance", `{"clientKey":"` + key + `"`, "getBalance -key -payload ok"},
		{"a list", "/getBalance", `["` + key + `"]`, "getBalance -key -payload ok"},
		{"a note of the recorder", "/getBalance", "(binary data)", "getBalance -key -payload ok"},
		{"compressed", "/getBalance", "\x1f\x8b\x08\x00=\x00", "getBalance -key -payload ok"},
		{"empty", "/getBalance", "", "getBalance no-key ok"},
	} {
		answer := ok
		if !strings.HasPrefix(c.path, "/createTask") {
			answer = `{"errorId":0}`
		}
		call := readOne(t, post(capMonster+c.path, c.body, answer))
		if got := brief(&call); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// Nothing hangs on the Content-Type: clients leave it out or send another.
func TestContentType(t *testing.T) {
	for _, value := range []string{"", "application/json", "text/plain; charset=utf-8", "application/x-www-form-urlencoded", "application/octet-stream"} {
		for _, body := range []string{`{"clientKey":"` + key + `","taskId":7}`, "clientKey=" + key + "&taskId=7"} {
			x := post(capMonster+"/getTaskResult", body, `{"errorId":0,"status":"processing"}`)
			if value != "" {
				x.RequestHeaders = []timeline.Header{{Name: "content-type", Value: value}}
			}
			call := readOne(t, x)
			if got := brief(&call); got != "getTaskResult key task=7 processing" {
				t.Errorf("%q with %s: %s", value, body, got)
			}
		}
	}
}

func TestJSONAnswers(t *testing.T) {
	const ask, create = "/getTaskResult", "/createTask"
	for _, c := range []struct {
		name, path string
		status     int
		answer     string
		want       string
	}{
		{"processing", ask, 200, `{"errorId":0,"errorCode":null,"errorDescription":null,"status":"processing"}`, "processing"},
		{"idle", ask, 200, `{"errorId":0,"status":"idle"}`, "processing"},
		{"ready", ask, 200, `{"errorId":0,"status":"ready","solution":{"text":"x"}}`, "ready"},
		{"failed", ask, 200, `{"errorId":0,"status":"failed"}`, "unsolvable()"},
		{"not ready as an error", ask, 200, `{"errorId":1,"errorCode":"CAPTCHA_NOT_READY"}`, "processing"},
		{"not ready, spelt as in.php does", ask, 200, `{"errorId":1,"errorCode":"CAPCHA_NOT_READY"}`, "processing"},
		{"byte order mark", ask, 200, "\ufeff" + `{"errorId":0,"status":"ready"}`, "ready"},
		{"solution with a status of its own", ask, 200, `{"errorId":0,"status":"processing","solution":{"status":"ready","errorCode":"X"}}`, "processing"},

		{"created", create, 200, `{"errorId":0,"taskId":7}`, "task=7 ok"},
		{"created with a UUID", create, 200, `{"errorId":0,"taskId":"37223a89-06ed-442c-a0b8-22067b79c5b4","status":"idle"}`, "task=37223a89-06ed-442c-a0b8-22067b79c5b4 processing"},
		{"solved at once", create, 200, `{"errorId":0,"taskId":"7","status":"ready"}`, "task=7 ready"},
		{"refused, task 0", create, 200, `{"errorId":1,"errorCode":"ERROR_ZERO_BALANCE","taskId":0}`, "zero balance(ERROR_ZERO_BALANCE)"},
		{"refused, task all the same", create, 200, `{"errorId":1,"errorCode":"ERROR_ZERO_BALANCE","taskId":7}`, "zero balance(ERROR_ZERO_BALANCE)"},
		{"task 0 without an error", create, 200, `{"errorId":0,"taskId":0}`, "ok"},

		{"error in a 4xx answer", ask, 403, `{"errorId":1,"errorCode":"ERROR_NO_SUCH_CAPCHA_ID"}`, "unknown task(ERROR_NO_SUCH_CAPCHA_ID)"},
		{"processing in a 4xx answer", ask, 400, `{"errorId":0,"status":"processing"}`, "processing"},
		{"code without a number", ask, 200, `{"errorCode":"ERROR_IP_BANNED"}`, "banned(ERROR_IP_BANNED)"},
		{"number without a code", ask, 200, `{"errorId":1}`, "error(errorId 1)"},
		{"code that no profile knows", ask, 200, `{"errorId":1,"errorCode":"ERROR_BRAND_NEW"}`, "error(ERROR_BRAND_NEW)"},

		{"JSON of something else", ask, 404, `{"message":"not found"}`, "error()"},
		{"JSON of something else, good", ask, 200, `{"message":"hello"}`, ""},
		{"page", ask, 502, "<html>Bad Gateway</html>", "server error()"},
		{"empty", ask, 200, "", ""},
		{"too deep", ask, 200, strings.Repeat(`{"a":`, 1000) + "1" + strings.Repeat("}", 1000), "-answer"},
		{"broken", ask, 200, `{"errorId":1,"errorCode":"ERR`, "-answer"},

		{"code twice", ask, 200, `{"errorId":1,"errorCode":"ERROR_IP_BANNED","errorCode":""}`, "-answer"},
		{"number twice", ask, 200, `{"errorId":0,"errorId":1,"status":"processing"}`, "-answer"},
		{"status twice", ask, 200, `{"errorId":0,"status":"processing","status":"ready"}`, "-answer"},
		{"task twice", create, 200, `{"errorId":0,"taskId":7,"taskId":8}`, "-answer"},
	} {
		x := post(capMonster+c.path, `{"clientKey":"`+key+`","task":{}}`, c.answer)
		x.Status = c.status
		call := readOne(t, x)
		got := strings.TrimSpace(strings.TrimPrefix(brief(&call), call.Op.String()+" key"))
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// What the recording holds of a body decides what may be concluded from it.
func TestPartsMissing(t *testing.T) {
	whole := `{"clientKey":"` + key + `","taskId":7}`
	cut := func(text string) timeline.Body { return timeline.Body{Bytes: []byte(text), Shown: true, Cut: true} }
	answer := shown(`{"errorId":0,"status":"processing"}`)
	for _, c := range []struct {
		name              string
		request, response timeline.Body
		failed            bool
		want              string
	}{
		{"nothing missing", shown(whole), answer, false, "key task=7 processing"},
		{"no request", timeline.Body{}, answer, false, "-key -task -payload processing"},
		{"no answer", shown(whole), timeline.Body{}, false, "key task=7 -answer"},
		{"failed", shown(whole), timeline.Body{}, true, "key task=7"},
		{"request cut behind the task", cut(`{"clientKey":"` + key + `","taskId":7,"x`), answer, false, "key task=7 -payload processing"},
		{"request cut in the task", cut(`{"clientKey":"` + key + `","taskId":7`), answer, false, "key -task -payload processing"},
		{"request cut in the key", cut(`{"clientKey":"` + key), answer, false, "-key -task -payload processing"},
		{"request cut before all", cut(`{`), answer, false, "-key -task -payload processing"},
		{"form cut", cut("clientKey=" + key[:9]), answer, false, "-key -task -payload processing"},
		{"answer cut", shown(whole), cut(`{"errorId":0,"status":"proc`), false, "key task=7 -answer"},
	} {
		x := &timeline.Exchange{Method: "POST", URL: capMonster + "/getTaskResult", RequestBody: c.request, ResponseBody: c.response, Failed: c.failed}
		call := readOne(t, x)
		if got := strings.TrimPrefix(brief(&call), "getTaskResult "); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestShows(t *testing.T) {
	x := post(capMonster+"/getBalance", `{"clientKey":"`+key+`"}`, `{"errorId":0,"balance":1}`)
	x.Client = "192.0.2.1"
	if c := readOne(t, x); !c.Shows.Has(timeline.ShowsTime|timeline.ShowsClient) || c.Client != "192.0.2.1" {
		t.Errorf("shows %b, client %q", c.Shows, c.Client)
	}
	x.Start, x.Client = 0, ""
	if c := readOne(t, x); c.Shows&(timeline.ShowsTime|timeline.ShowsClient) != 0 {
		t.Errorf("shows %b", c.Shows)
	}
}

func TestKeys(t *testing.T) {
	const none, hidden = "no-key", "-key"
	for _, c := range []struct{ raw, want string }{
		{key, "key"},
		{key + "__nocache", "key"},
		{key + "__solvemedia__recognizingthreshold_70", "key"},
		{key + "\n", "key"},
		{" " + key + "\t", "key"},
		{"another", "other-key"},
		{"", none}, {" ", none}, {"__nocache", none},
		{"undefined", none}, {"null", none}, {"None", none}, {"NaN", none}, {"YOUR_API_KEY", none}, {"your_key", none},
		{"{{key}}", none}, {"${KEY}", none}, {"<your key>", none}, {"%s", none}, {"undefined__nocache", none},
		{"[redacted]", hidden}, {"REDACTED", hidden}, {"***", hidden}, {"*", hidden}, {"0123****cdef", hidden}, {"••••", hidden},
		{"xxxx", hidden}, {"XXXXXXXX", hidden}, {"[MASKED]", hidden}, {"[FILTERED]", hidden}, {"<hidden>", hidden}, {"...", hidden},
		{"xx", "other-key"}, {"xxy", "other-key"},
	} {
		requests := map[string]*timeline.Exchange{
			"JSON": post(capMonster+"/getBalance", `{"clientKey":"`+strings.NewReplacer("\n", `\n`, "\t", `\t`).Replace(c.raw)+`"}`, ""),
			"form": post(capMonster+"/getBalance", "clientKey="+escape(c.raw), ""),
			"GET":  get("https://2captcha.com/res.php?action=getbalance&key="+escape(c.raw), ""),
			"POST": post("https://2captcha.com/in.php", "key="+escape(c.raw), ""),
		}
		for how, x := range requests {
			call := readOne(t, x)
			if got := strings.Fields(brief(&call))[1]; got != c.want {
				t.Errorf("%q by %s: got %s, want %s", c.raw, how, got, c.want)
			}
		}
	}
}

func escape(s string) string {
	return strings.NewReplacer("%", "%25", "\n", "%0A", "\t", "%09", " ", "%20", "&", "%26").Replace(s)
}

// A key that is not there, in each way of not being there; and one that is there
// twice, of which nobody can tell which counts.
func TestKeyAbsent(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{`{}`, "no-key"},
		{`{"clientKey":null}`, "no-key"},
		{`{"clientKey":""}`, "no-key"},
		{`{"clientKey":false}`, "no-key"},
		{`{"clientKey":{}}`, "no-key"},
		{`{"clientKey":123}`, "other-key"},
		{`{"key":"` + key + `"}`, "no-key"},
		{`{"clientKey":"` + key + `","clientKey":"other"}`, "-key"},
		{`{"clientKey":"` + key + `","clientKey":""}`, "-key"},
		{`{"clientKey":"","clientKey":"` + key + `"}`, "-key"},
		{"clientKey=" + key + "&clientKey=other", "-key"},
		{"a=1", "no-key"},
	} {
		call := readOne(t, post(capMonster+"/getBalance", c.body, ""))
		if got := strings.Fields(brief(&call))[1]; got != c.want {
			t.Errorf("%s: got %s, want %s", c.body, got, c.want)
		}
	}
}

// Methods that want no key are not called without one.
func TestKeyless(t *testing.T) {
	for _, x := range []*timeline.Exchange{
		post("https://api.anti-captcha.com/getQueueStats", `{"queueId":1}`, `{"waiting":1}`),
		post("https://api.anti-captcha.com/test", `{}`, `{"errorId":0}`),
		get(capMonster+"/api/useragent/actual", "Mozilla/5.0"),
		get("https://2captcha.com/in.php?method=get_server_errors", "ERROR_X"),
	} {
		if call := readOne(t, x); call.Shows.Has(timeline.ShowsKey) {
			t.Errorf("%s: shows that there is no key", x.URL)
		}
	}
	call := readOne(t, post("https://api.anti-captcha.com/getQueueStats", `{"queueId":1,"clientKey":"`+key+`"}`, `{}`))
	if call.Key != timeline.NewKey(key) {
		t.Error("a key that is sent in vain is a key")
	}
}

// Only requests that ask for the same, and only those that are shown, have the
// same fingerprint.
func TestFingerprint(t *testing.T) {
	upload := func(boundary, text string) *timeline.Exchange {
		return post("https://2captcha.com/in.php", multipart(boundary, "key", key, "body", text), "")
	}
	withHeader := func(x *timeline.Exchange, boundary string) *timeline.Exchange {
		x.RequestHeaders = []timeline.Header{{Name: "Content-Type", Value: "multipart/form-data; boundary=" + boundary}}
		return x
	}
	unseen := func() *timeline.Exchange {
		return &timeline.Exchange{Method: "POST", URL: "https://2captcha.com/in.php?json=1"}
	}
	cut := func() *timeline.Exchange {
		x := post(capMonster+"/createTask", `{"clientKey":"`, "")
		x.RequestBody.Cut = true
		return x
	}
	balance := func(body string) *timeline.Exchange { return post(capMonster+"/getBalance", body, "") }
	for _, c := range []struct {
		name string
		a, b *timeline.Exchange
		want string
	}{
		{"one body", balance("{}"), balance("{}"), "same"},
		{"two bodies", balance("{}"), balance("{ }"), "different"},
		{"two operations", balance("{}"), post(capMonster+"/createTask", "{}", ""), "different"},
		{"two answers", balance("{}"), post(capMonster+"/getBalance", "{}", "{}"), "same"},
		{"two queries", get("https://2captcha.com/res.php?id=1", ""), get("https://2captcha.com/res.php?id=2", ""), "different"},
		{"one query", get("https://2captcha.com/res.php?id=1", ""), get("http://rucaptcha.com/res.php?id=1", ""), "same"},
		{"two boundaries", withHeader(upload("one", "x"), "one"), withHeader(upload("two", "x"), "two"), "same"},
		{"two boundaries without the header", upload("one", "x"), upload("two", "x"), "same"},
		{"two uploads", upload("one", "x"), upload("one", "y"), "different"},
		{"a body that is not shown", unseen(), unseen(), "unknown"},
		{"a body that is cut", cut(), cut(), "unknown"},
	} {
		a, b := readOne(t, c.a).Request, readOne(t, c.b).Request
		got := map[bool]string{true: "same", false: "different"}[a == b]
		if a == 0 || b == 0 {
			got = "unknown"
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
