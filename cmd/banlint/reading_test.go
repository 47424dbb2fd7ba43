package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/banlint/banlint/parsers"
)

// TestWorkersDoNotShow checks that a report is the same to the byte for any number of
// workers and for chunks of any size.
func TestWorkersDoNotShow(t *testing.T) {
	files, err := filepath.Glob("../../testdata/recordings/*/*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		report := func(flags ...string) string {
			var out, trouble bytes.Buffer
			code := run(append(append([]string{"check", "-f", "json", "--service", "*=rucaptcha"}, flags...), file), &out, &trouble)
			return fmt.Sprint(code, out.String(), trouble.String())
		}
		want := report("--workers=1")
		for _, workers := range []int{1, 2, 8} {
			for _, size := range []int{313, 4000, 1 << 16} {
				if got := report(fmt.Sprintf("--workers=%d", workers), fmt.Sprintf("--chunk-size=%d", size)); got != want {
					t.Errorf("%s: another report with %d workers and chunks of %d bytes", file, workers, size)
				}
			}
		}
	}
}

// TestOrderDoesNotShow judges the same calls in order, and with the later half first, which
// no window can put right: from a file, from standard input, with little memory.
func TestOrderDoesNotShow(t *testing.T) {
	const calls = 36_000
	half := func(from, to int) string {
		var b strings.Builder
		for i := from; i < to; i++ {
			at := time.Date(2026, 3, 14, 12, 0, 0, i*1e8, time.UTC)
			fmt.Fprintf(&b, `{"time":%q,"method":"POST","url":"https://api.capmonster.cloud/getTaskResult","status":200,"body":{"clientKey":`+
				`"0123456789abcdef0123456789abcdef","taskId":%d},"response_body":{"errorId":0,"status":"processing"}}`+"\n", at.Format(time.RFC3339Nano), 100+i%30+i/9000)
		}
		return b.String()
	}
	dir := t.TempDir()
	ordered, jumbled := filepath.Join(dir, "ordered.ndjson"), filepath.Join(dir, "jumbled.ndjson")
	for path, text := range map[string]string{ordered: half(0, calls), jumbled: half(calls/2, calls) + half(0, calls/2)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := gist(t, ordered)
	if !strings.Contains(want, "task-poll-limit") {
		t.Fatal(want)
	}
	for _, args := range [][]string{{jumbled}, {"--memory=1MB", jumbled}} {
		if got := gist(t, args...); got != want {
			t.Errorf("%s: %s\nwant %s", args, got, want)
		}
	}
	stdin := os.Stdin
	defer func() { os.Stdin = stdin }()
	for _, path := range []string{ordered, jumbled} {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		os.Stdin = file
		if got := gist(t, "--memory=1MB", "-"); got != want {
			t.Errorf("%s as standard input: %s\nwant %s", path, got, want)
		}
		file.Close()
	}
}

// gist is what a report says, places aside.
func gist(t *testing.T, args ...string) string {
	t.Helper()
	var out, trouble bytes.Buffer
	if code := run(append([]string{"check", "-f", "json"}, args...), &out, &trouble); code != exitFindings {
		t.Fatalf("%s: exit status %d, %s", args, code, trouble.String())
	}
	var report struct {
		Findings []struct {
			Rule, First, Last string
			Count             int
			Observed          float64
		}
		Verdicts []struct{ Reason, State, At string }
		Summary  map[string]int
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%+v", report)
}

// TestInterrupt interrupts the program while it waits for more input: what was read
// until then is judged, be it little or much.
func TestInterrupt(t *testing.T) {
	path, err := exec.LookPath("banlint")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		calls int
		by    os.Signal
		files []string
	}{
		{130, os.Interrupt, []string{"-"}}, {4000, os.Interrupt, []string{"-"}}, {130, syscall.SIGTERM, []string{"-"}},
		{130, os.Interrupt, []string{"-", "../../testdata/recordings/healthy/run.ndjson"}},
	} {
		calls := c.calls
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			t.Parallel()
			report, code := interrupted(t, exec.Command(path, append([]string{"check"}, c.files...)...), calls, c.by)
			if code != exitInterrupted {
				t.Errorf("exit status %d, want %d", code, exitInterrupted)
			}
			for _, want := range []string{"WrongTaskId", fmt.Sprintf("interrupted after %d exchanges", calls)} {
				if !strings.Contains(report, want) {
					t.Errorf("no %q in\n%s", want, report)
				}
			}
		})
	}
}

// A file that was being written when the program was ended is not there, and neither is a part of it.
func TestInterruptedWriting(t *testing.T) {
	path, err := exec.LookPath("banlint")
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"redact", "convert"} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			_, code := interrupted(t, exec.Command(path, command, "-o", filepath.Join(dir, "out.ndjson"), "-"), 4000, syscall.SIGTERM)
			if left, err := os.ReadDir(dir); code != exitInterrupted || len(left) > 0 || err != nil {
				t.Errorf("exit status %d, left behind: %v, %v", code, left, err)
			}
		})
	}
}

// interrupted gives result requests to a program, interrupts it while it waits for more,
// and returns what it reports.
func interrupted(t *testing.T, cmd *exec.Cmd, calls int, by os.Signal) (report string, code int) {
	t.Helper()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for i := range calls {
		fmt.Fprintf(in, `{"time":"2026-03-14T12:%02d:%02dZ","method":"POST","url":"https://api.capmonster.cloud/getTaskResult","status":200,`+
			`"body":{"clientKey":"0123456789abcdef0123456789abcdef","taskId":7},"response_body":{"errorId":0,"status":"processing"},"pad":%q}`+"\n",
			i/120%60, i/2%60, strings.Repeat("x", 300))
	}
	time.Sleep(time.Second) // until what was written was read
	if err := cmd.Process.Signal(by); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), exit.ExitCode()
}

func TestSize(t *testing.T) {
	for text, want := range map[string]size{"1": 1, "256MiB": 256 << 20, "1 GB": 1e9, "4kB": 4000, "2GiB": 2 << 30, "7B": 7} {
		var s size
		if err := s.UnmarshalText([]byte(text)); err != nil || s != want {
			t.Errorf("%s: %d, %v", text, s, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "MiB", "1.5GB", "99999999999GiB", "1TB"} {
		var s size
		if err := s.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q: %d", text, s)
		}
	}
}

func TestProgress(t *testing.T) {
	b := &bar{total: 4_000_000_000}
	b.seen.Store(1_000_000_000)
	if got, want := b.line(2*time.Second), "read 1 GB of 4 GB (25 %), 500 MB/s, 6s left"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	b.total = 0
	if got, want := b.line(2*time.Second), "read 1 GB, 500 MB/s"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestDigests compares files of the same size, and only these.
func TestDigests(t *testing.T) {
	var files []inputFile
	for i, text := range []string{"abc", "abd", "abc", "abcd"} {
		path := filepath.Join(t.TempDir(), fmt.Sprint(i))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, inputFile{path: path})
	}
	files = append(files, inputFile{path: parsers.Stdin})
	d := newDigests(files)
	for i, f := range files {
		want := ""
		if i == 2 {
			want = files[0].path
		}
		got, read := d.before(f.path)
		if got != want {
			t.Errorf("%s: %q, want %q", f.path, got, want)
		}
		read()
	}
}
