package main

import (
	"io"
	"os"
	"path/filepath"
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
