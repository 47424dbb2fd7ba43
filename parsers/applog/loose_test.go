package applog_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/banlint/banlint/parsers/applog"
	"github.com/banlint/banlint/parsers/parserstest"
)

const pasted = "flathunter    | [2022/08/14 12:45:07|solver.py |DEBUG   ]: createTask sent to 2captcha\n" +
	"some other line\n" +
	"\x1b[94mflathunter    | [2022/08/14 12:45:12|twocaptcha_solver.py    |DEBUG   ]: Got response from 2captcha/res: CAPCHA_NOT_READY\x1b[0m\n" +
	"2023-09-24 12:13:47 [ERROR] capmonster.cloud Failed: ERROR_ZERO_BALANCE\n" +
	"2023-09-24 12:13:48 getBalance\n"

func TestLoose(t *testing.T) {
	if applog.Loose.Match([]byte(pasted)) == "" {
		t.Fatal("it is not recognised")
	}
	exchanges, trouble := parserstest.Reader{Format: applog.Loose}.Read(t, "x.txt", strings.NewReader(pasted))
	if len(exchanges) != 3 || trouble != nil {
		t.Fatalf("got %d exchanges, %q", len(exchanges), trouble)
	}
	for i, want := range []struct{ url, start, body string }{
		{"https://api.2captcha.com/createTask", "2022-08-14T12:45:07.000Z", `{"errorId":0,"status":"processing"}`},
		{"https://api.capmonster.cloud/createTask", "2023-09-24T12:13:47.000Z", `{"errorId":1,"errorCode":"ERROR_ZERO_BALANCE"}`},
		{"/getBalance", "2023-09-24T12:13:48.000Z", ""},
	} {
		if x := exchanges[i]; x.URL != want.url || x.Start.String() != want.start || string(x.ResponseBody.Bytes) != want.body {
			t.Errorf("got %s, %s, %s", x.URL, x.Start, x.ResponseBody.Bytes)
		}
	}
}

// Loggers that write JSON put the time anywhere, and pino as a number.
func TestLooseJSON(t *testing.T) {
	for name, line := range map[string]string{
		"pino":    `{"level":50,"time":1741944413180,"pid":1,"msg":"createTask failed: ERROR_ZERO_BALANCE"}`,
		"winston": `{"level":"error","message":"createTask failed: ERROR_ZERO_BALANCE","timestamp":"2025-03-14T09:26:53.180Z"}`,
		"long":    `{"message":"createTask failed: ERROR_ZERO_BALANCE","more":"` + strings.Repeat("x", 500) + `","timestamp":"2025-03-14T09:26:53.180Z"}`,
	} {
		if applog.Loose.Match([]byte(line+"\n")) == "" {
			t.Errorf("%s: it is not recognised", name)
		}
		exchanges, trouble := parserstest.Reader{Format: applog.Loose}.Read(t, "x.log", strings.NewReader(line+"\n"))
		if len(exchanges) != 1 || trouble != nil || exchanges[0].Start.String() != "2025-03-14T09:26:53.180Z" || exchanges[0].URL != "/createTask" {
			t.Errorf("%s: got %v, %q", name, exchanges, trouble)
		}
	}
}

// A document that speaks of calls is no record of them.
func TestLooseClaims(t *testing.T) {
	for _, text := range []string{"Call createTask and then getTaskResult.\nERROR_ZERO_BALANCE means that the balance is empty.\n", "2023-09-24 12:13:47 started\n", "2023-09-24 12:13:47 \x00 ERROR_ZERO_BALANCE\n", ""} {
		if why := applog.Loose.Match([]byte(text)); why != "" {
			t.Errorf("%q is claimed: %s", text, why)
		}
	}
}

// What was read before a fault is not lost with it.
func TestLooseFault(t *testing.T) {
	fault := errors.New("input/output error")
	exchanges, trouble := parserstest.Reader{Format: applog.Loose}.Read(t, "x.txt", io.MultiReader(strings.NewReader(pasted), iotest.ErrReader(fault)))
	if len(exchanges) != 3 || exchanges[2].URL != "/getBalance" || len(trouble) != 1 || trouble[0] != fault.Error() {
		t.Errorf("got %d exchanges, %q", len(exchanges), trouble)
	}
}

// An answer alone tells of which call it mostly is.
func TestLooseAnswers(t *testing.T) {
	for code, want := range map[string]string{
		"ERROR_CAPTCHA_UNSOLVABLE": "/getTaskResult", "CAPCHA_NOT_READY": "/getTaskResult", "ERROR_NO_SLOT_AVAILABLE": "/createTask", "IP_BANNED": "/createTask",
	} {
		exchanges, _ := parserstest.Reader{Format: applog.Loose}.Read(t, "x.txt", strings.NewReader("2023-09-24 12:13:47 "+code+"\n"))
		if len(exchanges) != 1 || exchanges[0].URL != want {
			t.Errorf("%s: got %v, want %s", code, exchanges, want)
		}
	}
}

func FuzzLoose(f *testing.F) {
	f.Add(pasted)
	f.Add(`{"level":50,"time":1741944413180,"pid":1,"msg":"createTask failed: ERROR_ZERO_BALANCE"}`)
	f.Fuzz(func(t *testing.T, text string) {
		applog.Loose.Match([]byte(text))
		parserstest.Reader{Format: applog.Loose}.Read(t, "x.txt", strings.NewReader(text))
	})
}
