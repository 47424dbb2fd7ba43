package mitmproxy_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/mitmproxy"
	"github.com/banlint/banlint/parsers/parserstest"
)

// The constructors of tnetstrings.
func text(s string) string  { return fmt.Sprintf("%d:%s;", len(s), s) }
func raw(s string) string   { return fmt.Sprintf("%d:%s,", len(s), s) }
func number(n int) string   { s := fmt.Sprint(n); return fmt.Sprintf("%d:%s#", len(s), s) }
func float(s string) string { return fmt.Sprintf("%d:%s^", len(s), s) }
func list(items ...string) string {
	s := strings.Join(items, "")
	return fmt.Sprintf("%d:%s]", len(s), s)
}
func dict(fields ...string) string {
	s := strings.Join(fields, "")
	return fmt.Sprintf("%d:%s}", len(s), s)
}

const null = "0:~"

func request(path, content string, more ...string) string {
	return text("request") + dict(append([]string{
		text("method"), raw("POST"), text("scheme"), raw("https"), text("host"), text("api.capmonster.cloud"),
		text("port"), number(443), text("authority"), raw(""), text("path"), raw(path),
		text("headers"), list(list(raw("Content-Type"), raw("application/json"))), text("content"), content,
		text("timestamp_start"), float("1741944000.25"), text("timestamp_end"), float("1741944000.26"),
	}, more...)...)
}

func response(content string, headers ...string) string {
	return text("response") + dict(
		text("status_code"), number(200), text("reason"), raw("OK"), text("headers"), list(headers...), text("content"), content,
		text("timestamp_start"), float("1741944000.5"), text("timestamp_end"), float("1741944000.75"),
	)
}

func flow(fields ...string) string {
	return dict(append([]string{text("version"), number(21), text("type"), text("http"),
		text("client_conn"), dict(text("peername"), list(text("192.0.2.10"), number(50000))),
		text("server_conn"), dict(text("address"), list(text("api.capmonster.cloud"), number(443)), text("peername"), list(text("198.51.100.7"), number(443))),
	}, fields...)...)
}

const balance = `{"clientKey":"dummy"}`

// read lists the records of a recording, one a line, and what was passed over.
func read(t testing.TB, in io.Reader, wanted parsers.Wanted) ([]timeline.Exchange, []string) {
	t.Helper()
	return parserstest.Reader{Format: mitmproxy.Format, Wanted: wanted}.Read(t, "run.flow", in)
}

func TestExchange(t *testing.T) {
	answer := response(raw(`{"errorId":0}`), list(raw("Date"), raw("Fri, 14 Mar 2025 09:20:00 GMT")))
	exchanges, trouble := read(t, strings.NewReader(flow(request("/getBalance", raw(balance)), answer, text("error"), null)), nil)
	if len(exchanges) != 1 || len(trouble) != 0 {
		t.Fatalf("%d exchanges, %q", len(exchanges), trouble)
	}
	x := exchanges[0]
	if x.Method != "POST" || x.URL != "https://api.capmonster.cloud/getBalance" || x.Status != 200 || x.Failed || x.Tunnel {
		t.Errorf("%+v", x)
	}
	if x.Start.String() != "2025-03-14T09:20:00.250Z" || x.Took != 500*time.Millisecond || x.Grain != time.Microsecond {
		t.Errorf("start %v, took %v, grain %v", x.Start, x.Took, x.Grain)
	}
	if x.Client != "192.0.2.10" || x.Server != "198.51.100.7" {
		t.Errorf("client %q, server %q", x.Client, x.Server)
	}
	if string(x.RequestBody.Bytes) != balance || string(x.ResponseBody.Bytes) != `{"errorId":0}` {
		t.Errorf("bodies %q and %q", x.RequestBody.Bytes, x.ResponseBody.Bytes)
	}
	if x.Header("content-type") != "application/json" || x.ResponseHeader("date") == "" {
		t.Errorf("headers %v and %v", x.RequestHeaders, x.ResponseHeaders)
	}
}

