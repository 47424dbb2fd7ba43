package jsonscan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsonscan"
)

// walked enters all that can be entered, and writes what it sees.
func walked(c *jsonscan.Cursor) string {
	var seen []string
	switch c.Next() {
	case '{':
		for more := c.Object(); more; more = c.Member() {
			name := string(c.Name)
			seen = append(seen, name+"="+walked(c))
		}
		return "{" + strings.Join(seen, " ") + "}"
	case '[':
		for more := c.List(); more; more = c.Element() {
			seen = append(seen, walked(c))
		}
		return "[" + strings.Join(seen, " ") + "]"
	default:
		return string(c.Value())
	}
}

func TestCursor(t *testing.T) {
	for _, c := range []struct {
		text, want, left string
		err              error
	}{
		{`{"a":1,"b":[true,"x",{}],"c":{"d":null}} x`, `{a=1 b=[true "x" {}] c={d=null}}`, " x", nil},
		{" \r\n\t{ \"a\" :\n        1 ,\n  \"b\" : [ ] } ", `{a=1 b=[]}`, " ", nil},
		{`["\"", "\\"]`, `["\"" "\\"]`, "", nil},
		{`{"\u0061\"":1}`, `{a"=1}`, "", nil},
		{`"a" 1`, `"a"`, " 1", nil},
		{`1,`, `1`, ",", nil},

		{`{"a"}`, `{}`, "}", jsonscan.ErrSyntax},
		{`{"a":}`, `{a=}`, "}", jsonscan.ErrSyntax},
		{`{"a":1,}`, `{a=1}`, "}", jsonscan.ErrSyntax},
		{`{"a":1]`, `{a=1}`, "]", jsonscan.ErrSyntax},
		{`{"a":1 2}`, `{a=1}`, "2}", jsonscan.ErrSyntax},
		{`{"a":1"b":2}`, `{a=1}`, `"b":2}`, jsonscan.ErrSyntax},
		{`{a:1}`, `{}`, `a:1}`, jsonscan.ErrSyntax},
		{`{,}`, `{}`, `,}`, jsonscan.ErrSyntax},
		{`[1,,2]`, `[1 ]`, ",2]", jsonscan.ErrSyntax},
		{`[1}`, `[1]`, "}", jsonscan.ErrSyntax},
		{`]`, ``, "]", jsonscan.ErrSyntax},
		{"[\x00]", "[]", "\x00]", jsonscan.ErrSyntax},
		{`[yes]`, `[yes]`, "", nil}, // words are not looked at
		{"{\x00}", "{}", "\x00}", jsonscan.ErrSyntax},
		{``, ``, "", jsonscan.ErrCut},
	} {
		cursor := jsonscan.Over([]byte("x"+c.text), 1)
		got := walked(&cursor)
		if left := c.text[cursor.Offset()-1:]; got != c.want || left != c.left || cursor.Err() != c.err {
			t.Errorf("%q: %s, %v, left %q", c.text, got, cursor.Err(), left)
		}
	}
}

// TestCursorCut checks that what goes on behind the text is not taken for broken.
func TestCursorCut(t *testing.T) {
	const text = `{"a":"b\\\"c","d":[1,{"e":null},[],"f"],"g":{}}`
	for end := range len(text) {
		walk, skip := jsonscan.Over([]byte(text[:end]), 0), jsonscan.Over([]byte(text[:end]), 0)
		walked(&walk)
		skip.Skip()
		if walk.Err() != jsonscan.ErrCut || skip.Err() != jsonscan.ErrCut {
			t.Errorf("%s: %v and %v", text[:end], walk.Err(), skip.Err())
		}
	}
}

func TestCursorDepth(t *testing.T) {
	for depth, want := range map[int]error{parsers.MaxDepth: nil, parsers.MaxDepth + 1: jsonscan.ErrDeep, 100_000: jsonscan.ErrDeep} {
		text := []byte(strings.Repeat("[", depth) + strings.Repeat("]", depth))
		walk, skip := jsonscan.Over(text, 0), jsonscan.Over(text, 0)
		walked(&walk)
		skip.Skip()
		both := jsonscan.Over(text, 0)
		both.List()
		both.Skip()
		if walk.Err() != want || skip.Err() != want || both.Err() != want {
			t.Errorf("depth %d: %v, %v and %v", depth, walk.Err(), skip.Err(), both.Err())
		}
	}
}

// TestCursorPasses checks that values are passed that nobody asks for, or asks for as
// what they are not.
func TestCursorPasses(t *testing.T) {
	c := jsonscan.Over([]byte(`{"a":{"a":[1]},"b":"\"","c":{"d":3},"e":[[]],"f":5}`), 0)
	names := ""
	for more := c.Object(); more; more = c.Member() {
		switch names += string(c.Name); string(c.Name) {
		case "b", "c":
			if c.List() {
				t.Errorf("%s is no list", c.Name)
			}
		case "e":
			if c.Object() {
				t.Error("e is no object")
			}
		}
	}
	if names != "abcef" || c.Err() != nil {
		t.Errorf("names %s, %v", names, c.Err())
	}
}

// FuzzCursor compares with gjson, and with Scanner: they have to agree on where a value
// ends, even of one that is broken where nobody looks.
func FuzzCursor(f *testing.F) {
	for _, text := range []string{`{"a":["\\\"",{"b":null}]}`, `"\u0022"`, `-0.1e+1`, `[[[`, `{"a":"`, `{"a":[1}]}`, `{"":{"":[]}}`, "[\n          1]"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		padded := append(bytes.Clone(text), ' ') // or a number at the end might go on
		walk, skip := jsonscan.Over(padded, 0), jsonscan.Over(padded, 0)
		walked(&walk)
		skip.Skip()
		if walk.Err() == nil && (skip.Err() != nil || skip.Offset() != walk.Offset()) {
			t.Fatalf("walked to %d, skipped to %d, %v", walk.Offset(), skip.Offset(), skip.Err())
		}
		s := jsonscan.New(bytes.NewReader(padded))
		if err := s.Skip(); !bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) && (!errors.Is(err, skip.Err()) || err == nil && int(s.Offset()) != skip.Offset()) {
			t.Fatalf("Scanner to %d, %v; Cursor to %d, %v", s.Offset(), err, skip.Offset(), skip.Err())
		}
		if !json.Valid(text) || walk.Err() == jsonscan.ErrDeep {
			return
		}
		if walk.Err() != nil {
			t.Fatal(walk.Err())
		}
		var got, want []string
		c := jsonscan.Over(padded, 0)
		for more := c.Object(); more; more = c.Member() {
			got = append(got, string(c.Name), string(c.Value()))
		}
		gjson.ParseBytes(text).ForEach(func(name, value gjson.Result) bool {
			want = append(want, name.Str, value.Raw)
			return true
		})
		if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) && !slices.Equal(got, want) {
			t.Fatalf("got %q, gjson %q", got, want)
		}
	})
}

// BenchmarkCursor passes a list of pages, indented as browsers do it.
func BenchmarkCursor(b *testing.B) {
	page := "{\n        \"url\": \"https://x.test/\",\n        \"status\": 200,\n        \"text\": \"" + strings.Repeat(`<p class=\"a\">text and more text<\/p>\n`, 50) + "\"\n      },\n      "
	text := []byte("[" + strings.Repeat(page, 500) + "1]")
	b.Run("cursor", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			c := jsonscan.Over(text, 0)
			c.Skip()
		}
	})
	b.Run("gjson", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			gjson.ParseBytes(text).ForEach(func(_, _ gjson.Result) bool { return true })
		}
	})
	b.Run("json", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			json.Valid(text)
		}
	})
}
