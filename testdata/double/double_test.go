package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const key = "0123456789abcdef0123456789abcdef"

// start serves a scenario for one test and gives the address.
func start(t *testing.T, s scenario, dump string) string {
	t.Helper()
	rec, err := newRecorder(dump)
	if err != nil {
		t.Fatal(err)
	}
	origin := &url.URL{Scheme: "https", Host: "api.capmonster.cloud"}
	server := httptest.NewServer(&double{service: newService(s), recorder: rec, origin: origin})
	t.Cleanup(server.Close)
	return server.URL
}

// post gives the answer to a body of the kind that mime names.
func post(t *testing.T, address, mime, body string) string {
	t.Helper()
	answer, err := http.Post(address, mime, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func createTask(t *testing.T, address string) (id string) {
	t.Helper()
	body := fmt.Sprintf(`{"clientKey":%q,"task":{"type":"NoCaptchaTask"}}`, key)
	created := post(t, address+"/createTask", "", body)
	id, ok := strings.CutPrefix(strings.TrimSuffix(created, "}"), `{"errorId":0,"taskId":`)
	if !ok {
		t.Fatalf("createTask: %s", created)
	}
	return id
}

func TestBanAfterPollLimit(t *testing.T) {
	address := start(t, scenario{neverReady: true, pollLimit: 120}, "")
	poll := fmt.Sprintf(`{"clientKey":%q,"taskId":%s}`, key, createTask(t, address))
	for i := 1; i <= 122; i++ {
		answer := post(t, address+"/getTaskResult/", "", poll)
		if banned := strings.Contains(answer, "ERROR_IP_BANNED"); banned != (i > 120) {
			t.Fatalf("result request %d: %s", i, answer)
		}
	}
	if answer := post(t, address+"/getBalance", "", poll); !strings.Contains(answer, "ERROR_IP_BANNED") {
		t.Errorf("getBalance during the ban: %s", answer)
	}
}

func TestBanAfterFaultLimit(t *testing.T) {
	address := start(t, scenario{unknownKey: key, faultLimit: 2}, "")
	for i, want := range []string{"ERROR_KEY_DOES_NOT_EXIST", "ERROR_KEY_DOES_NOT_EXIST", "ERROR_IP_BANNED"} {
		answer := post(t, address+"/getBalance", "", fmt.Sprintf(`{"clientKey":%q}`, key))
		if !strings.Contains(answer, want) {
			t.Errorf("request %d: got %s, want %s", i+1, answer, want)
		}
	}
}

func TestReadyAfter(t *testing.T) {
	address := start(t, scenario{readyAfter: 2}, "")
	poll := fmt.Sprintf(`{"clientKey":%q,"taskId":%s}`, key, createTask(t, address))
	for i, want := range []string{"processing", "ready", "ready"} {
		if answer := post(t, address+"/getTaskResult", "", poll); !strings.Contains(answer, want) {
			t.Errorf("result request %d: got %s, want %s", i+1, answer, want)
		}
	}
}

func TestFormsOfPHPDialect(t *testing.T) {
	address := start(t, scenario{readyAfter: 1}, "") + "/in.php"
	multipart := "--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n" + key +
		"\r\n--x\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npost\r\n--x--\r\n"
	for _, c := range []struct{ address, mime, body, want string }{
		{address, "application/x-www-form-urlencoded", "method=base64&key=" + key, "OK|"},
		{address, "", "method=base64&key=" + key, "OK|"},
		{address, "multipart/form-data; boundary=x", multipart, "OK|"},
		{address + "?json=1&method=base64&key=" + key, "text/plain", `{"body":""}`, `{"status":1,"request":"`},
		{address, "", "method=base64", "ERROR_KEY_DOES_NOT_EXIST"},
	} {
		if got := post(t, c.address, c.mime, c.body); !strings.HasPrefix(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.body, got, c.want)
		}
	}
}

func TestRecordedAsRealService(t *testing.T) {
	dump := filepath.Join(t.TempDir(), "run.ndjson")
	address := start(t, scenario{}, dump)
	post(t, address+"/in.php?a=b", "", "\xff")
	recorded, err := os.ReadFile(dump)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"url":"https://api.capmonster.cloud/in.php?a=b"`, `"host":"api.capmonster.cloud"`, `"body_base64":"/w=="`} {
		if !strings.Contains(string(recorded), want) {
			t.Errorf("no %s in %s", want, recorded)
		}
	}
}
