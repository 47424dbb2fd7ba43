package otlp_test

import (
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/parsers/otlp"
	"github.com/banlint/banlint/parsers/parserstest"
)

const (
	client = `{"name":"POST","kind":3,"startTimeUnixNano":"1741944413180000000","endTimeUnixNano":"1741944413200000000","attributes":[
  {"key":"http.request.method","value":{"stringValue":"POST"}},{"key":"url.full","value":{"stringValue":"https://api.capmonster.cloud/createTask"}},
  {"key":"http.response.status_code","value":{"intValue":"200"}},{"key":"network.peer.address","value":{"stringValue":"203.0.113.1"}}]}`
	older = `{"kind":"SPAN_KIND_CLIENT","startTimeUnixNano":1741944413180000000,"attributes":[{"key":"http.method","value":{"stringValue":"get"}},{"key":"http.host","value":{"stringValue":"2captcha.com"}},
  {"key":"http.target","value":{"stringValue":"/res.php?id=7"}},{"key":"http.scheme","value":{"stringValue":"http"}}]}`
	inner = `{"name":"solve","kind":1,"attributes":[]}`
)

// trace puts spans into the object that holds them.
func trace(spans ...string) string {
	return `{"resourceSpans":[{"scopeSpans":[{"spans":[` + strings.Join(spans, ",") + `]}]}]}`
}

func TestSpans(t *testing.T) {
	oneLine := strings.ReplaceAll(trace(client, inner, older), "\n", "")
	for name, src := range map[string]string{"one object": trace(client, inner, older), "lines": strings.ReplaceAll(trace(client, inner), "\n", "") + "\n" + strings.ReplaceAll(trace(older), "\n", "") + "\n", "one line": oneLine} {
		t.Run(name, func(t *testing.T) {
			if otlp.Format.Match([]byte(src)) == "" {
				t.Error("it is not recognised")
			}
			exchanges, trouble := parserstest.Reader{Format: otlp.Format}.Read(t, "x.json", strings.NewReader(src))
			if len(exchanges) != 2 || trouble != nil {
				t.Fatalf("got %d exchanges, %q", len(exchanges), trouble)
			}
			x, y := exchanges[0], exchanges[1]
			if x.Method != "POST" || x.URL != "https://api.capmonster.cloud/createTask" || x.Status != 200 || x.Took != 20*time.Millisecond || x.Server != "203.0.113.1" || x.Start.String() != "2025-03-14T09:26:53.180Z" {
				t.Errorf("got %+v", x)
			}
			if y.Method != "GET" || y.URL != "http://2captcha.com/res.php?id=7" || y.Status != 0 || y.Took != -1 {
				t.Errorf("got %+v", y)
			}
		})
	}
}

// What a server saw is the exchange once more.
func TestServerSpans(t *testing.T) {
	exchanges, trouble := parserstest.Reader{Format: otlp.Format}.Read(t, "x.json", strings.NewReader(trace(strings.Replace(client, `"kind":3`, `"kind":2`, 1))))
	if len(exchanges) != 0 || trouble != nil {
		t.Errorf("got %d exchanges, %q", len(exchanges), trouble)
	}
}

func FuzzSpans(f *testing.F) {
	f.Add(trace(client, older))
	f.Fuzz(func(t *testing.T, src string) {
		parserstest.Reader{Format: otlp.Format}.Read(t, "x.json", strings.NewReader(src))
	})
}
