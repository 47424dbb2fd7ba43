package service_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

func TestCodes(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range service.Codes {
		if seen[c.Name] {
			t.Errorf("%s is listed twice", c.Name)
		}
		seen[c.Name] = true
		if c.Meaning == "" || strings.HasSuffix(c.Meaning, ".") || c.Do == "" || !strings.HasSuffix(c.Do, ".") {
			t.Errorf("%s: the meaning is a phrase, and what to do a sentence", c.Name)
		}
		if (c.Class == timeline.NoError) != slices.Contains(service.NotReady, c.Name) {
			t.Errorf("%s is an error and none", c.Name)
		}
		if found, ok := service.CodeByName(strings.ToLower(c.Name)); !ok || found.Name != c.Name {
			t.Errorf("%s is not found by its name", c.Name)
		}
	}
	if _, ok := service.CodeByName("ERROR_NONESUCH"); ok {
		t.Error("a code is found that there is not")
	}
}

// Each code is read as its class in every form of an answer.
func TestCodesInAnswers(t *testing.T) {
	for _, c := range service.Codes {
		for form, x := range map[string]*timeline.Exchange{
			"JSON":       post(capMonster+"/getTaskResult", `{"taskId":7}`, fmt.Sprintf(`{"errorId":1,"errorCode":%q}`, c.Name)),
			"in.php":     get(twoCaptcha+"/res.php?id=7", c.Name+"\n"),
			"json=1":     get(twoCaptcha+"/res.php?id=7&json=1", fmt.Sprintf(`{"status":0,"request":%q}`, c.Name)),
			"a 4xx form": {Method: "POST", URL: capMonster + "/createTask", Status: 400, ResponseBody: shown(fmt.Sprintf(`{"errorId":1,"errorCode":%q}`, c.Name))},
		} {
			call := readOne(t, x)
			want, state := c.Name, timeline.NoState
			if c.Class == timeline.NoError {
				want, state = "", timeline.Processing
			}
			if call.Code != want || call.Class != c.Class || call.State != state {
				t.Errorf("%s by %s: code %q, class %v, state %v", c.Name, form, call.Code, call.Class, call.State)
			}
		}
	}
}

// Every code that a service documents has a meaning, and its number is read as it.
func TestEntries(t *testing.T) {
	for _, p := range service.All {
		for _, e := range p.Codes {
			if _, ok := service.CodeByName(e.Code); !ok {
				t.Errorf("%s: %s has no meaning", p.Name, e.Code)
			}
			if e.Source.URL == "" || e.Source.Retrieved == "" {
				t.Errorf("%s: %s has no source", p.Name, e.Code)
			}
			if e.Number == 0 {
				continue
			}
			call := readOne(t, post("https://"+p.Hosts[0]+"/getTaskResult", "{}", fmt.Sprintf(`{"errorId":%d}`, e.Number)))
			if call.Code != e.Code {
				t.Errorf("%s: errorId %d is read as %q, want %q", p.Name, e.Number, call.Code, e.Code)
			}
		}
	}
}

// The number decides where there is no code, and nothing where there is one.
func TestNumbersAndCodes(t *testing.T) {
	for _, c := range []struct{ host, answer, want string }{
		{"anti-captcha.com", `{"errorId":16}`, "ERROR_NO_SUCH_CAPCHA_ID"},
		{"anti-captcha.com", `{"errorId":"16"}`, "ERROR_NO_SUCH_CAPCHA_ID"},
		{"anti-captcha.com", `{"errorId":57}`, "ERROR_TASK_CANCELED"},
		{"anti-captcha.com", `{"errorId":58}`, "errorId 58"},
		{"anti-captcha.com", `{"errorId":17}`, "errorId 17"},
		{"anti-captcha.com", `{"errorId":16,"errorCode":"ERROR_IP_BLOCKED"}`, "ERROR_IP_BLOCKED"},
		{"anti-captcha.com", `{"errorId":0,"errorCode":""}`, ""},
		{"anti-captcha.com", `{"errorId":-1}`, ""},
		{"anti-captcha.com", `{"errorId":123456789012}`, "unlisted error"},
		{"2captcha.com", `{"errorId":110}`, "ERROR_BAD_PARAMETERS"},
		{"capmonster.cloud", `{"errorId":16}`, "errorId 16"},
	} {
		if got := readOne(t, post("https://api."+c.host+"/getTaskResult", "{}", c.answer)).Code; got != c.want {
			t.Errorf("%s at %s: %q, want %q", c.answer, c.host, got, c.want)
		}
	}
}

