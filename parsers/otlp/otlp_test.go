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

// Spans that leave out the whole URL have it in parts, of which some may be left out as well.
func TestAddresses(t *testing.T) {
	attribute := func(name, value string) string {
		return `{"key":"` + name + `","value":{"stringValue":"` + value + `"}}`
	}
	for _, test := range []struct {
		name, want string
		parts      []string
	}{
		{"no scheme", "https://2captcha.com/res.php", []string{attribute("server.address", "2captcha.com"), attribute("url.path", "/res.php")}},
		{"a query of its own", "http://2captcha.com/res.php?id=7", []string{attribute("server.address", "2captcha.com"), attribute("url.scheme", "http"), attribute("url.path", "/res.php"), attribute("url.query", "id=7")}},
		{"the query twice", "https://2captcha.com/res.php?id=7", []string{attribute("http.host", "2captcha.com"), attribute("http.target", "/res.php?id=7"), attribute("url.query", "id=7")}},
		{"no host", "", []string{attribute("url.path", "/res.php")}},
		{"a path that is none", "", []string{attribute("http.host", "2captcha.com"), attribute("http.target", "res.php")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			span := `{"kind":3,"attributes":[` + strings.Join(append(test.parts, attribute("http.method", "get")), ",") + `]}`
			exchanges, trouble := parserstest.Reader{Format: otlp.Format}.Read(t, "x.json", strings.NewReader(trace(span)))
			got := ""
			if len(exchanges) > 0 {
				got = exchanges[0].URL
			}
			if got != test.want || trouble != nil {
				t.Errorf("got %q, %q, want %q", got, trouble, test.want)
			}
		})
	}
}

// Of a call that nobody asks for, the program that made it is of no interest.
func TestUnwanted(t *testing.T) {
	named := strings.Replace(client, `"attributes":[`, `"attributes":[{"key":"user_agent.original","value":{"stringValue":"demo/1.4"}},`, 1)
	for _, wanted := range []bool{true, false} {
		reader := parserstest.Reader{Format: otlp.Format, Wanted: func(url, server string) bool {
			return wanted && url == "https://api.capmonster.cloud/createTask" && server == "203.0.113.1"
		}}
		exchanges, _ := reader.Read(t, "x.json", strings.NewReader(trace(named)))
		if len(exchanges) != 1 || (exchanges[0].Header("User-Agent") == "demo/1.4") != wanted || exchanges[0].Status != 200 {
			t.Errorf("wanted is %v: got %+v", wanted, exchanges)
		}
	}
}

// A broken object costs itself, and is counted among the others.
func TestBroken(t *testing.T) {
	line := strings.ReplaceAll(trace(client), "\n", "") + "\n"
	src := line + `{"resourceSpans":[{"scopeSpans":tru}]}` + "\n" + line + "{\n"
	exchanges, trouble := parserstest.Reader{Format: otlp.Format}.Read(t, "x.json", strings.NewReader(src))
	if len(exchanges) != 2 || len(trouble) != 2 || trouble[0] != "x.json:2: an object that is no valid JSON" || exchanges[1].Pos.Entry != 3 {
		t.Errorf("got %v, %q", exchanges, trouble)
	}
	parserstest.Reader{Format: otlp.Format}.Interrupted(t, src)
}

func FuzzSpans(f *testing.F) {
	f.Add(trace(client, older))
	f.Fuzz(func(t *testing.T, src string) {
		parserstest.Reader{Format: otlp.Format}.Read(t, "x.json", strings.NewReader(src))
	})
}
