package charles_test

import (
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/parsers/charles"
	"github.com/banlint/banlint/parsers/parserstest"
)

const transaction = `{"status":"COMPLETE","method":"POST","protocolVersion":"HTTP/1.1","scheme":"https","host":"api.capmonster.cloud","actualPort":443,"path":"/getBalance","query":null,
"tunnel":false,"remoteAddress":"api.capmonster.cloud/203.0.113.1","clientAddress":"192.0.2.10","times":{"start":"2026-04-02T04:32:03.700Z","requestBegin":"2026-04-02T04:32:03.750Z","end":"2026-04-02T04:32:04.750Z"},
"request":{"header":{"headers":[{"name":"Content-Type","value":"application/json"}]},"body":{"text":"{}","charset":"UTF-8"}},
"response":{"status":200,"header":{"headers":[]},"body":{"text":"{\"errorId\":0}"}}}`

func TestTransaction(t *testing.T) {
	src := "[" + transaction + ",\n" + strings.NewReplacer(`"COMPLETE"`, `"FAILED"`, `"status":200,`, ``, `443`, `8443`, `"query":null`, `"query":"a=1"`).Replace(transaction) + "]"
	if charles.Format.Match([]byte(src)) == "" {
		t.Error("it is not recognised")
	}
	exchanges, trouble := parserstest.Reader{Format: charles.Format}.Read(t, "x.chlsj", strings.NewReader(src))
	if len(exchanges) != 2 || trouble != nil {
		t.Fatalf("got %d exchanges, %q", len(exchanges), trouble)
	}
	x := exchanges[0]
	if x.Method != "POST" || x.URL != "https://api.capmonster.cloud/getBalance" || x.Status != 200 || x.Client != "192.0.2.10" || x.Server != "203.0.113.1" || x.Took != time.Second {
		t.Errorf("got %+v", x)
	}
	if string(x.RequestBody.Bytes) != "{}" || string(x.ResponseBody.Bytes) != `{"errorId":0}` || x.Header("content-type") != "application/json" {
		t.Errorf("got %q and %q", x.RequestBody.Bytes, x.ResponseBody.Bytes)
	}
	if y := exchanges[1]; !y.Failed || y.URL != "https://api.capmonster.cloud:8443/getBalance?a=1" {
		t.Errorf("got %+v", y)
	}
}

func TestBroken(t *testing.T) {
	for src, want := range map[string]string{
		`[{"protocolVersion":"","times":{},"method":"GET"}]`: "without method or host",
		"[" + transaction: "ends in the middle",
		`[{"protocolVersion":"","times":{},"method":tru}]`: "JSON",
	} {
		if _, trouble := (parserstest.Reader{Format: charles.Format}).Read(t, "x.chlsj", strings.NewReader(src)); len(trouble) != 1 || !strings.Contains(trouble[0], want) {
			t.Errorf("got %q, want %s", trouble, want)
		}
	}
}

// A body is there as text, or as it was sent, or its size tells that there is none.
func TestBodies(t *testing.T) {
	for _, test := range []struct{ name, message, want string }{
		{"text", `{"body":{"text":"OK"}}`, "OK"},
		{"text in Base64", `{"body":{"text":"T0s=","encoding":"base64"}}`, "OK"},
		{"as it was sent", `{"body":{"encoded":"T0s="}}`, "OK"},
		{"as it was sent, compressed", `{"contentEncoding":"gzip","body":{"encoded":"H4sIAAAAAAACA/P3BgCBIB1HAgAAAA=="}}`, "OK"},
		{"no Base64", `{"body":{"encoded":"%"}}`, "not shown"},
		{"none", `{"sizes":{"body":0}}`, ""},
		{"left out", `{"sizes":{"body":2}}`, "not shown"},
		{"nothing said", `{}`, "not shown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := `[{"method":"post","host":"2captcha.com","path":"/in.php","response":` + test.message + `}]`
			exchanges, trouble := parserstest.Reader{Format: charles.Format}.Read(t, "x.chlsj", strings.NewReader(src))
			if len(exchanges) != 1 || trouble != nil {
				t.Fatalf("got %v, %q", exchanges, trouble)
			}
			got := "not shown"
			if b := exchanges[0].ResponseBody; b.Shown {
				got = string(b.Bytes)
			}
			if got != test.want || exchanges[0].URL != "https://2captcha.com/in.php" {
				t.Errorf("got %q at %s, want %q", got, exchanges[0].URL, test.want)
			}
		})
	}
}

func TestUnwanted(t *testing.T) {
	reader := parserstest.Reader{Format: charles.Format, Wanted: func(url, server string) bool { return server != "203.0.113.1" }}
	exchanges, _ := reader.Read(t, "x.chlsj", strings.NewReader("["+transaction+"]"))
	if len(exchanges) != 1 || exchanges[0].Status != 200 || exchanges[0].RequestHeaders != nil || exchanges[0].ResponseBody.Shown {
		t.Errorf("got %+v", exchanges)
	}
}

func TestInterrupted(t *testing.T) {
	parserstest.Reader{Format: charles.Format}.Interrupted(t, "["+transaction+","+transaction+"]")
}

func FuzzTransaction(f *testing.F) {
	f.Add("[" + transaction + "]")
	f.Add(`[{"host":"h","method":"GET","request":{"body":{"encoded":"AA"}},"response":{"body":{"text":"%","encoding":"base64"}}}]`)
	f.Fuzz(func(t *testing.T, src string) {
		parserstest.Reader{Format: charles.Format}.Read(t, "x.chlsj", strings.NewReader(src))
	})
}
