package jsondump_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsondump"
	"github.com/banlint/banlint/parsers/parserstest"
)

// line is a line of the native dump.
func line(path string) string {
	return fmt.Sprintf(`{"time":"2025-03-14T09:26:53.123Z","duration_ms":180.5,"remote":"192.0.2.10:5000","method":"POST","url":"https://api.capmonster.cloud/%s","headers":{"content-type":"application/json"},"body":"{\"clientKey\":\"}\"}","status":200,"response_headers":{},"response_body":"{}"}`, path)
}

func lines(paths ...string) string {
	var all strings.Builder
	for _, p := range paths {
		all.WriteString(line(p) + "\n")
	}
	return all.String()
}

// pretty is an exchange over several lines.
func pretty(path string) string {
	return "{\n  \"url\": \"https://api.capmonster.cloud/" + path + "\",\n  \"headers\": {},\n  \"list\": [\n    {\"a\": 1},\n    {\"b\": 2}\n  ]\n}\n"
}

// read lists the exchanges of a recording, and what was passed over.
func read(t testing.TB, in io.Reader, wanted parsers.Wanted) ([]timeline.Exchange, []string) {
	t.Helper()
	return parserstest.Reader{Format: jsondump.Format, Wanted: wanted}.Read(t, "run.json", in)
}

// places lists the last parts of the URLs and the lines.
func places(exchanges []timeline.Exchange) string {
	var list []string
	for _, x := range exchanges {
		list = append(list, fmt.Sprintf("%s:%d", x.URL[strings.LastIndexByte(x.URL, '/')+1:], x.Pos.Line))
	}
	return strings.Join(list, " ")
}

func TestMatch(t *testing.T) {
	for prefix, want := range map[string]string{
		line("a"):                    "one exchange an object",
		"[" + line("a"):              "one exchange an object",
		pretty("a"):                  "one exchange an object",
		`{"uri":"/"}`:                "one exchange an object",
		"web-1  | " + line("a"):      "one exchange an object",
		"\x1e" + line("a"):           "one exchange an object",
		`l":"x"}` + "\n" + line("a"): "one exchange an object",
		"2025-03-14T09:26:53.1Z stdout F " + line("a"): "one exchange an object",
		"Mar 14 09:26:53 host app[12]: " + line("a"):   "one exchange an object",
		`{"request":{"method":"GET","url":"/"}}`:       "request and response pairs",
		`{"request":{"header":{},"raw":""},"url":"/"}`: "proxify",
		`[{"scope":"https://x.test:443","path":"/"}]`:  "nock recording",
		`{"version":1,"interactions":[{"request":{`:    "VCR cassette",
		`{"http_interactions" : [ {"request":{"uri":"`: "VCR cassette",

		`{"log":{"entries":[{"startedDateTime":"","request":{"url":"/"}}]}}`: "",
		`{"data":{"pairs":[{"request":{"path":[],"url":"/"}}]}}`:             "",
		`{"mappings":[{"request":{"url":"/"}}]}`:                             "",
		`{"type":"resource-snapshot","snapshot":{"request":{"url":"/"}}}`:    "",
		`{"request_method":"GET","uri":"/","remote_addr":"192.0.2.1"}`:       "",
		`{"level":"info","message":"started"}`:                               "",
		"[14/Mar/2025:09:26:53 +0000] " + line("a"):                          "",
		"text " + line("a"): "",
		"text":              "",
		"":                  "",
	} {
		if got := jsondump.Format.Match([]byte(prefix)); got != want {
			t.Errorf("%.60q: %q, want %q", prefix, got, want)
		}
	}
}

