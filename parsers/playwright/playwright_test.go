package playwright_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/parserstest"
	"github.com/banlint/banlint/parsers/playwright"
)

const entry = `{"startedDateTime":"2025-03-14T09:20:00.250Z","time":21.5,"request":{"method":"POST","url":"https://api.capmonster.cloud/getBalance",` +
	`"httpVersion":"HTTP/1.1","headers":[{"name":"Content-Type","value":"application/json"}],"postData":{"mimeType":"application/json","text":"","_file":"resources/ask.json"}},` +
	`"response":{"status":200,"headers":[],"content":{"size":13,"mimeType":"application/json","_sha1":"answer.json"}},"serverIPAddress":"192.0.2.7"}`

const line = `{"type":"resource-snapshot","snapshot":` + entry + `}` + "\n"

// files are the members of the archive beside the records.
func files(name string) ([]byte, error) {
	switch name {
	case "resources/ask.json", "ask.json":
		return []byte(`{"clientKey":"dummy"}`), nil
	case "resources/answer.json", "answer.json":
		return []byte(`{"errorId":0}`), nil
	default:
		return nil, errors.New("not in the archive")
	}
}

func read(t testing.TB, in io.Reader, attached func(string) ([]byte, error)) ([]timeline.Exchange, []string) {
	t.Helper()
	return parserstest.Reader{Format: playwright.Format, Attached: attached}.Read(t, "trace.network", in)
}

func TestExchange(t *testing.T) {
	spread := `{ "snapshot": ` + entry + `, "type": "resource-snapshot" }` + "\n"
	other := `{"type":"context-options","version":8}` + "\n"
	exchanges, trouble := read(t, strings.NewReader(line+"\n"+other+spread), files)
	if len(exchanges) != 2 || len(trouble) != 0 {
		t.Fatalf("%d exchanges, %q", len(exchanges), trouble)
	}
	for i, x := range exchanges {
		if x.URL != "https://api.capmonster.cloud/getBalance" || x.Start.String() != "2025-03-14T09:20:00.250Z" || x.Server != "192.0.2.7" {
			t.Errorf("%+v", x)
		}
		if string(x.RequestBody.Bytes) != `{"clientKey":"dummy"}` || string(x.ResponseBody.Bytes) != `{"errorId":0}` {
			t.Errorf("bodies %q and %q", x.RequestBody.Bytes, x.ResponseBody.Bytes)
		}
		if want := fmt.Sprintf("trace.network:%d", 1+3*i); x.Pos.String() != want || x.Pos.Entry != int32(i+1) {
			t.Errorf("at %v, want %s", x.Pos, want)
		}
	}
}

func TestTrouble(t *testing.T) {
	for _, c := range []struct {
		name, file string
		exchanges  int
		want       string
	}{
		{"cut", line + line[:200], 1, "trace.network:2: the trace ends in the middle of a line"},
		{"whole without line break", line + strings.TrimSpace(line), 2, ""},
		{"broken in the middle", `{"type":"resource-snapshot","snapshot":{"request":` + "\n" + line, 1, "trace.network:1: not valid JSON at byte 11 of the record"},
		{"no snapshot", `{"type":"resource-snapshot"}` + "\n" + line, 1, "trace.network:1: not valid JSON at byte 0 of the record"},
		{"too long", `{"type":"resource-snapshot","snapshot":"` + strings.Repeat("x", parsers.MaxRecord) + "\"}\n" + line, 1,
			"trace.network:1: line longer than 16 MiB, which is as long as one may be"},
	} {
		exchanges, trouble := read(t, strings.NewReader(c.file), nil)
		got := strings.Join(trouble, "\n")
		if len(exchanges) != c.exchanges || (got == "") != (c.want == "") || !strings.HasPrefix(got, strings.Split(c.want, " at byte")[0]) {
			t.Errorf("%s: %d exchanges\n got %s\nwant %s", c.name, len(exchanges), got, c.want)
		}
	}
}

func TestFaultOfReading(t *testing.T) {
	fault := errors.New("input/output error")
	_, trouble := read(t, io.MultiReader(strings.NewReader(line), iotest.ErrReader(fault)), nil)
	if len(trouble) != 1 || trouble[0] != fault.Error() {
		t.Errorf("%q", trouble)
	}
}

func TestMatch(t *testing.T) {
	for prefix, want := range map[string]string{
		line: `lines of type "resource-snapshot"`, line[:300]: `lines of type "resource-snapshot"`,
		`{"version":8,"type":"context-options"}`: `lines of type "context-options", without network records`, `{"log":{}}`: "", "resource-snapshot": "", `{"type":{"type":"resource-snapshot"}}`: "",
	} {
		if got := playwright.Format.Match([]byte(prefix)); got != want {
			t.Errorf("%.60q: %q, want %q", prefix, got, want)
		}
	}
}

func TestCorpus(t *testing.T) {
	const corpus = "../../../shared/corpus/"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("no corpus here")
	}
	for name, want := range map[string]struct{ exchanges, bodies int }{
		"recorded/playwright-trace/playwright-trace.zip": {21, 19},
		"third-party/playwright-trace/trace-1.31.zip":    {0, 0},
		"third-party/playwright-trace/trace-1.37.zip":    {2, 2},
	} {
		z, err := zip.OpenReader(corpus + name)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		exchanges, bodies := 0, 0
		for _, member := range z.File {
			if !strings.HasSuffix(member.Name, ".network") {
				continue
			}
			in, err := member.Open()
			if err != nil {
				t.Fatal(err)
			}
			found, trouble := read(t, in, func(file string) ([]byte, error) { return attached(&z.Reader, file) })
			if len(trouble) != 0 {
				t.Errorf("%s: %q", name, trouble)
			}
			exchanges += len(found)
			for _, x := range found {
				if x.ResponseBody.Shown {
					bodies++
				}
			}
		}
		if exchanges != want.exchanges || bodies != want.bodies {
			t.Errorf("%s: %d exchanges with %d bodies, want %v", name, exchanges, bodies, want)
		}
	}
}

// attached opens a member by its name, or by the last part of it.
func attached(z *zip.Reader, name string) ([]byte, error) {
	for _, path := range []string{name, "resources/" + name} {
		if in, err := z.Open(path); err == nil {
			defer in.Close()
			return io.ReadAll(in)
		}
	}
	return nil, os.ErrNotExist
}

func TestInterrupted(t *testing.T) {
	parserstest.Reader{Format: playwright.Format}.Interrupted(t, line+"{\n"+line)
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(line + `{"type":"context-options"}` + "\n" + line))
	f.Add([]byte(`{"type":"resource-snapshot","snapshot":{}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		playwright.Format.Match(file)
		whole, trouble := read(t, bytes.NewReader(file), files)
		bytewise, same := read(t, iotest.OneByteReader(bytes.NewReader(file)), files)
		if fmt.Sprint(whole, trouble) != fmt.Sprint(bytewise, same) {
			t.Fatal("not the same when read byte by byte")
		}
	})
}
