package jsoncheck_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/jsoncheck"
)

func nested(open, shut string, levels int) string {
	return strings.Repeat(open, levels) + strings.Repeat(shut, levels)
}

func TestCheck(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"object", `{"a":[1,-2.5e3,"x",true,false,null,{}]}`, ""},
		{"white space around", " \r\n\t{}\n", ""},
		{"number", `7`, ""},
		{"escapes", `"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"`, ""},
		{"deep as allowed", nested("[", "]", jsoncheck.MaxDepth), ""},
		{"broad", "[" + strings.Repeat("[],", 5000) + "[]]", ""},
		{"brackets in a string", `"` + strings.Repeat("[{", 5000) + `"`, ""},
		{"brackets behind an escaped quote", `"\"` + strings.Repeat("[{", 5000) + `"`, ""},
		{"brackets behind an escaped backslash", `["\\",` + strings.Repeat("[", 600) + strings.Repeat("]", 600) + `]`, "nested deeper than 512"},

		{"nothing", "", "not valid JSON"},
		{"white space", " \n", "not valid JSON"},
		{"cut", `{"a":[1,2`, "not valid JSON"},
		{"cut in a string", `{"a":"b`, "not valid JSON"},
		{"cut behind a backslash", `{"a":"b\`, "not valid JSON"},
		{"two texts", `{}{}`, "not valid JSON at byte 3"},
		{"comma at the end", `{"a":1,}`, "not valid JSON at byte 8"},
		{"name without quotes", `{a:1}`, "not valid JSON at byte 2"},
		{"leading zero", `01`, "not valid JSON at byte 2"},
		{"not a number", `NaN`, "not valid JSON at byte 1"},
		{"line break in a string", "\"a\nb\"", "not valid JSON at byte 3"},
		{"wrong brackets", `[}`, "not valid JSON at byte 2"},
		{"one too deep", nested("[", "]", jsoncheck.MaxDepth+1), "nested deeper than 512"},
		{"deep objects", nested(`{"a":`, "}", 100_000), "nested deeper than 512"},
		{"deep and open", strings.Repeat("[", 100_000), "nested deeper than 512"},
		{"shut before open", strings.Repeat("]", 1000) + strings.Repeat("[", 1000), "not valid JSON"},
	} {
		err := jsoncheck.Check([]byte(c.text))
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
		if deep := strings.Contains(c.want, "deeper"); deep != errors.Is(err, jsoncheck.ErrDepth) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// membersOf lists the names and values of an object by gjson.
func membersOf(text []byte) (all []string) {
	if whole := gjson.ParseBytes(text); whole.IsObject() {
		whole.ForEach(func(name, v gjson.Result) bool {
			all = append(all, name.Raw[1:len(name.Raw)-1], v.Raw)
			return true
		})
	}
	return all
}

// A text that passes is valid, and one that does not is invalid or too deep.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{`{"a":[1,-2.5e3,"x\u00e9",null]}`, `[[[["]"]]]]`, `"\`, `{"":-0.0E+1}`, "\"\x00\"", "\xff", `"\ud800"`, ` {"a":{"b":[1]}, "\u0061" : [ ],"c":"}"} `} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		err := jsoncheck.Check(text)
		if errors.Is(err, jsoncheck.ErrDepth) {
			return
		}
		valid := json.Valid(text)
		if valid != (err == nil) {
			t.Errorf("%q: valid %v, but %v", text, valid, err)
		}
		var found []string
		w := jsoncheck.NewWalk(text)
		for w.Next() {
			begin, end := w.Value()
			found = append(found, string(w.Name()), string(text[begin:end]))
		}
		if w.Valid() != valid || valid && !slices.Equal(found, membersOf(text)) {
			t.Errorf("%q: valid %v, members %q", text, w.Valid(), found)
		}
	})
}
