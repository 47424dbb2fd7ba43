package har

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsonscan"
)

// An element of a list of entries, as Split and Decode read it.
type element struct {
	start int // where it begins
	line  int32
	x     string // "" when it makes no exchange
}

func shape(x timeline.Exchange) string {
	x.Pos = timeline.Position{}
	return fmt.Sprintf("%+v", x)
}

// elements reads a file with Split and Decode.
func elements(file []byte, wanted parsers.Wanted) (list []element) {
	s := &splitting{Scanner: jsonscan.New(bytes.NewReader(file))}
	s.yield = func(rec parsers.Record, err error) bool {
		if err != nil {
			return true
		}
		e := element{start: int(s.Offset()) - len(rec.Text), line: rec.Pos.Line}
		if x, err := decode(rec, wanted); err == nil {
			e.x = shape(x)
		}
		list = append(list, e)
		return true
	}
	s.file()
	return list
}

// checkEach reads a part of a file from the middle. Where the guess is the beginning of
// an element, all that is shown has to be as Split and Decode show it.
func checkEach(t *testing.T, file []byte, all []element, from, to int, wanted parsers.Wanted) (guessed bool) {
	t.Helper()
	text := slices.Clip(file[from:to])
	at := guess(text, 0)
	first := slices.IndexFunc(all, func(e element) bool { return e.start == from+at })
	if at < 0 || first < 0 {
		if at >= 0 {
			each(text, at, wanted, func(*timeline.Exchange, error) {})
		}
		return false
	}
	next := first
	end := each(text, at, wanted, func(x *timeline.Exchange, err error) {
		if next == len(all) {
			t.Fatalf("from %d to %d: more than Split has", from, to)
		}
		e := all[next]
		if got := shape(*x); err != nil || got != e.x || int(x.Pos.Entry) != next-first+1 || x.Pos.Line != e.line-all[first].line+1 {
			t.Fatalf("from %d to %d, element %d at %d: %v, %v\n got %s\nwant %s", from, to, next-first, e.start, x.Pos, err, got, e.x)
		}
		next++
	})
	passed := bytes.Contains(text[end:min(len(text), end+20)], []byte(`"deep"`)) || next == len(all) // of which Split tells no place
	if !passed && from+end != all[next].start {
		t.Fatalf("from %d to %d: left at %d, where no element begins: %.99q", from, to, from+end, text[end:])
	}
	return true
}

const known = "https://known.test/"

func knownOnly(url, server string) bool {
	return strings.HasPrefix(url, known) || server == "192.0.2.7"
}

var deepEntry = `{"deep":` + strings.Repeat("[", 600) + strings.Repeat("]", 600) + `}`

// odd is what may stand in a list of entries, too.
var odd = []string{
	"", "null", "1", `"request"`, "[]", "{}", `{"request":{}}`, `{"request"}`, `{"request":{"url":"` + known + `"`, `{"request":{"url":"` + known + `\x"}}`, `{"request":{"url":"/",}}`,
	`{"request":{"url":"` + known + `"}]`, deepEntry, `{"request":{"method":"POST","url":"` + known + `","postData":{"_file":"1.json"}}}`, `{"x":[{"request":{"url":"/"}},{"y":1},{"request":{}}],"request":{"url":"/z"}}`,
	"{\"request\":{\"url\":\"\\u002fa\"},\"response\":\x00}", `{"request" : 1, "request" : {"url":"b"} , "response" : null }`,
}

// random writes an archive with members in any order.
func random(r *rand.Rand) []byte {
	shuffled := func(members ...string) string {
		r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		return "{" + strings.Join(members[:len(members)-r.IntN(2)], ",") + "}"
	}
	texts := []string{`"OK|1"`, `"{\"request\":{\"url\":\"/\"}},{\"request\":{}},"`, `"\\\"request\":{"`, `"` + strings.Repeat("QUJD", 300+r.IntN(300)) + `=\n"`, `"}]},{"`, `""`, `null`, `"\u041a \ud83d\ude00"`}
	text := func() string { return texts[r.IntN(len(texts))] }
	var entries []string
	for range r.IntN(12) + 3 {
		if r.IntN(12) == 0 {
			entries = append(entries, odd[r.IntN(len(odd))])
			continue
		}
		url := fmt.Sprint([]string{known, "https://other.test/", `https:\/\/known.test\/`, "/"}[r.IntN(4)], len(entries))
		headers := `"headers":[{"name":"A","value":` + text() + `},{"value":"request","name":"serverIPAddress"}]`
		request := `"request":` + shuffled(`"method":"post"`, `"url":"`+url+`"`, headers, `"postData":{"text":`+text()+`}`, `"bodySize":3`)
		response := `"response":` + shuffled(`"status":200`, headers, `"content":{"size":7,"text":`+text()+`}`)
		entries = append(entries, shuffled(request, response, `"startedDateTime":"2025-03-14T09:26:53.123Z"`, `"serverIPAddress":"192.0.2.`+fmt.Sprint(5+r.IntN(3))+`"`, `"time":1.5`,
			`"_more":{"request":{"url":"/"}}`, `"cache":[{"request":{}},{"request":{"url":"/"}}]`))
	}
	file := `{"log":{"pages":[{"request":{}},{}],"entries":[` + strings.Join(entries, ",") + `],"x":{}}}`
	space := []string{"", " ", "\n  ", "\r\n\t"}[r.IntN(4)]
	file = strings.NewReplacer("{\"", "{"+space+"\"", "},", "}"+space+","+space, "\":", "\""+space[:len(space)/2]+":").Replace(file)
	return []byte(file)
}

