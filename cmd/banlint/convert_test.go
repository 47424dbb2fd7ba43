package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a recording shows does not depend on the format that it is written in, nor on its
// secrets.
func TestConvert(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join(recordings, "*", "run.har"))
	if err != nil || len(cases) == 0 {
		t.Fatal(err)
	}
	for _, file := range cases {
		for _, to := range []string{"har", "dump"} {
			t.Run(filepath.Base(filepath.Dir(file))+"/"+to, func(t *testing.T) {
				once := converted(t, file, to)
				if got, want := summary(judged(t, once)), summary(judged(t, file)); got != want {
					t.Errorf("\n got %s\nwant %s", got, want)
				}
				twice := converted(t, once, to)
				if a, b := read(t, once), read(t, twice); a != b {
					t.Error("converted once more it is another")
				}
			})
		}
	}
}

// converted is the path of a file in another format.
func converted(t *testing.T, file, to string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "converted")
	var stderr bytes.Buffer
	if code := run([]string{"convert", "-t", to, "-o", out, file}, &bytes.Buffer{}, &stderr); code != exitFine {
		t.Fatal(stderr.String())
	}
	return out
}

// No secret is left in what is written.
func TestConvertSecrets(t *testing.T) {
	hidden := secrets(t)
	for _, to := range []string{"har", "dump"} {
		text := read(t, converted(t, filepath.Join(recordings, "mixed", "run.ndjson"), to))
		for _, secret := range hidden {
			if strings.Contains(text, secret) {
				t.Fatalf("%s: a secret was written", to)
			}
		}
	}
}

// The recordings that others made keep what they show as well.
func TestConvertCorpus(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "corpus", "recorded")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the corpus is not here")
	}
	for _, file := range []string{"har/playwright-1.65.1-page-fetch.har", "mitmproxy-flow/mitmproxy-8.1.1-http-https.flow", "nock/nock-recorder.json", "accesslog/squid_native.log", "app-log/python-urllib3-debug.log", "vcr/vcr_requests.yaml"} {
		t.Run(file, func(t *testing.T) {
			path := filepath.Join(dir, file)
			want := summary(judged(t, path))
			if got := summary(judged(t, converted(t, path, "dump"))); got != want {
				t.Errorf("dump:\n got %s\nwant %s", got, want)
			}
			if got := summary(judged(t, converted(t, path, "har"))); got != want {
				t.Errorf("HAR:\n got %s\nwant %s", got, want)
			}
		})
	}
}
