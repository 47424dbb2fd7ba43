package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// full is a disk with room for some bytes.
type full struct {
	room int
	err  error
}

func (f *full) Write(b []byte) (int, error) {
	n := min(len(b), f.room)
	f.room -= n
	if n < len(b) {
		return n, f.err
	}
	return n, nil
}

// printing are commands that write to standard output.
func printing() (commands [][]string) {
	mixed := filepath.Join(recordings, "mixed", "run.ndjson")
	add := func(args ...string) { commands = append(commands, args) }
	for _, format := range outputNames() {
		add("check", "-f", format, mixed)
	}
	for _, format := range []string{"text", "jsonl", "csv"} {
		add("timeline", "-f", format, mixed)
	}
	for _, format := range []string{"text", "table", "json"} {
		add("limits", "-f", format)
		add("rules", "-f", format)
		add("simulate", "-f", format, "--suggest", mixed)
	}
	for _, format := range []string{"dump", "har"} {
		add("convert", "-t", format, mixed)
	}
	for _, format := range []string{"har", "ndjson"} {
		add("redact", filepath.Join(recordings, "mixed", "run."+format))
	}
	add("diff", mixed, filepath.Join(recordings, "healthy", "run.har"))
	add("diff", "-f", "json", mixed, filepath.Join(recordings, "healthy", "run.har"))
	add("postmortem", mixed)
	add("inspect", mixed)
	add("explain", "WrongTaskId")
	add("schema", "report")
	add("config", "show")
	add("config", "schema")
	add("completion", "bash")
	add("man")
	add("--help")
	add("--version")
	return commands
}

// TestFullDisk lets standard output fail after some bytes, at night after each number of them: the
// program says so and ends with an error, whatever it was about to write. A pipe that nobody reads
// any longer is none.
func TestFullDisk(t *testing.T) {
	notRaced(t)
	for _, args := range printing() {
		t.Run(strings.ReplaceAll(strings.Join(args, " "), string(filepath.Separator), " "), func(t *testing.T) {
			t.Parallel()
			var whole bytes.Buffer
			usual := run(args, &whole, io.Discard)
			if whole.Len() == 0 {
				t.Fatal("nothing was written")
			}
			step := max(1, whole.Len()/6)
			if nightly {
				step = max(1, whole.Len()/500)
			}
			for room := 0; room < whole.Len(); room += step {
				var stderr bytes.Buffer
				code := run(args, &full{room, syscall.ENOSPC}, &stderr)
				if code != exitUsage || !strings.Contains(stderr.String(), "no space left on device") {
					t.Fatalf("full after %d of %d bytes: exit status %d, %s", room, whole.Len(), code, stderr.String())
				}
				stderr.Reset()
				if code := run(args, &full{room, syscall.EPIPE}, &stderr); code != exitFine && code != usual || strings.Contains(stderr.String(), "broken pipe") {
					t.Fatalf("closed after %d of %d bytes: exit status %d, %s", room, whole.Len(), code, stderr.String())
				}
			}
		})
	}
}

// A file that cannot be written whole is not there, and what was there before is.
func TestFullDiskFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "report.html")
	if err := os.WriteFile(file, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := writeFile(file, func(w io.Writer) error {
		_, err := io.WriteString(w, "after")
		return cmp.Or(err, error(syscall.ENOSPC))
	})
	if entries, _ := os.ReadDir(dir); !errors.Is(err, syscall.ENOSPC) || len(entries) != 1 || read(t, file) != "before" {
		t.Errorf("%v, %v, %s", err, entries, read(t, file))
	}
	for name, args := range map[string][]string{
		"report.html":   {"check", "-o", "html=" + filepath.Join(dir, "nowhere", "report.html")},
		"redacted.har":  {"redact", "-o", filepath.Join(dir, "nowhere", "redacted.har")},
		"converted.har": {"convert", "-o", filepath.Join(dir, "nowhere", "converted.har")},
		"bundle.zip":    {"bundle", "-o", filepath.Join(dir, "nowhere", "bundle.zip")},
	} {
		var stderr bytes.Buffer
		code := run(append(args, filepath.Join(recordings, "mixed", "run.har")), io.Discard, &stderr)
		if code != exitUsage || !strings.Contains(stderr.String(), "no such file or directory") {
			t.Errorf("%s: exit status %d, %s", name, code, stderr.String())
		}
	}
}

