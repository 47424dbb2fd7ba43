package har_test

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
	"github.com/banlint/banlint/parsers/har"
	"github.com/banlint/banlint/parsers/parserstest"
)

// entry is an entry, so that the tests have to say only what is special.
func entry(path string) string {
	return fmt.Sprintf(`{"startedDateTime":"2025-03-14T09:26:53.123Z","time":180.5,"request":{"method":"POST","url":"https://api.capmonster.cloud/%s","headers":[],"bodySize":2,"postData":{"mimeType":"application/json","text":"{}"}},"response":{"status":200,"headers":[],"content":{"size":2,"text":"{}"}}}`, path)
}

// archive is a HAR of entries.
func archive(entries ...string) string {
	return `{"log":{"version":"1.2","creator":{"name":"test","version":"1"},"entries":[` + strings.Join(entries, ",\n") + `]}}`
}

// read lists the exchanges of a recording, and what was passed over.
func read(t testing.TB, in io.Reader, wanted parsers.Wanted) ([]timeline.Exchange, []string) {
	t.Helper()
	return parserstest.Reader{Format: har.Format, Wanted: wanted}.Read(t, "run.har", in)
}

// paths lists the last parts of the URLs.
func paths(exchanges []timeline.Exchange) string {
	var list []string
	for _, x := range exchanges {
		list = append(list, x.URL[strings.LastIndexByte(x.URL, '/')+1:])
	}
	return strings.Join(list, " ")
}

func TestMatch(t *testing.T) {
	for prefix, want := range map[string]string{
		archive():                             "log.entries[]",
		`{"log":{"entries":[`:                 "log.entries[]",
		"\n { \"log\" : {":                    "log.entries[]",
		`{"comment":"x","n":1,"o":{},"log":{`: "log.entries[]",
		`{"log":{"_recordingName":"x"`:        "log.entries[] of Polly.JS",
		`onInputData({"log":{`:                "JSONP around log.entries[]",
		`a.b_1 ( { log : {`:                   "JSONP around log.entries[]",
		`{log:{entries:[`:                     "a JavaScript object with log.entries[]",
		entry("a"):                            "entries without a log",
		"[ " + entry("a"):                     "entries without a log",
		`{"request":{},"startedDateTime":""}`: "entries without a log",
		`{"_priority":"High","time":1,"request":{},"startedDateTime":""}`: "entries without a log",

		`{"log":"text"}`:   "",
		`{"logs":{}}`:      "",
		`{"a":{"log":{}}}`: "",
		`{"request":{"url":"https://a/"},"response":{}}`:       "",
		`{"type":"resource-snapshot","snapshot":` + entry("a"): "",
		"log: {": "",
		"":       "",
	} {
		if got := har.Format.Match([]byte(prefix)); got != want {
			t.Errorf("%.60q: %q, want %q", prefix, got, want)
		}
	}
}

