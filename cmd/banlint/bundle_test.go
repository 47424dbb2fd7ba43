package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bundled makes a bundle and returns its files.
func bundled(t *testing.T, args ...string) map[string]string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "bundle.zip")
	var stderr bytes.Buffer
	if code := run(append([]string{"bundle", "--no-config", "-o", out}, args...), &bytes.Buffer{}, &stderr); code != exitFine {
		t.Fatalf("exit status %d: %s", code, stderr.String())
	}
	return unzipped(t, out)
}

func unzipped(t *testing.T, name string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	files := map[string]string{}
	for _, m := range z.File {
		r, err := m.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		b.ReadFrom(r)
		files[m.Name] = b.String()
	}
	return files
}

// A bundle holds what the support asks for of a task at fault.
func TestBundle(t *testing.T) {
	files := bundled(t, filepath.Join(recordings, "never-ready", "run.har"))
	for name, want := range map[string]string{
		"README.md": "| 1578041621 | NoCaptchaTask | 2026-11-24T14:45:28.666Z | 140 |", "report.html": "<!doctype html>", "report.json": `"task-poll-limit"`,
		"tasks/01-1578041621.json": `"type": "NoCaptchaTask"`, "exchanges.har": "getTaskResult", "manifest.json": `"exchanges.har"`,
	} {
		if !strings.Contains(strings.ToLower(files[name]), strings.ToLower(want)) {
			t.Errorf("%s does not hold %q: %.500s", name, want, files[name])
		}
	}
	for _, secret := range secrets(t) {
		for name, text := range files {
			if strings.Contains(text, secret) {
				t.Fatalf("a secret is in %s", name)
			}
		}
	}
}

// What the manifest says of the files is true.
func TestBundleManifest(t *testing.T) {
	files := bundled(t, filepath.Join(recordings, "mixed", "run.har"))
	var m struct {
		Files []struct {
			Name   string
			Size   int
			SHA256 string
		}
	}
	if err := json.Unmarshal([]byte(files["manifest.json"]), &m); err != nil || len(m.Files) != len(files)-1 {
		t.Fatal(err, len(m.Files))
	}
	for _, f := range m.Files {
		digest := sha256.Sum256([]byte(files[f.Name]))
		if f.Size != len(files[f.Name]) || f.SHA256 != hex.EncodeToString(digest[:]) {
			t.Errorf("%s is another", f.Name)
		}
	}
}

// The exchanges in a bundle show what the bundle is about.
func TestBundleJudged(t *testing.T) {
	for _, test := range []struct{ name, want string }{{"zero-balance", "ZeroBalance"}, {"wrong-key", "KeyDoesntExist"}, {"banned-proxy", "BadProxy"}} {
		files := bundled(t, filepath.Join(recordings, test.name, "run.har"))
		file := filepath.Join(t.TempDir(), "exchanges.har")
		if err := os.WriteFile(file, []byte(files["exchanges.har"]), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := summary(judged(t, "--no-config", file)); !strings.Contains(got, test.want) {
			t.Errorf("%s: %s", test.name, got)
		}
	}
}

func TestBundleIsReproducible(t *testing.T) {
	write := func() string {
		out := filepath.Join(t.TempDir(), "bundle.zip")
		run([]string{"bundle", "--no-config", "-o", out, filepath.Join(recordings, "mixed", "run.har")}, &bytes.Buffer{}, &bytes.Buffer{})
		return read(t, out)
	}
	if first := write(); first == "" || first != write() {
		t.Error("two bundles of the same recording differ")
	}
}

// What is too much is left out, and named.
func TestBundleSize(t *testing.T) {
	file := filepath.Join(recordings, "mixed", "run.har")
	whole, small := bundled(t, file), bundled(t, "--max-size", "60KiB", file)
	if a, b := len(small["exchanges.har"]), len(whole["exchanges.har"]); a >= b || a < 1000 {
		t.Errorf("%d bytes of exchanges, and %d of all", a, b)
	}
	if !json.Valid([]byte(small["exchanges.har"])) {
		t.Error("the HAR is broken")
	}
	if !strings.Contains(small["README.md"], "Left out for its size") || !strings.Contains(small["manifest.json"], `"omitted"`) {
		t.Error("what is left out is not named")
	}
}

func TestBundleLanguage(t *testing.T) {
	if readme := bundled(t, "--lang", "pl", filepath.Join(recordings, "never-ready", "run.har"))["README.md"]; !strings.Contains(readme, "Wadliwe zadania") {
		t.Errorf("not in Polish: %s", readme)
	}
}

// An image is what the task was about: the support wants to see it.
func TestBundleImage(t *testing.T) {
	image := "\x89PNG\r\n\x1a\nnot much of a picture"
	var lines []string
	line := func(second int, method, body, answer string) {
		lines = append(lines, fmt.Sprintf(`{"time":"2026-11-21T03:%02d:%02dZ","method":"POST","url":"https://api.capmonster.cloud/%s","body":%q,"status":200,"response_body":%q}`, second/60, second%60, method, body, answer))
	}
	line(0, "createTask", `{"clientKey":"k1","task":{"type":"ImageToTextTask","body":"`+base64.StdEncoding.EncodeToString([]byte(image))+`"}}`, `{"errorId":0,"taskId":77}`)
	for i := range 130 {
		line(2+2*i, "getTaskResult", `{"clientKey":"k1","taskId":77}`, `{"errorId":0,"status":"processing"}`)
	}
	file := filepath.Join(t.TempDir(), "run.ndjson")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := bundled(t, file)["tasks/01-77.png"]; got != image {
		t.Errorf("the image is %q", got)
	}
	if _, there := bundled(t, "--no-images", file)["tasks/01-77.png"]; there {
		t.Error("the image is there all the same")
	}
}

func TestBundleRefuses(t *testing.T) {
	var stderr bytes.Buffer
	if code := run([]string{"bundle", "-"}, &bytes.Buffer{}, &stderr); code != exitUsage || !strings.Contains(stderr.String(), "read twice") {
		t.Errorf("exit status %d: %s", code, stderr.String())
	}
}