func TestEach(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	guesses, right := 0, 0
	for range 400 {
		file := random(r)
		wanted := []parsers.Wanted{nil, knownOnly}[r.IntN(2)]
		all := elements(file, wanted)
		for range 40 {
			from := r.IntN(len(file))
			to := from + r.IntN(len(file)-from) + 1
			guesses++
			if checkEach(t, file, all, from, to, wanted) {
				right++
			}
		}
	}
	if right < guesses/20 {
		t.Errorf("%d of %d guesses were right", right, guesses)
	}
}

// TestLeft lists what Each leaves: what is not all there, and what is in any way
// unusual.
func TestLeft(t *testing.T) {
	const a = `{"request":{"url":"https://known.test/a"}}`
	long := `{"request":{"url":"https://known.test/"},"x":"` + strings.Repeat("x", parsers.MaxRecord) + `"}`
	for _, c := range []struct {
		name, text string
		shown      int
		left       string
	}{
		{"entries", a + "," + a + "\n,\n" + a + `,{`, 3, "{"},
		{"a comma at the end", a + "," + a + ",", 1, a + ","},
		{"no comma", a + "," + a, 1, a},
		{"the end of the list", a + "," + a + "]}}", 1, a + "]}}"},
		{"two commas", a + "," + a + ",," + a, 1, a + ",," + a},
		{"a comma too many", a + "," + a + ",]", 1, a + ",]"},
		{"other values", a + ", null," + a, 1, "null," + a},
		{"cut", a + `,{"request":{"url":"htt`, 1, `{"request":{"url":"htt`},
		{"broken", a + `,{"request"},` + a, 1, `{"request"},` + a},
		{"wrong brackets", a + `,{"request":{"url":"/"]},` + a, 1, `{"request":{"url":"/"]},` + a},
		{"without a URL", a + `,{"request":{}},` + a, 1, `{"request":{}},` + a},
		{"nested deeply", a + "," + deepEntry + "," + a, 1, deepEntry + "," + a},
		{"body in a file", a + `,{"request":{"url":"/","postData":{"_file":"b"}}},` + a, 1, `{"request":{"url":"/","postData":{"_file":"b"}}},` + a},
		{"too long", a + "," + long + "," + a, 1, long + "," + a},
		{"nothing", "", 0, ""},
	} {
		shown := 0
		end := each([]byte(c.text), 0, nil, func(*timeline.Exchange, error) { shown++ })
		if left := c.text[end:]; shown != c.shown || left != c.left {
			t.Errorf("%s: %d shown, want %d\n left %.200q\nwant %.200q", c.name, shown, c.shown, left, c.left)
		}
	}
}

