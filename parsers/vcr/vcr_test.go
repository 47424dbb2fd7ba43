package vcr_test

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
	"github.com/banlint/banlint/parsers/parserstest"
	"github.com/banlint/banlint/parsers/vcr"
)

const python = `interactions:
- request:
    body: '{"clientKey": "dummy"}'
    headers:
      Content-Type:
      - application/json
    method: POST
    uri: https://api.capmonster.cloud/getBalance
  response:
    body:
      string: '{"errorId": 0, "balance": 1}'
    headers:
      Date:
      - Fri, 14 Mar 2025 09:20:00 GMT
    status:
      code: 200
      message: OK
- request:
    body: null
    headers: {accept: ['*/*']}
    method: GET
    uri: 'https://2captcha.com/res.php?key=dummy&id=1'
  response:
    body:
      string: !!binary |
        T0t8
        MQ==
    headers: {}
    status: {code: 200, message: OK}
version: 1
`

const ruby = `---
http_interactions:
- request:
    method: post
    uri: https://api.capsolver.com/getBalance
    body:
      encoding: UTF-8
      string: '{"clientKey":"dummy"}'
    headers:
      Accept:
      - "*/*"
  response:
    status:
      code: 200
      message: OK
    headers:
      Date:
      - Fri, 14 Mar 2025 09:20:07 GMT
    body:
      encoding: ASCII-8BIT
      base64_string: eyJlcnJvcklkIjowfQ==
  recorded_at: Fri, 14 Mar 2025 09:20:08 GMT
recorded_with: VCR 6.1.0
`

const golang = `---
version: 2
interactions:
    - id: 0
      request:
        body: '{"clientKey":"dummy"}'
        headers:
            Content-Type:
                - application/json
        url: https://api.anti-captcha.com/getBalance
        method: POST
      response:
        body: '{"errorId":0}'
        headers:
            Date:
                - Fri, 14 Mar 2025 09:20:08 GMT
        status: 200 OK
        code: 200
        duration: 1.5s
`

const old = `- request: !!python/object:vcr.request.Request
    body: null
    headers: !!python/object/apply:__builtin__.frozenset
    - - !!python/tuple [Accept, '*/*']
    method: GET
    uri: http://2captcha.com/res.php?key=dummy&action=getbalance
  response:
    body: {string: !!python/unicode '1.25'}
    headers:
      date: ['Fri, 14 Mar 2025 09:20:08 GMT']
    status: {code: 200, message: OK}
`

func read(t testing.TB, in io.Reader, wanted parsers.Wanted) ([]timeline.Exchange, []string) {
	t.Helper()
	return parserstest.Reader{Format: vcr.Format, Wanted: wanted}.Read(t, "run.yaml", in)
}

func brief(x timeline.Exchange) string {
	return fmt.Sprintf("%s %s %s %d at %q took %v: %s -> %s", x.Pos, x.Method, x.URL, x.Status, x.Start, x.Took, x.RequestBody.Bytes, x.ResponseBody.Bytes)
}

func TestCassettes(t *testing.T) {
	for _, c := range []struct{ name, match, file, want string }{
		{"vcrpy", "interactions[].request", python, `
run.yaml:2 POST https://api.capmonster.cloud/getBalance 200 at "2025-03-14T09:20:00.000Z" took -1ns: {"clientKey": "dummy"} -> {"errorId": 0, "balance": 1}
run.yaml:18 GET https://2captcha.com/res.php?key=dummy&id=1 200 at "" took -1ns:  -> OK|1`},
		{"ruby", "http_interactions[].request", ruby, `
run.yaml:3 POST https://api.capsolver.com/getBalance 200 at "2025-03-14T09:20:08.000Z" took -1ns: {"clientKey":"dummy"} -> {"errorId":0}`},
		{"go-vcr", "interactions[].request", golang, `
run.yaml:4 POST https://api.anti-captcha.com/getBalance 200 at "2025-03-14T09:20:06.500Z" took 1.5s: {"clientKey":"dummy"} -> {"errorId":0}`},
		{"list", "[].request", old, `
run.yaml:1 GET http://2captcha.com/res.php?key=dummy&action=getbalance 200 at "2025-03-14T09:20:08.000Z" took -1ns:  -> 1.25`},
	} {
		exchanges, trouble := read(t, strings.NewReader(c.file), nil)
		got := ""
		for _, x := range exchanges {
			got += "\n" + brief(x)
		}
		if got != c.want || len(trouble) != 0 {
			t.Errorf("%s: %q\n got %s\nwant %s", c.name, trouble, got, c.want)
		}
		if got := vcr.Format.Match([]byte(c.file)); got != c.match {
			t.Errorf("%s: matched by %q, want %q", c.name, got, c.match)
		}
	}
}

func TestNoMatch(t *testing.T) {
	for _, prefix := range []string{
		"timestamp: 2025-03-14\nrequest:\n", "interactions: []\n", "services:\n  - request:\n", "version: 1\n", "{}", "2025-03-14 request:",
	} {
		if got := vcr.Format.Match([]byte(prefix)); got != "" {
			t.Errorf("%q matched by %q", prefix, got)
		}
	}
}

