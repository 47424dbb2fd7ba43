package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestSameBytes runs the program over and over: whatever the number of its workers, the order of
// its arguments, the zone and the locale, each form of the report has the same bytes. At night it
// does so a hundred times for each number of workers.
func TestSameBytes(t *testing.T) {
	runs := 1
	if nightly {
		runs = 100
	}
	dir := t.TempDir()
	var files []string
	for _, c := range controls(t) {
		file := filepath.Join(dir, strings.ReplaceAll(c.name, " ", "-"))
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	for _, name := range []string{"mixed", "never-ready", "healthy"} {
		files = append(files, filepath.Join(recordings, name, "run.har"), filepath.Join(recordings, name, "run.ndjson"))
	}
	local := time.Local
	t.Cleanup(func() { time.Local = local })
	report := func(format string, more ...string) string {
		var stdout, stderr bytes.Buffer
		run(slices.Concat([]string{"check", "--no-config", "--lang", "en", "-f", format}, more, files), &stdout, &stderr)
		return stdout.String() + stderr.String()
	}
	for _, format := range outputNames() {
		want := report(format)
		for _, workers := range []string{"1", "2", "4", "16"} {
			for n := range runs {
				random := rand.New(rand.NewPCG(uint64(n), 3))
				random.Shuffle(len(files), func(i, k int) { files[i], files[k] = files[k], files[i] })
				time.Local = time.FixedZone("elsewhere", 60*random.IntN(600)-18_000)
				t.Setenv("LC_ALL", pickOf(random, "C", "ru_RU.UTF-8", "tr_TR.UTF-8", "zh_CN.UTF-8", ""))
				if got := report(format, "--workers", workers); got != want {
					t.Fatalf("-f %s, run %d with %s workers: another report", format, n, workers)
				}
			}
		}
	}
}
