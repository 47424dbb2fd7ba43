package escape

import "testing"

// Markdown shows the text as it is, and takes nothing in it for more.
func TestMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"plain, ünïcode":       "plain, ünïcode",
		"<b>&amp;</b>":         "&lt;b&gt;&amp;amp;&lt;/b&gt;",
		"@someone":             "&#64;someone",
		"a\nb\rc":              "a b c",
		"\\`*_{}[]#|~$!":       "\\\\\\`\\*\\_\\{\\}\\[\\]\\#\\|\\~\\$\\!",
		"http://a www.b WWW.c": "http:&#47;/a www&#46;b WWW&#46;c",
		"- item":               "\\- item",
		"  12. item":           "  12\\. item",
		"3) item":              "3\\) item",
		"+ item":               "\\+ item",
		"===":                  "\\===",
		"a - b 1. c":           "a - b 1. c",
		"x1. no item":          "x1. no item",
	} {
		if got := Markdown(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// A command has one line, and its properties end where they should.
func TestCommand(t *testing.T) {
	for text, want := range map[string][2]string{
		"plain":              {"plain", "plain"},
		"100 %\r\n::error::": {"100 %25%0D%0A::error::", "100 %25%0D%0A%3A%3Aerror%3A%3A"},
		"a,b:c":              {"a,b:c", "a%2Cb%3Ac"},
	} {
		if got := [2]string{Command(text), Property(text)}; got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