func TestShapes(t *testing.T) {
	long := fmt.Sprintf(`{"url":"https://x.test/a","body":"%s"}`, strings.Repeat("x", 300_000))
	for _, c := range []struct{ name, file, want string }{
		{"lines", lines("a", "b", "c"), "a:1 b:2 c:3"},
		{"byte order mark", "\xef\xbb\xbf" + lines("a", "b"), "a:1 b:2"},
		{"carriage returns", strings.ReplaceAll(lines("a", "b"), "\n", "\r\n"), "a:1 b:2"},
		{"carriage returns alone", strings.ReplaceAll(lines("a", "b"), "\n", "\r"), "a:0 b:0"},
		{"no line break at the end", line("a") + "\n" + line("b"), "a:1 b:2"},
		{"empty lines", "\n" + line("a") + "\n \n\n" + line("b") + "\n", "a:2 b:5"},
		{"one line", line("a"), "a:0"},
		{"several on a line", line("a") + line("b") + " , " + line("c"), "a:0 b:0 c:0"},
		{"long lines", long + "\n" + long, "a:1 a:2"},
		{"list", "[" + line("a") + "," + line("b") + "]", "a:0 b:0"},
		{"list of lines", "[\n" + line("a") + ",\n" + line("b") + "\n]\n", "a:2 b:3"},
		{"lists in a row", "[" + line("a") + "]\n[" + line("b") + "]", "a:1 b:2"},
		{"pretty", pretty("a") + pretty("b"), "a:1 b:9"},
		{"pretty list", "[\n" + pretty("a") + "," + pretty("b") + "]", "a:2 b:10"},
		{"wrapped", "{\"method\":\"POST\",\n \"url\":\"https://x.test/a\"}\n{\"method\":\"POST\",\n \"url\":\"https://x.test/b\"}\n", "a:1 b:3"},
		{"docker compose", "web-1  | " + line("a") + "\nweb-1  | " + line("b") + "\n", "a:1 b:2"},
		{"CRI", "2025-03-14T09:26:53.1Z stdout F " + line("a") + "\n2025-03-14T09:26:54.1Z stdout F " + line("b"), "a:1 b:2"},
		{"syslog", "Mar 14 09:26:53 host app[12]: " + line("a") + "\nMar 14 09:26:53 host app[12]: " + line("b"), "a:1 b:2"},
		{"text sequence", "\x1e" + line("a") + "\n\x1e" + line("b") + "\n", "a:1 b:2"},
		{"text sequence on one line", "\n\x1e" + line("a"), "a:2"},
		{"cassette", "{\n\"version\": 1,\n\"interactions\": [\n{\"request\":{\"uri\":\"https://x.test/a\"}},\n{\"request\":{\"uri\":\"https://x.test/b\"}}\n],\"recorded_with\":[1]}", "a:4 b:5"},
		{"cassette on one line", `{"http_interactions":[{"request":{"uri":"https://x.test/a"}}],"recorded_with":"VCR"}`, "a:0"},
	} {
		for how, in := range map[string]io.Reader{
			"whole": strings.NewReader(c.file), "bytes": iotest.OneByteReader(strings.NewReader(c.file)),
		} {
			exchanges, trouble := read(t, in, nil)
			if got := places(exchanges); got != c.want || len(trouble) != 0 {
				t.Errorf("%s (%s): %q, want %q; %q", c.name, how, got, c.want, trouble)
			}
		}
	}
}

func TestTrouble(t *testing.T) {
	const lastLine = "the last line ends in the middle: the recorder was stopped, or the file was not copied whole"
	const middle = "the file ends in the middle of an exchange: the recorder was stopped, or the file was not copied whole"
	deep := strings.Repeat("[", 600) + strings.Repeat("]", 600)
	for _, c := range []struct{ name, file, places, want string }{
		{"cut in the last line", lines("a") + line("b")[:40], "a:1", "run.json:2: " + lastLine},
		{"cut in the only line", line("a")[:40], "", "run.json#1: " + middle},
		{"first line cut at its beginning", line("x")[40:] + "\n" + lines("a", "b"), "a:2 b:3", "run.json:1: not valid JSON at byte 36 of the record"},
		{"first line cut at its end", line("x")[:40] + "\n" + lines("a", "b"), "a:2 b:3", "run.json:1: not valid JSON at byte 40 of the record"},
		{"broken line", lines("a") + "{\"url\"}\n" + lines("b"), "a:1 b:3", "run.json:2: not valid JSON at byte 7 of the record"},
		{"text between", lines("a") + "restarted\n" + lines("b"), "a:1 b:3", "run.json:2: a line that is no JSON object"},
		{"no URL", lines("a") + "{\"method\":\"GET\"}\n", "a:1", "run.json:2: an object without the URL of a request (url, uri, or host and path)"},
		{"URL is a number", lines("a") + "{\"url\":1}\n", "a:1", "run.json:2: an object without the URL of a request (url, uri, or host and path)"},
		{"line nested deeply", lines("a") + `{"x":` + deep + "}\n" + lines("b"), "a:1 b:3", "run.json:2: JSON nested deeper than 512 levels"},
		{"line too long", lines("a") + `{"x":"` + strings.Repeat("x", parsers.MaxRecord) + "\"}\n" + lines("b"), "a:1 b:3", "run.json:2: a line of more than 16 MiB"},

		{"list cut", "[" + line("a") + "," + line("b")[:40], "a:0", "run.json#2: " + middle},
		{"list cut behind an object", "[" + line("a") + ",", "a:0", "run.json#2: " + middle},
		{"pretty cut", pretty("a") + pretty("b")[:40], "a:1", "run.json#2: " + middle},
		{"cassette cut", `{"interactions":[{"request":{"uri":"https://x.test/a"}},{"req`, "a:0", "run.json#2: " + middle},
		{"list with other things", "[" + line("a") + ",null," + line("b") + "]", "a:0 b:0", "run.json#2: an exchange that is no JSON object"},
		{"two commas", "[" + line("a") + ",," + line("b") + ",]", "a:0 b:0", "run.json#1: a comma without an object behind it\nrun.json#2: a comma without an object behind it"},
		{"broken object in a list", "[" + line("a") + ",{\"url\"}," + line("b") + "]", "a:0 b:0", "run.json#2: not valid JSON at byte 7 of the record"},
		{"bracket too many", pretty("a") + "}" + pretty("b"), "a:1", "run.json:9: not JSON at line 9, byte 108 of the file: wanted a value; what follows was not read"},
		{"bracket of no list", pretty("a") + pretty("b") + "]" + pretty("c"), "a:1 b:9", "run.json:17: not JSON at line 17, byte 215 of the file: wanted a value; what follows was not read"},
		{"broken at once", "[{}\n}", "", "run.json:1: an object without the URL of a request (url, uri, or host and path)\nnot JSON at line 2, byte 5 of the file: wanted ','"},
		{"nested deeply", pretty("a") + "{\n\"x\":" + deep + "}" + pretty("b"), "a:1 b:10", "run.json:9: JSON nested deeper than 512 levels"},
		{"too long", pretty("a") + "{\n\"x\":\"" + strings.Repeat("x", parsers.MaxRecord) + "\"}" + pretty("b"), "a:1 b:10", "run.json:9: an object of more than 16 MiB"},
		{"NUL behind", pretty("a") + "\x00\x00", "a:1", "not JSON at line 9, byte 108 of the file: found a NUL byte"},
		{"deep beside interactions", `{"interactions":[],"x":` + deep + "}", "", ""},
		{"nothing", " \n", "", ""},
	} {
		exchanges, trouble := read(t, strings.NewReader(c.file), nil)
		if got := strings.Join(trouble, "\n"); places(exchanges) != c.places || got != c.want {
			t.Errorf("%s: exchanges %q, want %q\n got %s\nwant %s", c.name, places(exchanges), c.places, got, c.want)
		}
	}
}

