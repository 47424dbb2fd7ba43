package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWriteFileKeepsWhatIsNoFile(t *testing.T) {
	write := func(w io.Writer) error {
		_, err := io.WriteString(w, "report")
		return err
	}
	dir := t.TempDir()
	file, link, null := filepath.Join(dir, "file"), filepath.Join(dir, "link"), filepath.Join(dir, "null")
	for old, name := range map[string]string{"file": link, os.DevNull: null} {
		if err := os.Symlink(old, name); err != nil {
			t.Skip(err)
		}
	}
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{link, null} {
		if err := writeFile(name, write); err != nil {
			t.Error(err)
		}
		if info, err := os.Lstat(name); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s is no link any more", filepath.Base(name))
		}
	}
	if text, _ := os.ReadFile(file); string(text) != "report" {
		t.Errorf("the file behind the link holds %q", text)
	}
	if err := writeFile(dir, write); err == nil {
		t.Error("a directory was written to")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".banlint-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Who is forgotten for want of memory, and what is not listed because there is too much of it,
// is told, and with enough memory nobody is forgotten.
func TestTooMany(t *testing.T) {
	var polls, bans bytes.Buffer
	for i := range 6000 {
		fmt.Fprintf(&polls, `{"time":"2025-03-14T09:26:53Z","method":"GET","url":"https://api.capmonster.cloud/res.php?key=%032x&action=get&id=%d","status":200,"response_body":"CAPCHA_NOT_READY"}`+"\n", i, 1000+i)
		if i < 1500 {
			fmt.Fprintf(&bans, `{"time":"2025-03-14T09:26:53Z","client_ip":"10.0.%d.%d","method":"GET","url":"https://api.capmonster.cloud/res.php?key=%032x&action=get&id=7","status":200,"response_body":"ERROR_IP_BANNED"}`+"\n", i/256, i%256, i)
		}
	}
	const forgotten, left, refused = "were forgotten while they may still have called", "findings more are like those listed", "calls more were refused with a ban"
	for _, c := range []struct {
		recording *bytes.Buffer
		memory    string
		want      []string
	}{
		{&polls, "1MiB", []string{forgotten}},
		{&polls, "64MiB", nil},
		{&bans, "64MiB", []string{left, refused}},
	} {
		file := filepath.Join(t.TempDir(), "run.ndjson")
		if err := os.WriteFile(file, c.recording.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		var stdout bytes.Buffer
		run([]string{"check", "--format", "json", "--memory", c.memory, file}, &stdout, io.Discard)
		for _, note := range []string{forgotten, left, refused} {
			if got, want := strings.Contains(stdout.String(), note), strings.Contains(strings.Join(c.want, "\n"), note); got != want {
				t.Errorf("with %s: %q is told: %v, want %v", c.memory, note, got, want)
			}
		}
	}
}
