package jsonscan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/banlint/banlint/parsers/jsonscan"
)

// named is walked with Named for Object.
func named(c *jsonscan.Cursor) string {
	var seen []string
	switch c.Next() {
	case '{':
		name, more := c.Named()
		for ; more; more = c.Member() {
			name := string(c.Name)
			seen = append(seen, name+"="+named(c))
		}
		return fmt.Sprintf("{%s: %s}", name, strings.Join(seen, " "))
	case '[':
		for more := c.List(); more; more = c.Element() {
			seen = append(seen, named(c))
		}
		return "[" + strings.Join(seen, " ") + "]"
	default:
		return string(c.Value())
	}
}

// checkTrail reads texts along one trail, where each has to come to what it comes to on
// its own.
func checkTrail(t *testing.T, texts ...string) {
	t.Helper()
	var trail jsonscan.Trail
	for _, text := range texts {
		trail.Renew()
		for way, walk := range []func(*jsonscan.Cursor) string{walked, named} {
			along, alone := jsonscan.Along(&trail, []byte(text), 0), jsonscan.Over([]byte(text), 0)
			got, want := walk(&along), walk(&alone)
			if got != want || along.Offset() != alone.Offset() || along.Err() != alone.Err() {
				t.Fatalf("way %d, %q of %q: %s to %d, %v; alone %s to %d, %v", way, text, texts, got, along.Offset(), along.Err(), want, alone.Offset(), alone.Err())
			}
		}
	}
}

var trails = [][2]string{
	{`{"a":1,"b":[1,2],"c":{}}`, `{"a":{},"b":[],"c":[{}]}`},
	{`[1]`, `[]`},
	{`[1,2]`, `[1,]`},
	{`{"a":[1]}`, `{"a":[ 1]}`},
	{"{\n  \"a\": 1\n}", "{\n  \"a\":  1\n}"},
	{`{"name":"a","value":1}`, `{"name":"a","value":`},
	{`{"name":"a","value":1}`, `{"name":"a","value":]}`},
	{`{"name":"a"}`, `{"name":"a","b":[{"name":1,"\u0061":2}]}`},
	{`{"a":1}`, `{"a":1,"a":1,"a":1}`},
	{`[[[1]],[2],{"a":{"b":3}}]`, `[[[1]],[2],{"a":{"b":3}}`},
}

func TestTrail(t *testing.T) {
	for _, c := range trails {
		checkTrail(t, c[0], c[1], c[0])
		for end := range c[1] {
			checkTrail(t, c[0], c[1], c[1][:end])
		}
	}
	var many strings.Builder // more than a trail takes
	for i := range 2000 {
		fmt.Fprintf(&many, `{"%d":[{"name":"%[1]d","x":0}]},`, i)
	}
	checkTrail(t, "["+many.String()+"0]", "["+many.String()+"{}]", "[1,{}]")
	checkTrail(t, strings.Repeat("[", 600), strings.Repeat(`{"a":`, 600))
}

func FuzzTrail(f *testing.F) {
	for _, c := range trails {
		f.Add(c[0], c[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) { checkTrail(t, a, b, a, b) })
}

// BenchmarkTrail reads a list of headers, indented as browsers do it.
func BenchmarkTrail(b *testing.B) {
	header := "{\n              \"name\": \"Content-Type\",\n              \"value\": \"application/json\"\n            },\n            "
	text := []byte("[\n            " + strings.Repeat(header, 12) + "1]")
	read := func(c *jsonscan.Cursor) {
		for more := c.List(); more; more = c.Element() {
			for _, more := c.Named(); more; more = c.Member() {
				c.Value()
			}
		}
	}
	var trail jsonscan.Trail
	for name, cursor := range map[string]func() jsonscan.Cursor{
		"alone": func() jsonscan.Cursor { return jsonscan.Over(text, 0) },
		"along": func() jsonscan.Cursor { return jsonscan.Along(&trail, text, 0) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				c := cursor()
				read(&c)
			}
		})
	}
}
