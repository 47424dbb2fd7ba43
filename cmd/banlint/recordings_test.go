package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/report"
)

const recordings = "../../testdata/recordings"

// What each recording of a real client shows: findings, then the verdicts that
// are not clear.
var shown = map[string]string{
	"healthy":             "",
	"healthy-anticaptcha": "",
	"healthy-2captcha":    "",
	"image-poll":          "info poll-interval-short 32",
	"puppeteer-poll":      "warning poll-interval-short 20; info poll-first-early 4",
	"never-ready":         "error task-poll-limit 20; error ban-seen 26; error request-during-ban 25; WrongTaskId banned",
	"wrong-key":           "error key-invalid-repeated 40; error ban-seen 15; error request-during-ban 14; KeyDoesntExist banned",
	"zero-balance":        "error zero-balance-retried 40; error ban-seen 14; error request-during-ban 13; ZeroBalance banned",
	"unknown-tasks":       "error unknown-task-polled 40; error ban-seen 14; error request-during-ban 13; WrongTaskId banned",
	"banned-proxy":        "error banned-proxy-reused 39; error ban-seen 15; error request-during-ban 14; BadProxy banned",
	"mixed": "error key-invalid-repeated 40; error unknown-task-polled 15; error banned-proxy-reused 16; error ban-seen 22; " +
		"error request-during-ban 21; KeyDoesntExist banned; WrongTaskId banned; BadProxy banned",
	"ban-without-cause": "error ban-seen 20; error request-during-ban 19; KeyDoesntExist banned; ZeroBalance unknown; " +
		"WrongTaskId unknown; BadProxy unknown; RepeatedErrors unknown; RequestBurst unknown",
}

// The same traffic gives the same findings as HAR, as a dump, and compressed.
func TestRecordings(t *testing.T) {
	cases, err := os.ReadDir(recordings)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if !c.IsDir() {
			continue
		}
		t.Run(c.Name(), func(t *testing.T) {
			want, known := shown[c.Name()]
			if !known {
				t.Fatal("nobody says what it shows")
			}
			har := filepath.Join(recordings, c.Name(), "run.har")
			for _, file := range []string{har, filepath.Join(recordings, c.Name(), "run.ndjson"), zipped(t, har)} {
				if got := summary(judged(t, file)); got != want {
					t.Errorf("%s:\n got %s\nwant %s", filepath.Ext(file), got, want)
				}
			}
		})
	}
}

func summary(r report.Report) string {
	var parts []string
	for _, f := range r.Findings {
		parts = append(parts, fmt.Sprintf("%s %s %d", f.Severity, f.Rule, f.Count))
	}
	for _, v := range r.Verdicts {
		if v.State != "clear" {
			parts = append(parts, v.Reason+" "+v.State)
		}
	}
	return strings.Join(parts, "; ")
}

// judged checks a file and reads the report back.
func judged(t *testing.T, args ...string) (r report.Report) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(append([]string{"check", "-f", "json"}, args...), &stdout, &stderr)
	if err := json.Unmarshal(stdout.Bytes(), &r); err != nil {
		t.Fatalf("%v: exit status %d, %v, %s", args, code, err, stderr.String())
	}
	if code != r.Exit {
		t.Errorf("%v: exit status %d, and %d in the report", args, code, r.Exit)
	}
	return r
}

// What stands before all that tells a format may be long, such as an image.
func TestLongFirstLine(t *testing.T) {
	text := read(t, filepath.Join(recordings, "never-ready", "run.ndjson"))
	want := summary(judged(t, filepath.Join(recordings, "never-ready", "run.ndjson")))
	for _, length := range []int{1 << 10, 100 << 10, 3 << 20} {
		long := filepath.Join(t.TempDir(), "long.ndjson")
		if err := os.WriteFile(long, []byte(`{"more":"`+strings.Repeat("x", length)+`",`+text[1:]), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := summary(judged(t, long)); got != want {
			t.Errorf("%d bytes:\n got %s\nwant %s", length, got, want)
		}
	}
}

// One recording in three files gives what it gives in one.
func TestSplit(t *testing.T) {
	for name := range shown {
		file := filepath.Join(recordings, name, "run.ndjson")
		if got, want := without(judged(t, split(t, file)...)), without(judged(t, file)); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

// without writes what a report comes to, without the places.
func without(r report.Report) string {
	s := summary(r)
	for _, b := range r.Bans {
		s += fmt.Sprintf("; %s %v %s %s %d", b.Code, b.Reasons, b.Began, b.Until, b.Wasted)
	}
	for _, h := range r.Headroom {
		s += fmt.Sprintf("; %s %v %s", h.Rule, h.Used, h.At)
	}
	return s
}

// split deals the lines of a file out to three.
func split(t *testing.T, file string) (parts []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var files [3]strings.Builder
	n := 0
	for line := range strings.Lines(string(text)) {
		files[n%len(files)].WriteString(line)
		n++
	}
	dir := t.TempDir()
	for i := range files {
		parts = append(parts, filepath.Join(dir, fmt.Sprintf("%d.ndjson", i)))
		if err := os.WriteFile(parts[i], []byte(files[i].String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return parts
}

func zipped(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(text)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "run.har.gz")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// The order of the arguments and the number of workers change nothing.
func TestDeterminism(t *testing.T) {
	a, b := filepath.Join(recordings, "mixed", "run.har"), filepath.Join(recordings, "healthy-2captcha", "run.ndjson")
	outputs := map[string][]string{}
	for _, args := range [][]string{{a, b}, {b, a}, {a, b, "--workers=1"}, {b, a, "--workers=7"}} {
		var stdout, stderr bytes.Buffer
		run(append([]string{"check", "-f", "json"}, args...), &stdout, &stderr)
		outputs[stdout.String()+stderr.String()] = args
	}
	if len(outputs) != 1 {
		t.Errorf("%d different reports: %v", len(outputs), outputs)
	}
}

// No raw key and no proxy reaches any output.
func TestSecrets(t *testing.T) {
	for _, format := range []string{"text", "table", "json"} {
		for _, command := range [][]string{
			{"check", "-f", format}, {"check", "--key-tails", "-f", format}, {"simulate", "--suggest", "-f", format}, {"limits", "--observed", "-f", format},
			{"timeline"}, {"timeline", "-f", "csv"}, {"timeline", "-f", "jsonl"}, {"postmortem"},
		} {
			var stdout, stderr bytes.Buffer
			run(append(command, filepath.Join(recordings, "mixed", "run.ndjson")), &stdout, &stderr)
			if stdout.Len() == 0 {
				t.Fatalf("%v: no output", command)
			}
			for _, secret := range secrets(t) {
				if strings.Contains(stdout.String()+stderr.String(), secret) {
					t.Errorf("%v: a secret was printed", command)
				}
			}
		}
	}
}

// secrets are the keys and the proxy address of the recording "mixed".
func secrets(t *testing.T) (found []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(recordings, "mixed", "run.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{`clientKey\":\"`, `proxyAddress\":\"`} {
		for rest := string(text); ; {
			_, after, ok := strings.Cut(rest, name)
			if !ok {
				break
			}
			secret, tail, _ := strings.Cut(after, `\"`)
			found, rest = append(found, secret), tail
		}
	}
	if len(found) < 90 {
		t.Fatalf("only %d secrets found", len(found))
	}
	return found
}
