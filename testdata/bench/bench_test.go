package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{"10GB": 10e9, "250MB": 250e6, "1kB": 1000, "7": 7, "": 0, "MB": 0, "-1MB": 0, "1.5GB": 0} {
		got, err := parseSize(text)
		if got != want || (err != nil) != (want == 0) {
			t.Errorf("%q: %d, %v", text, got, err)
		}
		if want != 0 && sizeName(got) != text {
			t.Errorf("%q is written %q", text, sizeName(got))
		}
	}
}

func TestMedian(t *testing.T) {
	list := []figures{{wall: 9}, {wall: 1}, {wall: 3}, {wall: 2}, {wall: 100}}
	if got := median(list, func(f figures) int64 { return int64(f.wall) }); got != 3 {
		t.Errorf("median %d, wanted 3", got)
	}
}

func TestTimes(t *testing.T) {
	table := table{commands: []command{{name: "slow"}, {name: "fast"}}, got: []figures{{wall: 6 * time.Second}, {wall: 2 * time.Second}}}
	if got := table.times("slow", "fast"); got != 3 {
		t.Errorf("%v times as long, wanted 3", got)
	}
	if got := table.times("slow", "absent"); got != 0 {
		t.Errorf("%v times as long as what was not measured", got)
	}
}

func TestGoals(t *testing.T) {
	for _, c := range []struct {
		goal goal
		want string
	}{
		{goal{want: 8, reached: 8}, "yes"},
		{goal{want: 8, reached: 7.9}, "no"},
		{goal{want: 32, most: true, reached: 32}, "yes"},
		{goal{want: 32, most: true, reached: 33}, "no"},
		{goal{want: 8}, "not measured"},
		{goal{want: 32, most: true}, "not measured"},
	} {
		if got := c.goal.verdict(); got != c.want {
			t.Errorf("%+v: %s, wanted %s", c.goal, got, c.want)
		}
	}
}

func TestReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.md")
	os.WriteFile(path, []byte("before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n"), 0o644)
	if err := replace(path, "new\n"); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "before\n<!-- figures -->\nnew\n<!-- /figures -->\nafter\n" {
		t.Errorf("%s", got)
	}
	os.WriteFile(path, []byte("no marks\n"), 0o644)
	if replace(path, "new\n") == nil {
		t.Error("a document without marks was taken")
	}
}

// TestShapes makes sure that what is hard to read is JSON all the same, but for the
// shapes that are cut or no JSON at all.
func TestShapes(t *testing.T) {
	for _, s := range shapes {
		path := filepath.Join(t.TempDir(), s.name)
		if err := makeShape([]string{s.name, path, "3000000"}); err != nil {
			t.Fatal(err)
		}
		text, _ := os.ReadFile(path)
		if len(text) < 3e6 || len(text) > 5e6 {
			t.Errorf("%s: %d bytes", s.name, len(text))
		}
		if s.ending == ".log" || s.name == "nesting" {
			continue
		}
		for d := json.NewDecoder(bytes.NewReader(text)); d.More(); {
			var v json.RawMessage
			if err := d.Decode(&v); err != nil {
				t.Errorf("%s: %v", s.name, err)
				break
			}
		}
	}
}