func TestFaultOfReading(t *testing.T) {
	fault := errors.New("input/output error")
	for name, text := range map[string]string{"lines": lines("a") + line("b")[:40], "list": "[" + line("a") + ",", "objects": pretty("a")} {
		exchanges, trouble := read(t, io.MultiReader(strings.NewReader(text), iotest.ErrReader(fault)), nil)
		if len(exchanges) != 1 || len(trouble) != 1 || trouble[0] != fault.Error() {
			t.Errorf("%s: %d exchanges, %q", name, len(exchanges), trouble)
		}
	}
}

func TestStop(t *testing.T) {
	for name, file := range map[string]string{"lines": lines("a", "b"), "objects": pretty("a") + pretty("b"), "cassette": `{"interactions":[{},{}]}`} {
		n := 0
		for range jsondump.Format.Split("run.json", strings.NewReader(file)) {
			n++
			break
		}
		if n != 1 {
			t.Errorf("%s: %d", name, n)
		}
	}
}

// TestPrefixes checks that a longer beginning of a file never shows less.
func TestPrefixes(t *testing.T) {
	for name, file := range map[string]string{
		"lines": lines("a", "b"), "list": "[\n" + line("a") + ",\n" + line("b") + "\n]", "pretty": pretty("a") + pretty("b"),
		"collector": "web-1  | " + line("a") + "\nweb-1  | " + line("b") + "\n",
		"cassette":  `{"version":1,"interactions":[{"request":{"uri":"https://x.test/a"}},{"request":{"uri":"https://x.test/b"}}]}`,
	} {
		most := 0
		for end := range len(file) + 1 {
			exchanges, _ := read(t, strings.NewReader(file[:end]), nil)
			if len(exchanges) < most {
				t.Fatalf("%s: %d exchanges in %d bytes, %d in less", name, len(exchanges), end, most)
			}
			most = len(exchanges)
		}
		if most != 2 {
			t.Errorf("%s: %d exchanges read", name, most)
		}
	}
}

// FuzzRead checks that no text stops the reader, and that the pieces in which it
// arrives do not matter.
func FuzzRead(f *testing.F) {
	f.Add([]byte(lines("a", "b")))
	f.Add([]byte("[" + line("a") + ",null," + pretty("b") + "]"))
	f.Add([]byte("svc | " + line("a") + "\nsvc | {"))
	f.Add([]byte(`{"interactions":[{"request":{"uri":"/a","body":{"base64_string":"e30="}},"response":{"status":{"code":200},"headers":{"a":["b"]}}}]}`))
	f.Add([]byte(`[{"scope":"https://x.test:443","path":"/","response":{"a":1},"rawHeaders":["A","b","C"]},{"time":1e300,"request":{"raw":"GET / HTTP/1.1\r\n\r\n"}}]`))
	f.Fuzz(func(t *testing.T, file []byte) {
		jsondump.Format.Match(file)
		whole, trouble := read(t, bytes.NewReader(file), nil)
		bytewise, same := read(t, iotest.OneByteReader(bytes.NewReader(file)), nil)
		if fmt.Sprint(whole, trouble) != fmt.Sprint(bytewise, same) {
			t.Fatal("not the same when read byte by byte")
		}
	})
}
