package jsonscan_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/parsers/jsonscan"
)

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"

// run is a text of n letters of Base64.
func run(n int) string { return strings.Repeat(letters, n/len(letters)+1)[:n] }

// TestBody lists strings without their quotes, and the lengths of what is left out.
func TestBody(t *testing.T) {
	for _, c := range []struct {
		name, text, left string
	}{
		{"nothing", ``, "[]"},
		{"plain", `OK|1`, "[]"},
		{"escapes", `{\"a\":\"\\\/\b\f\n\r\t\"}`, "[]"},
		{"letters", `\u043a\u0430\u043f\u0447\u0430 \u00e9 \u0000`, "[]"},
		{"pair", `\ud83d\ude00`, "[]"},
		{"half a pair", `a\ud83db\ude00c\ud83d`, "[]"},
		{"half a pair before a letter", `\ud83d\u0041B`, "[]"},
		{"quotes", strings.Repeat(`\"`, 5000), "[]"},
		{"long text", strings.Repeat("long text ", 1000) + `\"` + strings.Repeat("long text ", 1000), "[]"},

		{"run that may stay", run(1024), "[]"},
		{"run", run(1025), "[769]"},
		{"run in JSON", `{\"body\":\"` + run(5000) + `==\",\"phrase\":\"` + run(2000) + `\"}`, "[4744 1744]"},
		{"run without escapes around", "a, " + run(5000) + "=, " + run(1500), "[4744 1244]"},
		{"run and text without escapes", "body=" + run(5000) + "&" + strings.Repeat("x ", 1000), "[4744]"},
		{"runs that are short", strings.Repeat(run(1000)+",", 10), "[]"},
		{"run with escapes", strings.Repeat(run(60)+`\/`, 100), "[]"},
		{"number", strings.Repeat("1234567890", 200), "[]"},
		{"numbers and a run", strings.Repeat("1234567890", 200) + "," + run(2000) + `\n`, "[1744]"},
		{"number that is none behind", strings.Repeat("0", 500) + run(2000), "[]"},
	} {
		var room jsonscan.Room
		body := room.Body([]byte(`"` + c.text + `"`))
		var left []int
		for _, l := range body.Left {
			left = append(left, len(l.Text))
		}
		if want := gjson.Parse(`"` + c.text + `"`).Str; string(body.Whole()) != want || fmt.Sprint(left) != c.left || !body.Shown || room.Bad() {
			t.Errorf("%s: left %v, want %s\n got %.200q\nwant %.200q", c.name, left, c.left, body.Whole(), want)
		}
		if text := room.Text([]byte(`"` + c.text + `"`)); text != string(body.Whole()) {
			t.Errorf("%s: as text %.200q", c.name, text)
		}
	}
	for _, other := range []string{``, `"`, `1`, `null`, `{}`, `["a"]`} {
		var room jsonscan.Room
		if body := room.Body([]byte(other)); body.Shown || body.Bytes != nil || room.Text([]byte(other)) != "" {
			t.Errorf("%s: %+v", other, body)
		}
	}
}

func TestBadEscapes(t *testing.T) {
	for text, want := range map[string]string{
		`a\xb`: "a", `a\`: "a", `a\u12`: "a", `a\u12g4b`: "a", `a\ud83d\u12`: "a\ufffd", `a\ud83d\u12g4b`: "a", strings.Repeat("long ", 20) + `\'b`: strings.Repeat("long ", 20),
	} {
		var room jsonscan.Room
		if got := string(room.Body([]byte(`"` + text + `"`)).Whole()); got != want || !room.Bad() {
			t.Errorf("%s: %q, want %q; bad %v", text, got, want, room.Bad())
		}
		room.Clear()
		if room.Bad() {
			t.Errorf("%s: bad after Clear", text)
		}
	}
}

// TestRoom checks that a text stays while others are made, and that the room is used
// again.
func TestRoom(t *testing.T) {
	var room jsonscan.Room
	var texts []string
	for i := range 2000 {
		texts = append(texts, room.Text([]byte(fmt.Sprintf(`"\u0041 %d"`, i))))
	}
	for i, text := range texts {
		if want := fmt.Sprint("A ", i); text != want {
			t.Fatalf("%q, want %q", text, want)
		}
	}
	raw := []byte(`"{\"a\":\"` + run(3000) + `\"}"`)
	if n := testing.AllocsPerRun(100, func() {
		room.Clear()
		room.Body(raw)
	}); n != 0 {
		t.Errorf("%v allocations for a body", n)
	}
}

// FuzzBody compares with encoding/json and gjson.
func FuzzBody(f *testing.F) {
	for _, text := range []string{`{\"a\":1}`, `\ud83d\ude00`, `\ud83d\u0041`, `12345678\n`, `1234567\n`, `\\\\\\\\\\`, `\u00e`, "\xff\\/"} {
		f.Add(text, 0, 0)
	}
	f.Add(`\"=\"`, 2, 2000)
	f.Add(`1`, 1, 2000)
	f.Fuzz(func(t *testing.T, text string, at, n int) {
		if at >= 0 && at <= len(text) && n >= 0 && n < 1<<14 {
			text = text[:at] + run(n) + text[at:]
		}
		raw := []byte(`"` + text + `"`)
		var room jsonscan.Room
		whole := string(room.Body(raw).Whole())
		if same := room.Text(raw); same != whole {
			t.Fatalf("as text %q, as body %q", same, whole)
		}
		if !json.Valid(raw) {
			return
		}
		if want := gjson.ParseBytes(raw).Str; whole != want || room.Bad() {
			t.Fatalf("got %q, gjson %q", whole, want)
		}
	})
}

// BenchmarkBody reads a createTask with an image, a small answer and a text full of
// quotes.
func BenchmarkBody(b *testing.B) {
	for name, text := range map[string]string{
		"image":  `"{\"clientKey\":\"[client-key redacted]\",\"task\":{\"type\":\"ImageToTextTask\",\"body\":\"` + run(45_000) + `\"}}"`,
		"answer": `"{\"errorId\":0,\"errorCode\":null,\"errorDescription\":null,\"taskId\":407061012}"`,
		"quotes": `"` + strings.Repeat(`\"`, 20_000) + `"`,
		"plain":  `"` + strings.Repeat(`<p class='a'>text</p>`, 2000) + `"`,
	} {
		raw := []byte(text)
		b.Run(name+"/room", func(b *testing.B) {
			var room jsonscan.Room
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				room.Clear()
				room.Body(raw)
			}
		})
		b.Run(name+"/gjson", func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				_ = gjson.ParseBytes(raw).Str
			}
		})
	}
}
