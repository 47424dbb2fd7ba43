package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// cut is a recording that breaks off, of calls in which nothing is wrong.
const cut = `{"log":{"version":"1.2","entries":[{"startedDateTime":"2026-11-21T03:12:57Z","time":1,"request":{"method":"POST",` +
	`"url":"https://api.capmonster.cloud/getBalance","headers":[],"postData":{"text":"{\"clientKey\":\"0123456789abcdef0123456789abcdef\"}"}},` +
	`"response":{"status":200,"headers":[],"content":{"text":"{\"errorId\":0,\"balance\":1}"}}},`

// outcomes are ways in which a check can end.
var outcomes = []struct {
	name string
	args []string // RECORDINGS and WORK stand for directories
	code int
}{
	{"nothing found", []string{"RECORDINGS/healthy/run.har"}, exitFine},
	{"an error", []string{"RECORDINGS/never-ready/run.har"}, exitFindings},
	{"only a warning", []string{"RECORDINGS/puppeteer-poll/run.har"}, exitFine},
	{"a warning that fails", []string{"--fail-on", "warning", "RECORDINGS/puppeteer-poll/run.har"}, exitFindings},
	{"an error that does not fail", []string{"--fail-on", "never", "RECORDINGS/never-ready/run.har"}, exitFine},
	{"little left of a limit", []string{"--fail-on-headroom", "99%", "RECORDINGS/healthy/run.har"}, exitFindings},
	{"all suppressed", []string{"--config", "WORK/accept.yaml", "RECORDINGS/zero-balance/run.har"}, exitFine},
	{"no call", []string{"WORK/nothing.har"}, exitUnjudged},
	{"a reason that was not judged", []string{"--require", "NoSlot", "RECORDINGS/healthy/run.har"}, exitUnjudged},
	{"broken off", []string{"WORK/cut.har"}, exitUnjudged},
	{"broken off, with an error", []string{"WORK/cut.har", "RECORDINGS/never-ready/run.har"}, exitFindings},
	{"one that cannot be read", []string{"WORK/none.har", "RECORDINGS/never-ready/run.har"}, exitUsage},
}

// TestMatrix holds that no format changes the exit status, whether it goes to standard
// output or to a file, and that both get the same bytes.
func TestMatrix(t *testing.T) {
	work := t.TempDir()
	for name, text := range map[string]string{
		"cut.har": cut, "none.har": "no recording", "nothing.har": `{"log":{"version":"1.2","entries":[]}}`,
		"accept.yaml": "suppressions:\n  - {rule: zero-balance-retried, reason: a test}\n  - {rule: ban-seen, reason: a test}\n  - {rule: request-during-ban, reason: a test}\n",
	} {
		if err := os.WriteFile(filepath.Join(work, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range outcomes {
		for _, format := range outputNames() {
			t.Run(o.name+"/"+format, func(t *testing.T) {
				file := filepath.Join(t.TempDir(), "report")
				args := append([]string{"check", "--color", "never", "--width", "80", "-f", format, "-o", format + "=" + file}, placed(o.args, work)...)
				var stdout, stderr bytes.Buffer
				if code := run(args, &stdout, &stderr); code != o.code {
					t.Errorf("exit status %d, want %d: %s", code, o.code, stderr.String())
				}
				if stdout.Len() == 0 {
					t.Error("no report was printed")
				}
				if written := read(t, file); written != stdout.String() {
					t.Errorf("the file differs from what was printed:\n%s", written)
				}
			})
		}
	}
}

// placed puts directories into arguments.
func placed(args []string, work string) (out []string) {
	for _, a := range args {
		switch dir, rest := filepath.Split(a); {
		case dir == "WORK/":
			a = filepath.Join(work, rest)
		case len(a) > 11 && a[:11] == "RECORDINGS/":
			a = filepath.Join(recordings, a[11:])
		}
		out = append(out, a)
	}
	return out
}
