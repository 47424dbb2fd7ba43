package har_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/har"
)

// load reads a file as the command does, and lists each exchange in a line.
func load(t *testing.T, path string) (*parsers.Recording, []string, error) {
	t.Helper()
	opts := parsers.Options{Formats: []*parsers.Format{har.Format}}
	var lines []string
	convert := func(x *timeline.Exchange, out []string) []string {
		return append(out, x.URL[strings.LastIndexByte(x.URL, '/')+1:]+" "+shown(x.RequestBody)+" "+shown(x.ResponseBody))
	}
	rec, err := parsers.Read(path, opts, parsers.Taker[string]{
		Convert: func() parsers.Convert[string] { return convert },
		Emit:    func(line *string, _ timeline.Position) { lines = append(lines, *line) },
	})
	return rec, lines, err
}

func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func zipped(t *testing.T, members ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(members[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func compressed(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestFiles(t *testing.T) {
	attached := `{"request":{"method":"POST","url":"https://x.test/c","postData":{"text":"","_file":"1.json"}},"response":{"status":200,"content":{"_file":"2.json"}}}`
	for _, c := range []struct {
		name     string
		content  []byte
		detected string
		want     string
	}{
		{"run.har", []byte("\xef\xbb\xbf" + archive(entry("a"), entry("b"))), "log.entries[]", "a {} {}, b {} {}"},
		{"run.harp", []byte("f(" + archive(entry("a")) + ")"), "JSONP around log.entries[]", "a {} {}"},
		{"run.zhar", compressed(t, archive(entry("a"))), "zlib in log.entries[]", "a {} {}"},
		{"run.zip", zipped(t, "har.har", archive(attached), "1.json", "sent", "2.json", "got"), "log.entries[]", "c sent got"},
		{"gone.zip", zipped(t, "har.har", archive(attached), "1.json", "sent"), "log.entries[]", "c sent not shown"},
		{"alone.har", []byte(archive(attached)), "log.entries[]", "c not shown not shown"},
		{"unsorted.har", []byte(archive(strings.Replace(entry("a"), "09:26:53", "09:26:54", 1), entry("b"))), "log.entries[]", "a {} {}, b {} {}"},
	} {
		rec, lines, err := load(t, write(t, c.name, c.content))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := strings.Join(lines, ", "); got != c.want || rec.Detected != c.detected || !rec.Complete || rec.Skipped != 0 {
			t.Errorf("%s: %q by %q, %+v", c.name, got, rec.Detected, rec.Warnings)
		}
	}
}

func TestBrokenFiles(t *testing.T) {
	cut := archive(entry("a"), entry("b"))
	for _, c := range []struct {
		name, content string
		exchanges     int
		skipped       int
		complete      bool
	}{
		{"broken entry", archive(entry("a"), `{"request"}`, entry("b")), 2, 1, true},
		{"cut", cut[:len(cut)-10], 1, 0, false},
		{"text behind", cut + "end", 2, 1, true},
	} {
		rec, _, err := load(t, write(t, "run.har", []byte(c.content)))
		if err != nil || rec.Exchanges != c.exchanges || rec.Skipped != c.skipped || rec.Complete != c.complete || len(rec.Warnings) != 1 {
			t.Errorf("%s: %+v, %v", c.name, rec, err)
		}
	}
}

func TestRefused(t *testing.T) {
	const wanted = "; wanted a HAR, a JSON dump of requests, or an access or proxy log; name its format with --from if it is one, or say how its lines are written: --log-format for text, --map for JSON"
	for content, want := range map[string]string{
		`{"log":{}}`:                        "an object without log.entries[], so not a recording; export the traffic as HAR once more",
		"{\"log\":\n[\n1\n]\n\"secret\":1}": "JSON that is broken in line 5 (byte 15 of the file): an unexpected character after object key:value pair; mend it, or export the recording once more",
		`{"log":[],`:                        "JSON that ends in the middle, before anything that banlint knows" + wanted,
		`{"log":[]}`:                        "JSON, but not a recording that banlint knows" + wanted,
		"\xef\xbb\xbf[]":                    "JSON, but not a recording that banlint knows" + wanted,
		"{\"a\":1}\nx":                      "JSON, but not a recording that banlint knows" + wanted,
		`{"a":"` + strings.Repeat("x", 70_000) + `"}`:        "JSON, but not a recording that banlint knows" + wanted,
		"ещё не капча":                                       "text, but not a recording that banlint knows" + wanted,
		"\xff\xfa\xf0\xf1\xf2\xf3":                           "not a recording that banlint knows (binary data)" + wanted,
		"[14/Mar/2025] started":                              "text, but not a recording that banlint knows" + wanted,
		`{"data":{"pairs":[{"request":{}}]}}`:                "a Hoverfly simulation: stubs, which are no record of traffic; export HAR, or record through a proxy",
		`{"meta":{"schemaVersion":"v5"},"data" : {"pairs":[`: "a Hoverfly simulation: stubs, which are no record of traffic; export HAR, or record through a proxy",
		`{"mappings":[{"request":{"url":"/"}}]}`:             "mappings of WireMock: stubs, which are no record of traffic; export HAR, or record through a proxy",
	} {
		path := write(t, "run.har", []byte(content))
		if _, _, err := load(t, path); err == nil || err.Error() != path+": "+want {
			t.Errorf("%.60q:\n got %v\nwant %s", content, err, want)
		}
	}
}