// What other readers would not read is remarked on, once for each.
func TestRemarks(t *testing.T) {
	for _, test := range []struct{ file, want string }{
		{archive(entry("a")), ""},
		{`{"log":{"entries":[],"entries":[` + entry("a") + `]}}`, "run.har:1: a second list of entries: it was read as well, as not all readers do"},
		{archive(entry("a")) + archive(entry("b")), "run.har:1: a second log: it was read as well, as not all readers do"},
	} {
		var got []string
		for _, err := range har.Format.Split("run.har", strings.NewReader(test.file)) {
			if err != nil {
				got = append(got, err.Error())
			}
		}
		if strings.Join(got, ";") != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// TestShapes reads entries a, b and c from every shape of file.
func TestShapes(t *testing.T) {
	list := entry("a") + "," + entry("b") + "," + entry("c")
	for name, file := range map[string]string{
		"usual":                 archive(list),
		"byte order mark":       "\xef\xbb\xbf" + archive(list),
		"entries first":         `{"log":{"entries":[` + list + `],"version":"1.2","creator":{}}}`,
		"no creator":            `{"log":{"entries":[` + list + `]}}`,
		"creator is text":       `{"log":{"version":"1.2","creator":"Optic","entries":[` + list + `]}}`,
		"members around":        `{"comment":"x","log":{"entries":[` + list + `]},"more":[1]}`,
		"pages with entries":    `{"log":{"pages":[{"entries":[1]}],"entries":[` + list + `]}}`,
		"nested deeply beside":  `{"log":{"pages":` + strings.Repeat("[", 600) + strings.Repeat("]", 600) + `,"entries":[` + list + `]}}`,
		"JSONP":                 "onInputData(" + archive(list) + ");\n",
		"Polly":                 `{"log":{"_recordingName":"x","creator":{},"entries":[` + list + `],"pages":[]}}`,
		"list of entries":       "[" + list + "]",
		"entries in a row":      strings.ReplaceAll(list, "},{\"started", "}\n{\"started"),
		"archives in a row":     archive(entry("a"), entry("b")) + "\n" + archive(entry("c")),
		"white space":           "\n\t " + strings.ReplaceAll(archive(list), ":[", " : \r\n[") + "\n ",
		"log twice, one empty":  `{"log":{"entries":[` + list + `]},"log":{}}`,
		"entries, one is empty": `{"log":{"entries":[],"entries":[` + list + `]}}`,
	} {
		for how, in := range map[string]io.Reader{
			"whole": strings.NewReader(file), "bytes": iotest.OneByteReader(strings.NewReader(file)),
		} {
			exchanges, trouble := read(t, in, nil)
			if paths(exchanges) != "a b c" || len(trouble) != 0 {
				t.Errorf("%s (%s): %q, %q", name, how, paths(exchanges), trouble)
			}
		}
	}
}

func TestSingleEntry(t *testing.T) {
	for name, file := range map[string]string{
		"usual":               entry("a"),
		"response first":      `{"response":{"status":200},"request":{"url":"https://x.test/a"}}`,
		"members behind":      strings.TrimSuffix(entry("a"), "}") + `,"timings":{},"cache":{}}`,
		"members before":      `{"_priority":"High",` + entry("a")[1:],
		"something behind it": entry("a") + ");",
	} {
		exchanges, trouble := read(t, strings.NewReader(file), nil)
		if paths(exchanges) != "a" || len(trouble) != 0 || exchanges[0].Pos.Line != 1 {
			t.Errorf("%s: %q, %q", name, paths(exchanges), trouble)
		}
	}
}

func TestTrouble(t *testing.T) {
	a, b := entry("a"), entry("b")
	const cut = "the file ends in the middle of an entry or before its end: the recorder was stopped, or the file was not copied whole"
	for _, c := range []struct{ name, file, paths, want string }{
		{"cut in an entry", archive(a, b)[:len(archive(a))+50], "a", "run.har#2: " + cut},
		{"cut behind an entry", archive(a)[:len(archive(a))-3], "a", "run.har#1: " + cut},
		{"cut before entries", `{"log":{"version":`, "", "run.har: " + cut},
		{"cut in an escape", archive(a) + `{"a\`, "a", "run.har#1: " + cut},
		{"nothing", " \n", "", "not JSON: wanted an object with log.entries[]"},
		{"nothing in JSONP", "f(", "", "run.har: " + cut},
		{"broken entry", archive(a, `{"request":{"url" "https://x.test/"}}`, b), "a b", "run.har:2: not valid JSON at byte 19 of the record"},
		{"entry without URL", archive(a, `{"request":{}}`, b), "a b", "run.har:2: an entry without the URL of a request"},
		{"entry without request", archive(`{}`, b), "b", "run.har:1: an entry without the URL of a request"},
		{"URL is a number", archive(`{"request":{"url":1}}`, b), "b", "run.har:1: an entry without the URL of a request"},
		{"null", archive(a, `null`, b), "a b", "run.har:2: an entry that is no object"},
		{"two commas", archive(a, ``, b), "a b", "run.har:2: a comma without an entry behind it"},
		{"comma at the end", archive(a, b, ``), "a b", "run.har:3: a comma without an entry behind it"},
		{"no comma", archive(a + b), "a", "run.har:1: not JSON at line 1, byte 355 of the file: wanted ','; what follows was not read"},
		{"bracket too many", archive(a+"}", b), "a", "run.har:1: not JSON at line 1, byte 355 of the file: wanted ','; what follows was not read"},
		{"nested deeply", archive(a, `{"x":`+strings.Repeat("[", 600)+strings.Repeat("]", 600)+`}`, b), "a b", "run.har:2: JSON nested deeper than 512 levels"},
		{"too long", archive(a, `{"x":"`+strings.Repeat("x", parsers.MaxRecord)+`"}`, b), "a b", "run.har:2: an entry of more than 16 MiB"},
		{"too long alone", `{"_x":"` + strings.Repeat("x", parsers.MaxRecord) + `",` + a[1:], "", "run.har:1: an entry of more than 16 MiB"},
		{"text behind", archive(a) + "\nthe end", "a", "run.har:2: something that is no JSON follows the archive and was not read"},
		{"NUL behind", archive(a) + "\x00\x00", "a", "run.har:1: something that is no JSON follows the archive and was not read"},
		{"other object behind", archive(a) + `{"url":"https://x.test/"}`, "a", "run.har:1: an object that is neither an archive nor an entry"},
		{"no entries", `{"log":{"version":"1.2"}}`, "", "an object without log.entries[], so not a recording; export the traffic as HAR once more"},
		{"entries are null", `{"log":{"entries":null}}`, "", "an object without log.entries[], so not a recording; export the traffic as HAR once more"},
		{"log is a list", `{"log":[]}`, "", "an object without log.entries[], so not a recording; export the traffic as HAR once more"},
		{"broken before entries", "{\"log\":{\n\"version\":\"1.1\"\nxxx", "", "not JSON at line 3, byte 26 of the file: wanted ','"},
		{"JavaScript", `{log:{entries:[]}}`, "", "a JavaScript object, not JSON: its names have no quotes; run it through JSON.stringify"},
		{"text", "hello", "", "not JSON: wanted an object with log.entries[]"},
		{"long text", strings.Repeat("hello ", 50), "", "not JSON: wanted an object with log.entries[]"},
		{"empty list", archive(), "", ""},
	} {
		exchanges, trouble := read(t, strings.NewReader(c.file), nil)
		if got := strings.Join(trouble, "\n"); paths(exchanges) != c.paths || got != c.want {
			t.Errorf("%s: exchanges %q, want %q\n got %s\nwant %s", c.name, paths(exchanges), c.paths, got, c.want)
		}
	}
}

func TestFaultOfReading(t *testing.T) {
	fault := errors.New("input/output error")
	for name, text := range map[string]string{"in an entry": archive(entry("a"), entry("b"))[:600], "behind the archive": archive(entry("a"))} {
		exchanges, trouble := read(t, io.MultiReader(strings.NewReader(text), iotest.ErrReader(fault)), nil)
		if len(exchanges) != 1 || len(trouble) != 1 || trouble[0] != fault.Error() {
			t.Errorf("%s: %d exchanges, %q", name, len(exchanges), trouble)
		}
	}
}

func TestStop(t *testing.T) {
	for name, file := range map[string]string{"entries": archive(entry("a"), entry("b")), "broken": archive("", ""), "single": entry("a") + entry("b")} {
		n := 0
		for range har.Format.Split("run.har", strings.NewReader(file)) {
			n++
			break
		}
		if n != 1 {
			t.Errorf("%s: %d", name, n)
		}
	}
}

func TestPositions(t *testing.T) {
	exchanges, _ := read(t, strings.NewReader("\n"+archive(entry("a"), "null", entry("b"))), nil)
	got := fmt.Sprint(exchanges[0].Pos, exchanges[0].Pos.Entry, exchanges[1].Pos, exchanges[1].Pos.Entry)
	if want := "run.har:2 1 run.har:4 3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestPrefixes checks that a longer beginning of a file never shows less.
func TestPrefixes(t *testing.T) {
	for name, file := range map[string]string{
		"archive": archive(entry("a"), entry("b")), "JSONP": "f(" + archive(entry("a")) + ");", "list": "[" + entry("a") + "," + entry("b") + "]",
		"single": entry("a"),
	} {
		most := 0
		for end := range len(file) + 1 {
			exchanges, _ := read(t, strings.NewReader(file[:end]), nil)
			if len(exchanges) < most {
				t.Fatalf("%s: %d exchanges in %d bytes, %d in less", name, len(exchanges), end, most)
			}
			most = len(exchanges)
		}
		if most == 0 {
			t.Errorf("%s: nothing read", name)
		}
	}
}

// FuzzRead checks that no text stops the reader, that the pieces in which it
// arrives do not matter, and that what is appended takes nothing away.
func FuzzRead(f *testing.F) {
	f.Add([]byte(archive(entry("a"), entry("b"))), 400)
	f.Add([]byte("\xef\xbb\xbff("+archive(entry("a"), "null")+");"), 20)
	f.Add([]byte("["+entry("a")+",,"+entry("b")+"]"+entry("c")), 500)
	f.Add([]byte(`{"request":{"url":"data:,","postData":{"params":[{"name":"{\"a","value":"b\"}","encoding":"base64"}]}},"response":{"status":-1,"content":{"text":"e30","encoding":"base64"}}}`), 3)
	f.Fuzz(func(t *testing.T, file []byte, at int) {
		har.Format.Match(file)
		whole, trouble := read(t, bytes.NewReader(file), nil)
		bytewise, same := read(t, iotest.OneByteReader(bytes.NewReader(file)), nil)
		if fmt.Sprint(whole, trouble) != fmt.Sprint(bytewise, same) {
			t.Fatal("not the same when read byte by byte")
		}
		if at < 0 || at >= len(file) {
			return
		}
		if part, _ := read(t, bytes.NewReader(file[:at]), nil); len(part) > len(whole) {
			t.Fatalf("%d exchanges in the first %d bytes, %d in all", len(part), at, len(whole))
		}
	})
}
