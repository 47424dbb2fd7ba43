package report

import "testing"

func TestQuoted(t *testing.T) {
	for word, want := range map[string]string{
		"run.har": "run.har", "my run.har": "'my run.har'", "it's": `'it'\''s'`, "": "''", "*.har": "'*.har'", "max-polls=40": "max-polls=40",
		"azAZ09_+": "azAZ09_+", "über": "über", "a`b": "'a`b'", "a{b": "'a{b'", "a[b": "'a[b'", "a;b": "'a;b'", "$a": "'$a'",
	} {
		if got := Quoted(word); got != want {
			t.Errorf("%q is quoted as %s, want %s", word, got, want)
		}
	}
}
