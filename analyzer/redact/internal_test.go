package redact

import (
	"fmt"
	"strings"
	"testing"
)

// What stays as it is, is remembered: what is replaced is not, as it is counted each time, and
// neither are long texts nor very many.
func TestRemembered(t *testing.T) {
	r := New(nil)
	for range 2 {
		r.Name("c0ffeeb1d2e3a4f5")
		r.Name(strings.Repeat("x", 257))
	}
	if n := r.Counts[otherTexts]; n != 4 || len(r.names) != 0 {
		t.Errorf("%d were counted, %d remembered", n, len(r.names))
	}
	known := map[string]bool{}
	same := func(s string) string { return s }
	remembered(known, strings.Repeat("x", 256), same)
	remembered(known, strings.Repeat("x", 257), same)
	for i := range maxRemembered + 100 {
		remembered(known, fmt.Sprint(i), same)
	}
	if len(known) != maxRemembered || !known[strings.Repeat("x", 256)] || known[strings.Repeat("x", 257)] {
		t.Errorf("%d are remembered", len(known))
	}
}

func TestIsBase64(t *testing.T) {
	for text, want := range map[string]bool{
		"azAZ09+/azAZ09+/": true, "azAZ09+/azAZ09+/azA=": true, "azAZ09+/azAZ09+/az==": true, "azAZ09+/azAZ09=": false, "azAZ09+/azAZ09==": false,
		"azAZ09+/azAZ09+": false, "azAZ09+/azAZ09+/a===": false, "": false, "azAZ09+/azAZ09 /": false, "azAZ09+/azAZ09`/": false, "azAZ09+/azAZ09{/": false,
		"azAZ09+/azAZ09@/": false, "azAZ09+/azAZ09[/": false, "azAZ09+/azAZ09:/": false, "azAZ09+/azAZ09./": false,
	} {
		if got := isBase64(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