// TestSystemCalls lets each of the first system calls of a kind fail, one in a run. The program
// either does as if nothing had been, or says that something failed. It takes minutes, and a tracer
// that can let calls fail.
func TestSystemCalls(t *testing.T) {
	if !nightly {
		t.Skip("at night only")
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("there is no strace")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "banlint")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // the loader of shared libraries has faults of its own
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	input := filepath.Join(dir, "run.ndjson")
	if err := os.WriteFile(input, []byte(read(t, filepath.Join(recordings, "never-ready", "run.ndjson"))), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"check", "--no-config", "-f", "json", input},
		{"check", "--no-config", "-f", "sarif", "-o", "html=" + filepath.Join(dir, "report.html"), input},
		{"redact", "--no-config", "-o", filepath.Join(dir, "redacted.ndjson"), input},
	} {
		faults := 0
		clean := traced(t, strace, "", program, args)
		for _, call := range []string{"openat", "read", "pread64", "write", "close", "fstat", "newfstatat"} {
			for _, fault := range []string{"EIO", "EACCES", "ENOSPC", "EINTR"} {
				for n := 1; n <= 64; n++ {
					got := traced(t, strace, fmt.Sprintf("inject=%s:error=%s:when=%d", call, fault, n), program, args)
					if got.injected == 0 {
						break
					}
					faults += got.injected
					if why := clean.unlike(got); why != "" {
						t.Errorf("%s, %s number %d fails with %s: %s\n%s%s", args[0], call, n, fault, why, got.stderr, got.stdout)
					}
				}
			}
		}
		t.Logf("%s: %d faults", args[0], faults)
	}
}

// traceOf is what came of a run.
type traceOf struct {
	code           int
	stdout, stderr string
	files          map[string]string
	injected       int
}

// traced runs the program with a fault.
func traced(t *testing.T, strace, inject, program string, args []string) (r traceOf) {
	t.Helper()
	dir := filepath.Dir(program)
	for _, name := range []string{"report.html", "redacted.ndjson"} {
		os.Remove(filepath.Join(dir, name))
	}
	trace := filepath.Join(dir, "trace")
	line := []string{"-f", "-qq", "-o", trace, "-e", "trace=openat,read,pread64,write,close,fstat,newfstatat"}
	if inject != "" {
		line = append(line, "-e", inject)
	}
	cmd := exec.Command(strace, append(append(line, program), args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	r = traceOf{code: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String(), files: map[string]string{}}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "trace" && e.Name() != "banlint" {
			r.files[e.Name()] = read(t, filepath.Join(dir, e.Name()))
		}
	}
	r.injected = strings.Count(read(t, trace), "(INJECTED)")
	return r
}

// explained reports whether a report says that a file could not be read as usual.
func explained(text string) bool {
	return strings.Contains(text, "broke off") || strings.Contains(text, "changed while it was read")
}

// unlike tells what is wrong with a run beside one without a fault: it may be the same, or fail and
// say so.
func (r *traceOf) unlike(got traceOf) string {
	switch {
	case got.code < 0, got.code > exitUnjudged, strings.Contains(got.stderr, "goroutine "):
		return fmt.Sprintf("it crashed with exit status %d", got.code)
	case len(got.files) > len(r.files):
		return "it left files behind"
	case got.code == exitUsage, explained(got.stderr + got.stdout):
		return ""
	case got.code != r.code:
		return fmt.Sprintf("exit status %d, and %d without", got.code, r.code)
	case got.stdout != r.stdout:
		return "it wrote something else and did not say why"
	}
	for name, text := range r.files {
		if got.files[name] != text {
			return name + " is another and it did not say why"
		}
	}
	return ""
}
