package jsondump_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsondump"
)

// ours wants what goes to the service.
func ours(url, _ string) bool { return strings.HasPrefix(url, "https://api.capmonster.cloud/") }

// foreign is a line that nobody wants, with a long body.
func foreign(size int) string {
	return fmt.Sprintf(`{"time":"2025-03-14T09:26:54Z","method":"GET","url":"https:\/\/x.test\/a","status":200,"response_body":"%s"}`, strings.Repeat(`<a href=\"/\">`, size/13))
}

// told is an exchange or an error in a line, without the entry.
func told(x *timeline.Exchange, err error) string {
	var skipped *parsers.Skipped
	if errors.As(err, &skipped) {
		return fmt.Sprintf("%d: %s", skipped.Pos.Line, skipped.Reason)
	}
	return fmt.Sprintf("%d: %+v", x.Pos.Line, *x)
}

// bySplit lists what Split and Decode show of a file.
func bySplit(file []byte, wanted parsers.Wanted) (all []string, lines []int) {
	for rec, err := range jsondump.Format.Split("", bytes.NewReader(file)) {
		x := timeline.Exchange{Pos: rec.Pos}
		if err == nil {
			x, err = jsondump.Format.Decode(rec, wanted)
		}
		all, lines = append(all, told(&x, err)), append(lines, int(rec.Pos.Line))
	}
	return all, lines
}