// An answer that has nothing but its status is classed by it.
func TestStatus(t *testing.T) {
	for _, c := range []struct {
		status       int
		poll, create timeline.Class
	}{
		{0, timeline.NoError, timeline.NoError},
		{200, timeline.NoError, timeline.NoError},
		{302, timeline.NoError, timeline.NoError},
		{400, timeline.OtherError, timeline.OtherError},
		{401, timeline.OtherError, timeline.OtherError},
		{402, timeline.ZeroBalance, timeline.ZeroBalance},
		{403, timeline.KeyUnknown, timeline.KeyUnknown},
		{429, timeline.TooFast, timeline.OtherError},
		{500, timeline.ServerError, timeline.ServerError},
		{503, timeline.ServerError, timeline.ServerError},
	} {
		for _, body := range []timeline.Body{{}, {Shown: true}} {
			x := &timeline.Exchange{Method: "POST", URL: capMonster + "/getTaskResult", Status: c.status, ResponseBody: body}
			if call := readOne(t, x); call.Class != c.poll || call.Code != "" || call.Status != int16(c.status) {
				t.Errorf("%d to getTaskResult: %v (%s)", c.status, call.Class, call.Code)
			}
			x = &timeline.Exchange{Method: "POST", URL: capMonster + "/createTask", Status: c.status, ResponseBody: body}
			if call := readOne(t, x); call.Class != c.create {
				t.Errorf("%d to createTask: %v", c.status, call.Class)
			}
		}
	}
}

// A status stands for an unknown key only at services that were seen to use it so:
// elsewhere it is what something before the service answers.
func TestStatusOfService(t *testing.T) {
	for url, want := range map[string]timeline.Class{
		capMonster + "/getTaskResult":             timeline.KeyUnknown,
		twoCaptcha + "/res.php?id=7":              timeline.OtherError,
		"https://api.anti-captcha.com/createTask": timeline.OtherError,
	} {
		if call := readOne(t, &timeline.Exchange{Method: "POST", URL: url, Status: 403}); call.Class != want {
			t.Errorf("403 to %s: %v", url, call.Class)
		}
	}
}

// What stands where a code should be may be anything, a key included.
func TestStrangeCodesAreNotPrinted(t *testing.T) {
	const unlisted = "unlisted error"
	for _, c := range []struct{ code, want string }{
		{"ERROR_BRAND_NEW", "ERROR_BRAND_NEW"},
		{"ERROR_V2_3X3", "ERROR_V2_3X3"},
		{"ERROR_" + strings.ToUpper(key), unlisted},
		{"ERROR_KEY_" + strings.ToUpper(key), unlisted},
		{"ERROR_ABCDEFGHABCDEFGHABCDEFGHABCDEFGH", unlisted},
		{"ERROR_12345", unlisted},
		{"ERROR_" + key, unlisted},
		{"ERROR_lower_case", unlisted},
		{"ERROR_WITH SPACE", unlisted},
		{"ERROR_" + strings.Repeat("A_", 40), unlisted},
		{"BRAND_NEW", unlisted},
		{key, unlisted},
		{"errorId " + key, unlisted},
	} {
		call := readOne(t, post(capMonster+"/getTaskResult", "{}", `{"errorId":1,"errorCode":"`+c.code+`"}`))
		if call.Code != c.want || call.Class != timeline.OtherError {
			t.Errorf("%s: %q, %v", c.code, call.Code, call.Class)
		}
	}
}
