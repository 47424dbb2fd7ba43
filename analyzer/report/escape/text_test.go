package escape

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// What is not plain to see, or is a command to a build server, is spelled out.
func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"plain, ünïcode 漢":       "plain, ünïcode 漢",
		"a\nb\tc\x1b[31m\x00":    `a\u000ab\u0009c\u001b[31m\u0000`,
		"\u202eevil\u2066\u200b": `\u202eevil\u2066\u200b`,
		"broken \xff":            `broken \ufffd`,
		"no\u00a0break":          `no\u00a0break`,
		"::error::x":             `:\u003aerror:\u003ax`,
		":::":                    `:\u003a:`,
		"##[group]":              `#\u0023[group]`,
		"####":                   `#\u0023#\u0023`,
	} {
		if got := Text(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// A long text is cut between characters, and says so.
func TestTextLength(t *testing.T) {
	for name, text := range map[string]string{"letters": strings.Repeat("x", 5000), "wide ones": strings.Repeat("漢", 5000), "control characters": strings.Repeat("\x00", 5000)} {
		got := Text(text)
		if !strings.HasSuffix(got, "…") || len(got) > maxText+16 || !utf8.ValidString(got) {
			t.Errorf("%s: %d bytes, %q", name, len(got), got[max(0, len(got)-20):])
		}
	}
	if got := Text(strings.Repeat("x", maxText)); strings.Contains(got, "…") {
		t.Errorf("what is just short enough is cut: %d bytes", len(got))
	}
	if got, want := Text(strings.Repeat("x", maxText+1)), strings.Repeat("x", maxText)+"…"; got != want {
		t.Errorf("what is just too long is %d bytes long, and should be %d", len(got), len(want))
	}
}

// In the name of a file only what may be a key is masked.
func TestName(t *testing.T) {
	const key = "0123456789abcdef0123456789abcdef"
	for name, want := range map[string]string{
		"runs/2025-03-14.har":                 "runs/2025-03-14.har",
		"runs/" + key + ".har":                "runs/****.har",
		key:                                   "****",
		"a-" + key + "_" + key:                "a-****_****",
		key[:24]:                              "****",
		key[:23]:                              key[:23],
		"abcdefghijklmnopqrstuvwxyzabc":       "abcdefghijklmnopqrstuvwxyzabc",
		"202503140926530123456789012.har":     "202503140926530123456789012.har",
		"\u202e" + strings.ToUpper(key) + "x": `\u202e****`,
	} {
		if got := Name(name); got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
	}
}

// A cell that a spreadsheet would take for a formula is marked as text; figures stay figures.
func TestCell(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "text": "text", "-1.5": "-1.5", "+3": "+3", "=1+1": "'=1+1", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0",
		"-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "a=1": "a=1",
	} {
		if got := Cell(cell); got != want {
			t.Errorf("%q: got %q, want %q", cell, got, want)
		}
	}
}

// What may be a key in a name is masked: a run of letters and digits of both kinds, of 24 at least.
func TestNameMasksKeys(t *testing.T) {
	for name, want := range map[string]string{
		"run-azAZ09azAZ09azAZ09azAZ09.har": "run-****.har", "azAZ09azAZ09azAZ09azAZ0": "azAZ09azAZ09azAZ09azAZ0",
		"abcdefghijklmnopqrstuvwxyz": "abcdefghijklmnopqrstuvwxyz", "012345678901234567890123456789": "012345678901234567890123456789", "a\nb": `a\u000ab`,
	} {
		if got := Name(name); got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
	}
}

// Whatever comes, what is printed of it can be seen, is no command and is not long; and what is
// clean already stays as it is.
func FuzzText(f *testing.F) {
	f.Add("a\nb\x1b[31m\u202e::error::##[group]")
	f.Add("::::####\xff\xfe")
	f.Fuzz(func(t *testing.T, text string) {
		for name, clean := range map[string]func(string) string{"Text": Text, "Name": Name} {
			out := clean(text)
			hidden := func(r rune) bool { return r != ' ' && !unicode.IsPrint(r) }
			if strings.ContainsFunc(out, hidden) || strings.Contains(out, "::") || strings.Contains(out, "##") || len(out) > 4*maxText {
				t.Errorf("%s: %q from %q", name, out, text)
			}
			if again := clean(out); name == "Text" && len(out) < maxText && again != out {
				t.Errorf("%s: %q, and cleaned again %q", name, out, again)
			}
		}
	})
}