func TestVariants(t *testing.T) {
	answer := response(raw("OK|1"))
	other := func(fields ...string) string { return text("request") + dict(fields...) }
	for _, c := range []struct{ name, flow, want string }{
		{"no answer", flow(request("/a", raw("")), text("response"), null), "https://api.capmonster.cloud/a 0 failed"},
		{"killed", flow(request("/a", raw("")), answer, text("error"), dict(text("msg"), text("killed"))), "https://api.capmonster.cloud/a 200 failed"},
		{"streamed body", flow(request("/a", null), answer), "https://api.capmonster.cloud/a 200 no request body"},
		{"other port", flow(request("/a", raw(""), text("port"), number(8443)), answer), "https://api.capmonster.cloud:8443/a 200"},
		{"transparent", flow(request("/a", raw(""), text("host"), text("198.51.100.7"), text("authority"), raw("api.capsolver.com")), answer), "https://api.capsolver.com/a 200"},
		{"transparent, no name", flow(request("/a", raw(""), text("host"), text("2001:db8::1")), answer), "https://[2001:db8::1]/a 200"},
		{"tunnel", flow(request("", raw(""), text("method"), raw("CONNECT")), answer), "https://api.capmonster.cloud 200 tunnel"},
		{"no type, names in bytes", dict(raw("request") + dict(raw("method"), raw("GET"), raw("scheme"), raw("http"), raw("host"), raw("2captcha.com"), raw("path"), raw("/res.php")) + raw("response") + dict(raw("code"), number(200))),
			"http://2captcha.com/res.php 200 no time no request body no response body"},
		{"not a number as time", flow(request("/a", raw(""), text("timestamp_start"), float("nan")), answer), "https://api.capmonster.cloud/a 200 no time"},
		{"endless time", flow(request("/a", raw(""), text("timestamp_start"), float("inf")), answer), "https://api.capmonster.cloud/a 200 no time"},
		{"upstream proxy", flow(request("/a", raw("")), answer, text("server_conn"), dict(text("peername"), list(text("192.0.2.1")), text("via"), list(text("http"), list(text("p"), number(1))))), "https://api.capmonster.cloud/a 200 no server"},
		{"resolved", flow(request("/a", raw("")), answer, text("server_conn"), dict(text("ip_address"), list(text("198.51.100.7")))), "https://api.capmonster.cloud/a 200"},
		{"of an old version", flow(request("/a", raw("")), answer, text("server_conn"), dict(text("address"), dict(text("address"), list(text("198.51.100.7"), number(443)), text("use_ipv6"), "5:false!"))), "https://api.capmonster.cloud/a 200"},
		{"a path without a slash", flow(request("a", raw("")), answer), "https://api.capmonster.cloud/a 200"},
		{"transparent, named with a port", flow(request("/a", raw(""), text("host"), text("198.51.100.7"), text("authority"), raw(""), text("headers"), list(list(raw("Host"), raw("api.capsolver.com:443")))), answer), "https://api.capsolver.com/a 200"},
		{"transparent, named by what is no name", flow(request("/a", raw(""), text("host"), text("198.51.100.7"), text("authority"), raw("a/b")), answer), "https://198.51.100.7/a 200"},
		{"a port that is none", flow(request("/a", raw(""), text("port"), "1:x#"), answer), "https://api.capmonster.cloud/a 200"},
		{"a port in words", flow(request("/a", raw(""), text("port"), text("443")), answer), "https://api.capmonster.cloud/a 200"},
		{"a host that is no text", flow(request("/a", raw(""), text("host"), number(1)), answer), "/a 200"},
		{"a time that is text", flow(request("/a", raw(""), text("timestamp_start"), text("1741944000")), answer), "https://api.capmonster.cloud/a 200 no time"},
		{"nothing in it", flow(other()), " 0 failed no time no request body"},
	} {
		exchanges, trouble := read(t, strings.NewReader(c.flow), nil)
		if len(exchanges) != 1 {
			t.Errorf("%s: %d exchanges, %q", c.name, len(exchanges), trouble)
			continue
		}
		if got := brief(exchanges[0]); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func brief(x timeline.Exchange) string {
	out := fmt.Sprintf("%s %d", x.URL, x.Status)
	for _, mark := range []struct {
		on   bool
		word string
	}{
		{x.Failed, " failed"}, {x.Tunnel, " tunnel"}, {x.Start == 0, " no time"}, {!x.RequestBody.Shown, " no request body"},
		{x.Status != 0 && !x.ResponseBody.Shown && !x.Failed, " no response body"}, {x.Client != "" && x.Server == "", " no server"},
	} {
		if mark.on {
			out += mark.word
		}
	}
	return out
}

func TestTrouble(t *testing.T) {
	good := flow(request("/a", raw("")), response(raw("OK|1")))
	bad := strings.Replace(good, "6:method;", "9:method;", 1)
	for _, c := range []struct {
		name, file string
		exchanges  int
		want       string
	}{
		{"cut in a flow", good + good[:200], 1, "run.flow#2: the file ends inside a flow"},
		{"cut in a length", good + "12", 1, "run.flow#2: the file ends inside a flow"},
		{"text behind", good + "the end", 1, "run.flow#2: no flow follows here, but something else: the length of a dictionary was wanted"},
		{"broken inside", bad + good, 1, "run.flow#1: a value of an unknown kind"},
		{"other kinds", dict(text("type"), text("dns")) + good, 1, ""},
		{"no request", flow(text("request"), null) + good, 1, "run.flow#1: flow without a request"},
		{"unknown version", flow(text("version"), number(999)) + good, 1, "run.flow#1: flow of an unknown version of the format; versions up to 21 are known"},
		{"a name without a value", dict(text("type")) + good, 1, "run.flow#1: broken flow: a name without a value, or a name that is no text"},
		{"a name and a broken value", dict(text("type"), "x") + good, 1, "run.flow#1: broken flow: no length where one was wanted"},
		{"a length with zeros", dict(text("type"), "01:x;") + good, 1, "run.flow#1: broken flow: no length where one was wanted"},
		{"a version in words", flow(text("version"), text("new")) + good, 1, "run.flow#1: flow of an unknown version of the format; versions up to 21 are known"},
		{"a length without end", strings.Repeat("1", 20), 0, "run.flow#1: no flow follows here, but something else: the length of a dictionary was wanted"},
		{"cut before its kind", good[:len(good)-1], 0, "run.flow#1: the file ends inside a flow"},
		{"no dictionary", raw("hello") + good, 0, "run.flow#1: no flow follows here, but something else: the length of a dictionary was wanted"},
		{"a length that is a lie", "99999999999:abc}", 0, "run.flow#1: the file ends inside a flow"},
		{"too long", fmt.Sprintf("%d:%s}", parsers.MaxRecord+1, strings.Repeat("x", parsers.MaxRecord+1)) + good, 1, "run.flow#1: flow longer than 16 MiB, which is as long as a flow may be"},
	} {
		exchanges, trouble := read(t, strings.NewReader(c.file), nil)
		if got := strings.Join(trouble, "\n"); len(exchanges) != c.exchanges || got != c.want {
			t.Errorf("%s: %d exchanges\n got %s\nwant %s", c.name, len(exchanges), got, c.want)
		}
	}
}

func TestFaultOfReading(t *testing.T) {
	fault := errors.New("input/output error")
	good := flow(request("/a", raw("")))
	exchanges, trouble := read(t, io.MultiReader(strings.NewReader(good+good[:100]), iotest.ErrReader(fault)), nil)
	if len(exchanges) != 1 || len(trouble) != 1 || trouble[0] != fault.Error() {
		t.Errorf("%d exchanges, %q", len(exchanges), trouble)
	}
}

func TestUnwanted(t *testing.T) {
	file := flow(request("/getBalance", raw(balance)), response(raw("{}")))
	exchanges, _ := read(t, strings.NewReader(file), func(url, server string) bool {
		return url != "https://api.capmonster.cloud/getBalance" || server != "198.51.100.7"
	})
	if x := exchanges[0]; x.RequestHeaders != nil || x.RequestBody.Shown || x.Status != 200 || x.Start == 0 {
		t.Errorf("%+v", x)
	}
}

func TestMatch(t *testing.T) {
	for prefix, want := range map[string]string{
		flow(request("/a", raw(""))):   "length-prefixed flows",
		`2134:5:error,0:~8:response,`:  "length-prefixed flows",
		`{"log":{}}`:                   "",
		"5:hello,":                     "",
		"12:30:45 GET /":               "",
		"0000000005:hello,":            "",
		"99":                           "",
		strings.Repeat("9", 100) + ":": "",
	} {
		if got := mitmproxy.Format.Match([]byte(prefix)); got != want {
			t.Errorf("%.40q: %q, want %q", prefix, got, want)
		}
	}
}

func TestCorpus(t *testing.T) {
	const corpus = "../../../shared/corpus/"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("no corpus here")
	}
	want := map[string]int{
		"third-party/mitmproxy-flow/corrupted_gzip_body.mitm": 1, "third-party/mitmproxy-flow/dumpfile-010.mitm": 1,
		"third-party/mitmproxy-flow/dumpfile-018.mitm": 1, "third-party/mitmproxy-flow/dumpfile-10.mitm": 1,
		"third-party/mitmproxy-flow/dumpfile-19.mitm": 1, "third-party/mitmproxy-flow/dumpfile-7.mitm": 2,
		"third-party/mitmproxy-flow/error_log.mitm": 2, "third-party/mitmproxy-flow/event_stream.mitm": 2,
		"third-party/mitmproxy-flow/form_data_flows.mitm": 1, "third-party/mitmproxy-flow/msgpack_flows.mitm": 1,
		"third-party/mitmproxy-flow/successful_log.mitm": 2, "third-party/mitmproxy-flow/test_flows.mitm": 4,
		"recorded/mitmproxy-flow/mitmproxy-8.1.1-http-https.flow": 100,
	}
	for name, n := range want {
		file, err := os.ReadFile(filepath.Join(corpus, name))
		if err != nil {
			t.Fatal(err)
		}
		exchanges, trouble := read(t, bytes.NewReader(file), nil)
		if mitmproxy.Format.Match(file) == "" || len(exchanges) != n || len(trouble) != 0 {
			t.Errorf("%s: %d exchanges, want %d; %q", name, len(exchanges), n, trouble)
		}
		for _, x := range exchanges {
			if x.Start == 0 || !strings.Contains(x.URL, "://") {
				t.Errorf("%s: %s at %v", x.Pos, x.URL, x.Start)
			}
		}
	}
}

func TestInterrupted(t *testing.T) {
	good := flow(request("/a", raw("")), response(raw("OK|1")))
	parserstest.Reader{Format: mitmproxy.Format}.Interrupted(t, good+dict(text("type"), text("dns"))+flow(text("version"), number(999))+good)
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(flow(request("/a", raw("x")), response(raw("OK|1")))))
	f.Add([]byte(flow(request("/a", null), text("error"), dict(text("timestamp"), float("1e300"))) + dict(text("type"), text("tcp")) + "7:"))
	f.Fuzz(func(t *testing.T, file []byte) {
		mitmproxy.Format.Match(file)
		whole, trouble := read(t, bytes.NewReader(file), nil)
		bytewise, same := read(t, iotest.OneByteReader(bytes.NewReader(file)), nil)
		if fmt.Sprint(whole, trouble) != fmt.Sprint(bytewise, same) {
			t.Fatal("not the same when read byte by byte")
		}
	})
}