func TestTrouble(t *testing.T) {
	item := strings.TrimPrefix(strings.TrimSuffix(python, "version: 1\n"), "interactions:\n")
	for _, c := range []struct {
		name, file string
		exchanges  int
		want       string
	}{
		{"broken in the middle", "interactions:\n- request: {\n" + item, 2, "run.yaml:2: interaction that is no valid YAML, or refers to another one"},
		{"no response", "interactions:\n- request: {uri: x}\n" + item, 2, "run.yaml:2: interaction without request or response"},
		{"no status", "interactions:\n- request: {uri: x}\n  response: {}\n" + item, 2, "run.yaml:2: interaction without the status of the answer"},
		{"cut in a line", python[:len(python)-30], 1, "run.yaml:18: interaction that is no valid YAML, or refers to another one\nrun.yaml:18: the file ends in the middle of a line"},
		{"alias to another", "interactions:\n- request: *a\n" + item, 2, "run.yaml:2: interaction that is no valid YAML, or refers to another one"},
		{"too many values", "interactions:\n- request: [" + strings.Repeat("a,", 100_000) + "]\n" + item, 2, "run.yaml:2: interaction with more than 100,000 values, which is as many as one may have"},
		{"too long", "interactions:\n- request:\n    body: " + strings.Repeat("x", parsers.MaxRecord+1) + "\n" + item, 2, "run.yaml:2: interaction longer than 16 MiB, which is as long as one may be"},
	} {
		exchanges, trouble := read(t, strings.NewReader(c.file), nil)
		if got := strings.Join(trouble, "\n"); len(exchanges) != c.exchanges || got != c.want {
			t.Errorf("%s: %d exchanges\n got %s\nwant %s", c.name, len(exchanges), got, c.want)
		}
	}
}

// The exchanges of a file that breaks off never become fewer as it goes on.
func TestPrefixes(t *testing.T) {
	for _, file := range []string{python, ruby, golang, old} {
		most := 0
		for end := 1; end <= len(file); end++ {
			exchanges, _ := read(t, strings.NewReader(file[:end]), nil)
			if len(exchanges) < most-1 {
				t.Fatalf("%d exchanges after %d in %q", len(exchanges), most, file[:end])
			}
			most = max(most, len(exchanges))
		}
	}
}

func TestUnwanted(t *testing.T) {
	exchanges, _ := read(t, strings.NewReader(python), func(url, _ string) bool { return strings.Contains(url, "capmonster") })
	if len(exchanges) != 2 || !exchanges[0].RequestBody.Shown || exchanges[1].RequestBody.Shown || exchanges[1].URL == "" {
		t.Errorf("%+v", exchanges)
	}
}

func TestFaultOfReading(t *testing.T) {
	fault := errors.New("input/output error")
	_, trouble := read(t, io.MultiReader(strings.NewReader(python), iotest.ErrReader(fault)), nil)
	if len(trouble) != 1 || trouble[0] != fault.Error() {
		t.Errorf("%q", trouble)
	}
}

func TestCorpus(t *testing.T) {
	const corpus = "../../../shared/corpus/"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("no corpus here")
	}
	for name, n := range map[string]int{
		"recorded/vcr/vcr_requests.yaml": 50, "third-party/vcr/domain_redirect.yaml": 2,
		"third-party/vcr/gzip_httpx_old_format.yaml": 1, "third-party/vcr/new_cassette.yaml": 1,
	} {
		file, err := os.ReadFile(filepath.Join(corpus, name))
		if err != nil {
			t.Fatal(err)
		}
		exchanges, trouble := read(t, bytes.NewReader(file), nil)
		if vcr.Format.Match(file) == "" || len(exchanges) != n || len(trouble) != 0 {
			t.Errorf("%s: %d exchanges, want %d; %q", name, len(exchanges), n, trouble)
		}
		for _, x := range exchanges {
			if x.Grain != time.Second || !strings.HasPrefix(x.URL, "http") || !x.ResponseBody.Shown || x.ResponseBody.Cut {
				t.Errorf("%s: %s, shown %v, cut %v", x.Pos, x.URL, x.ResponseBody.Shown, x.ResponseBody.Cut)
			}
		}
	}
}

func TestInterrupted(t *testing.T) {
	for _, file := range []string{python, old, python[:len(python)-30]} {
		parserstest.Reader{Format: vcr.Format}.Interrupted(t, file)
	}
}

func FuzzRead(f *testing.F) {
	for _, file := range []string{python, ruby, golang, old} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		vcr.Format.Match(file)
		whole, trouble := read(t, bytes.NewReader(file), nil)
		bytewise, same := read(t, iotest.OneByteReader(bytes.NewReader(file)), nil)
		if fmt.Sprint(whole, trouble) != fmt.Sprint(bytewise, same) {
			t.Fatal("not the same when read byte by byte")
		}
	})
}
