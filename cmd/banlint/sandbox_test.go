package main

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Nothing that banlint is made of can reach a network, and nothing but the pager can start a
// program.
func TestSandbox(t *testing.T) {
	inRoot(t)
	out, err := exec.Command("go", "list", "-deps", "-f", `{{$p := .ImportPath}}{{range .Imports}}{{$p}} {{.}}{{"\n"}}{{end}}`, "./cmd/banlint").Output()
	if err != nil {
		t.Fatal(err)
	}
	var imports, starters []string
	for line := range strings.Lines(string(out)) {
		by, imported, _ := strings.Cut(strings.TrimSpace(line), " ")
		imports = append(imports, imported)
		if imported == "os/exec" {
			starters = append(starters, by)
		}
	}
	if !slices.Contains(imports, "net/netip") { // which parses addresses
		t.Fatalf("the list of imports is not whole: %d", len(imports))
	}
	for _, name := range []string{"net", "net/http", "crypto/tls", "plugin"} {
		if slices.Contains(imports, name) {
			t.Errorf("%s is imported", name)
		}
	}
	if want := []string{"github.com/banlint/banlint/cmd/banlint"}; !slices.Equal(starters, want) { // cmd/banlint/pager.go
		t.Errorf("os/exec is imported by %q", starters)
	}
	files, err := filepath.Glob("cmd/banlint/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if filepath.Base(file) != "pager.go" && !strings.HasSuffix(file, "_test.go") && strings.Contains(read(t, file), `"os/exec"`) {
			t.Errorf("%s imports os/exec", file)
		}
	}
}
