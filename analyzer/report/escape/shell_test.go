package escape

import "testing"

func TestShell(t *testing.T) {
	for word, want := range map[string]string{
		"run.har": "run.har", "my run.har": "'my run.har'", "it's": `'it'\''s'`, "": "''", "*.har": "'*.har'", "max-polls=40": "max-polls=40",
		"azAZ09_+": "azAZ09_+", "über": "über", "a`b": "'a`b'", "a{b": "'a{b'", "a[b": "'a[b'", "a;b": "'a;b'", "$a": "'$a'", "\u0080": "\u0080",
	} {
		if got := Shell(word); got != want {
			t.Errorf("%q is quoted as %s, want %s", word, got, want)
		}
	}
}