// checkEach checks that Guess and Each show what Split and Decode show of the same
// lines, when they begin at from and see the file up to end.
func checkEach(t *testing.T, file []byte, from, end int, wanted parsers.Wanted) {
	t.Helper()
	at := from
	if at > 0 {
		if at = jsondump.Format.Guess(file[:end], from); at < 0 {
			return
		}
		if at <= from || file[at-1] != '\n' {
			t.Fatalf("guessed %d, where no line begins", at)
		}
	}
	before := bytes.Count(file[:at], []byte("\n"))
	var got []string
	stop := jsondump.Format.Each(file[:end], at, wanted, func(x *timeline.Exchange, err error) {
		pos := &x.Pos
		if skipped := (*parsers.Skipped)(nil); errors.As(err, &skipped) {
			pos = &skipped.Pos
		}
		pos.Line += int32(before)
		if got = append(got, told(x, err)); int(pos.Entry) != len(got) {
			t.Fatalf("entry %d, want %d", pos.Entry, len(got))
		}
	})
	if stop < at || stop > end || stop > 0 && file[stop-1] != '\n' {
		t.Fatalf("from %d to %d, where no line begins", at, stop)
	}
	all, lines := bySplit(file, wanted)
	var want []string
	for i, line := range lines {
		if line > before && line <= bytes.Count(file[:stop], []byte("\n")) {
			want = append(want, all[i])
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Fatalf("from %d to %d of %q:\n got %q\nwant %q", at, stop, file, got, want)
	}
}

func TestEach(t *testing.T) {
	kinds := []string{
		line("a"), line("a"), line("b") + "\r", foreign(0), foreign(500), "", " \r", "web-1  | " + line("c"), "\x1e" + line("d"), "restarted",
		`{"level":"info"}`, `{"url"}`, line("e") + line("f"), line("g")[:60], `{"request":{"url":"/a"},"response":null}`, "{", "}", `  "url": "/"`, line("h") + ",",
	}
	for _, headers := range []string{`{"a":"1"}`, `{"a":"2"}`, `{"\u0061":"\u0031","b":["c"]}`, `{"a":x}`, `{"a"}`, `["a","b"]`, `{}`, `[`} {
		kinds = append(kinds, strings.TrimSuffix(line("headers"), "}")+`,"headers":`+headers+`,"response_headers":`+headers+`}`)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 600 {
		file := lines("first", "second")
		for range random.IntN(12) {
			file += kinds[random.IntN(len(kinds))] + "\n"
		}
		if random.IntN(2) == 0 {
			file += line("last")[:random.IntN(40)]
		}
		checkEach(t, []byte(file), 0, len(file), ours)
		for range 5 {
			from := random.IntN(len(file))
			checkEach(t, []byte(file), from, from+random.IntN(len(file)-from+1), ours)
		}
	}
}

// TestEachLeaves checks where Each stops, and in how many lines it finds something.
func TestEachLeaves(t *testing.T) {
	two := lines("a", "b")
	for _, c := range []struct {
		name, text string
		end, shown int
	}{
		{"all", two, len(two), 2},
		{"nothing", "", 0, 0},
		{"a line that goes on", two + line("c"), len(two), 2},
		{"text", two + "restarted\n" + two, len(two), 2},
		{"too long a line", two + strings.Repeat(" ", parsers.MaxRecord) + "\n" + two, len(two), 2},
		{"broken lines", two + "{\"url\"}\n" + two, len(two) + 8 + len(two), 5},
		{"cut at once", line("a")[:60] + "\n" + two, 0, 0},
		{"several lines", pretty("a") + two, 0, 0},
		{"list", "[\n" + line("a") + ",\n" + line("b") + "\n]\n", 0, 0},
		{"inside a list", line("a") + ",\n" + line("b") + "\n]\n", 0, 0},
	} {
		shown := 0
		end := jsondump.Format.Each([]byte(c.text), 0, nil, func(*timeline.Exchange, error) { shown++ })
		if end != c.end || shown != c.shown {
			t.Errorf("%s: %d to byte %d, want %d to %d", c.name, shown, end, c.shown, c.end)
		}
	}
}

func FuzzEach(f *testing.F) {
	f.Add([]byte(lines("a", "b")+foreign(0)+"\n\r\n{}\n[\n"), uint(3), uint(900))
	f.Add([]byte("web | "+lines("a")+"\x1e"+lines("b")+"x\n{\"url\":\n\"/\"}\n"), uint(0), uint(2000))
	f.Fuzz(func(t *testing.T, text []byte, from, end uint) {
		file := append([]byte(lines("first", "second")), text...)
		end %= uint(len(file)) + 1
		checkEach(t, file, int(from%(end+1)), int(end), ours)
	})
}

// image is a line with an image.
func image(size int) string {
	return fmt.Sprintf(`{"time":"2025-03-14T09:26:53.123456Z","duration_ms":147.634,"client_ip":"192.0.2.1","method":"POST","url":"https://api.capmonster.cloud/createTask","status":200,`+
		`"request_body":"{\"clientKey\":\"4430dc60214d503675ce65f5404a979b\",\"task\":{\"type\":\"ImageToTextTask\",\"body\":\"%s\"}}","response_body":"{\"errorId\":0,\"taskId\":7000101009}"}`, strings.Repeat("iVBORw0K", size/8)) + "\n"
}

// BenchmarkEach reads lines as they come, and the worst. What is compared with is
// the way over Split and Decode.
func BenchmarkEach(b *testing.B) {
	calls := strings.Repeat(lines("getTaskResult"), 12) + image(1500) + image(1500) + image(28_000)
	for _, c := range []struct{ name, text string }{
		{"mixed", strings.Repeat(calls+strings.Repeat(foreign(36_000)+"\n", 15), 10)},
		{"service alone", strings.Repeat(calls, 200)},
		{"quotes", strings.Replace(line("a"), `{}"}`, strings.Repeat(`\"`, 4<<20)+`"}`, 1) + "\n"},
		{"one line", strings.Replace(line("a"), `{}"}`, strings.Repeat("abcdefg ", 1<<20)+`"}`, 1) + "\n"},
		{"brackets", strings.Repeat(strings.Replace(line("a"), `"{}"`, strings.Repeat("[", 500)+strings.Repeat("]", 500), 1)+"\n", 1000)},
	} {
		text := []byte(c.text)
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				if jsondump.Format.Each(text, 0, ours, func(*timeline.Exchange, error) {}) != len(text) {
					b.Fatal("not all was read")
				}
			}
		})
		b.Run(c.name+", split", func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				for rec := range jsondump.Format.Split("", bytes.NewReader(text)) {
					jsondump.Format.Decode(rec, ours)
				}
			}
		})
	}
}