func TestGuess(t *testing.T) {
	for text, want := range map[string]string{
		`x","request":{"url":"/"},"response":{"a":["}"]}} , {"request":1`: `{"request":1`,
		`x "request" : {}}, {`:                        `{`,
		`x\"request":{}},{}`:                          ``,
		`"request":{}},{}`:                            ``, // a backslash may stand before it
		`x "request":1},{"request":{}},{2`:            `{2`,
		`x "request",{"request":{}},{2`:               `{2`,
		`x "request":{"request":{}},"a":1},{2`:        `{2`,
		`x "_a":{"request":{}},"request":{}},{2`:      `{2`,
		`x "request":{}}]},"request":{}},{2`:          `{2`,
		`x "request":{}},null,{"request":{}},{2`:      `{2`,
		`x "request":{}},`:                            ``,
		`x "request":{`:                               ``,
		`x "text":"{\"request\":{}},{","request":{}}`: ``,
		``: ``,
	} {
		got := ""
		if at := guess([]byte(text), 0); at >= 0 {
			got = text[at:]
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	deep := []byte(strings.Repeat(`{"request":`, 200_000)) // takes ages where parts are looked at twice
	if at := guess(deep, 0); at >= 0 {
		t.Errorf("guess %d", at)
	}
}

// TestAllocations checks that entries that nobody wants cost no memory.
func TestAllocations(t *testing.T) {
	entry := `{"startedDateTime":"2025-03-14T09:26:53.123Z","request":{"method":"GET","url":"https://other.test/"},"response":{"content":{"text":"\"\""}},"serverIPAddress":"2001:db8::1"},`
	few, many := []byte(strings.Repeat(entry, 10)), []byte(strings.Repeat(entry, 1000))
	allocations := func(text []byte) float64 {
		return testing.AllocsPerRun(10, func() { each(text, 0, knownOnly, func(*timeline.Exchange, error) {}) })
	}
	if a, b := allocations(few), allocations(many); b > a+20 { // what is kept for the next may be dropped now and then
		t.Errorf("%v allocations for 10 entries, %v for 1000", a, b)
	}
}

func FuzzEach(f *testing.F) {
	const a, b = `{"request":{"url":"https://known.test/a","headers":[]}}`, `{"response":{"status":200},"request":{"url":"/b"}}`
	for _, other := range odd {
		if other != deepEntry {
			f.Add([]byte("["+a+","+b+",\n"+other+","+b+","+a+"]"), 5, 1000)
		}
	}
	f.Fuzz(func(t *testing.T, file []byte, from, to int) {
		if from < 0 || from > to || from > len(file) {
			return
		}
		for _, wanted := range []parsers.Wanted{nil, knownOnly} {
			checkEach(t, file, elements(file, wanted), from, min(to, len(file)), wanted)
		}
	})
}

// BenchmarkEach compares Each with Split and Decode, on pages that nobody wants, on
// calls, and on bodies that are full of quotes.
func BenchmarkEach(b *testing.B) {
	headers := strings.Repeat(`{"name": "X-Header", "value": "some value"},`+"\n          ", 9) + `{"name": "Content-Type", "value": "application/json"}`
	entry := func(url, sent, got string) string {
		return strings.ReplaceAll(`{
        "startedDateTime": "2025-03-14T09:26:53.123Z",
        "time": 180.5,
        "request": {
          "method": "POST",
          "url": "`+url+`",
          "headers": [HEADERS],
          "cookies": [],
          "bodySize": 210,
          "postData": {"mimeType": "application/json", "text": "`+sent+`"}
        },
        "response": {
          "status": 200,
          "headers": [HEADERS],
          "content": {"size": 33, "mimeType": "application/json", "text": "`+got+`"}
        },
        "serverIPAddress": "203.0.113.20",
        "timings": {"send": 0.15, "wait": 178.466, "receive": 0.65}
      },
      `, "HEADERS", headers)
	}
	call := entry(known+"getTaskResult", `{\"clientKey\":\"[client-key redacted]\",\"taskId\":7000101009}`, `{\"errorId\":0,\"errorCode\":null,\"errorDescription\":null,\"status\":\"processing\"}`)
	image := entry(known+"createTask", `{\"clientKey\":\"[client-key redacted]\",\"task\":{\"type\":\"ImageToTextTask\",\"body\":\"`+strings.Repeat("QUJD", 10_000)+`\"}}`, `{\"errorId\":0,\"taskId\":7000101009}`)
	script := strings.Repeat(`function f(e,t){var n=this.setting(e);return n&&t.number?t[\"element\"](89):n===void 0}\n`, 200)
	for _, c := range []struct{ name, text string }{
		{"foreign", entry("https://other.test/", "", script)},
		{"calls", strings.Repeat(call, 30) + image},
		{"quotes", entry("https://other.test/", "", strings.Repeat(`\"`, 50_000))},
		{"quotes of calls", entry(known, "", strings.Repeat(`\"`, 50_000))},
	} {
		text := []byte(strings.Repeat(c.text, 4<<20/len(c.text)) + "{")
		file := `{"log":{"entries":[` + string(text[:bytes.LastIndexByte(text, ',')]) + "]}}"
		b.Run(c.name+"/each", func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				each(text, 0, knownOnly, func(*timeline.Exchange, error) {})
			}
		})
		b.Run(c.name+"/split and decode", func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				for rec := range split("", strings.NewReader(file)) {
					decode(rec, knownOnly)
				}
			}
		})
	}
}
