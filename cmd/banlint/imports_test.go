package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/banlint/banlint/"

// mayImport is the whole shape of the program: what a package may use of it.
// Formats, the packages below parsers, may use parsers, the model and each other.
var mayImport = map[string][]string{
	"analyzer/timeline":      {},
	"analyzer/jsoncheck":     {},
	"analyzer/lang":          {},
	"analyzer/service":       {"analyzer/lang", "analyzer/timeline", "analyzer/jsoncheck"},
	"analyzer":               {"analyzer/lang", "analyzer/timeline", "analyzer/service"},
	"analyzer/script":        {"analyzer", "analyzer/lang", "analyzer/timeline", "analyzer/service"},
	"analyzer/analyzertest":  {"analyzer", "analyzer/script"},
	"analyzer/ruledoc":       {"analyzer", "analyzer/lang", "analyzer/script", "analyzer/service", "analyzer/timeline"},
	"analyzer/verdict":       {"analyzer", "analyzer/lang", "analyzer/timeline", "analyzer/service"},
	"analyzer/simulate":      {"analyzer/timeline", "analyzer/service"},
	"analyzer/behaviour":     {"analyzer", "analyzer/timeline", "analyzer/service", "analyzer/verdict"},
	"analyzer/report":        {"analyzer", "analyzer/lang", "analyzer/timeline", "analyzer/service", "analyzer/verdict", "analyzer/behaviour", "analyzer/jsonschema", "analyzer/report/escape"},
	"analyzer/report/escape": {},
	"analyzer/jsonschema":    {},
	"analyzer/config":        {"analyzer", "analyzer/timeline", "analyzer/service", "analyzer/jsonschema", "rules"},
	"analyzer/baseline":      {"analyzer/report"},
	"analyzer/redact":        {"analyzer/timeline", "analyzer/jsoncheck", "parsers"},
	"rules":                  {"analyzer", "analyzer/lang", "analyzer/timeline", "analyzer/service"},
	"parsers":                {"analyzer/timeline", "analyzer/jsoncheck"},
	"parsers/parserstest":    {"analyzer/timeline", "parsers"},
}

// foreign says which of our packages may import a package that others wrote.
var foreign = map[string][]string{
	"github.com/alecthomas/kong":           {"cmd/banlint"},
	"golang.org/x/term":                    {"cmd/banlint"},
	"github.com/olekukonko/tablewriter":    {"analyzer/report"},
	"github.com/clipperhouse/displaywidth": {"analyzer/report"},
	"github.com/tidwall/gjson":             {"parsers", "analyzer/service", "analyzer/jsoncheck", "analyzer/redact"},
	"github.com/leonelquinteros/gotext":    {"analyzer/lang"},
	"github.com/klauspost/compress":        {"parsers"},
	"github.com/dsnet/compress/brotli":     {"parsers"},
	"github.com/gopacket/gopacket":         {"parsers"},
	"go.yaml.in/yaml":                      {"parsers", "analyzer/config"},
}

// never is what a program that only reads recordings has no use for: the network
// and other programs.
var never = []string{"net", "net/http", "os/exec", "plugin", "unsafe"}

// except are the files that may import it all the same: the one that starts the user's
// pager on a terminal, and those that view bytes as text without a copy.
var except = map[string][]string{
	"os/exec": {"cmd/banlint/pager.go"},
	"unsafe":  {"analyzer/service/body.go", "parsers/accesslog/decoder.go", "parsers/jsonscan/text.go"},
}

func TestImports(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "docs" || strings.HasPrefix(d.Name(), ".") && d.Name() != "..") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			file := filepath.ToSlash(filepath.Join(dir, d.Name()))
			if slices.Contains(except[imported], file) {
				continue
			}
			if why := forbidden(filepath.ToSlash(dir), imported); why != "" {
				t.Errorf("%s: %s", path, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What others wrote reaches no network either, and starts no program.
func TestReach(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", `{{$p := .ImportPath}}{{range .Imports}}{{$p}} {{.}}{{"\n"}}{{end}}`, ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		by, imported, _ := strings.Cut(strings.TrimSpace(line), " ")
		seen++
		if slices.Contains(never, imported) && imported != "unsafe" && by != module+"cmd/banlint" {
			t.Errorf("%s imports %s", by, imported)
		}
	}
	if seen < 500 {
		t.Errorf("%d imports are not all", seen)
	}
}

// forbidden returns why a package may not import another; "" when it may.
func forbidden(dir, imported string) string {
	local, ours := strings.CutPrefix(imported, module)
	switch {
	case slices.Contains(never, imported):
		return dir + " may not import " + imported
	case ours && !mayUse(dir, local):
		return dir + " may not import " + local
	case !ours && strings.Contains(imported, "."):
		return foreigner(dir, imported)
	default:
		return ""
	}
}

func mayUse(dir, local string) bool {
	switch {
	case dir == "cmd/banlint":
		return true
	case strings.HasPrefix(dir, "parsers/"):
		return local == "parsers" || local == "analyzer/timeline" || strings.HasPrefix(local, "parsers/")
	default:
		return slices.Contains(mayImport[dir], local)
	}
}

func foreigner(dir, imported string) string {
	for name, users := range foreign {
		if imported != name && !strings.HasPrefix(imported, name+"/") {
			continue
		}
		for _, user := range users {
			if dir == user || user == "parsers" && strings.HasPrefix(dir, "parsers/") {
				return ""
			}
		}
		return dir + " may not import " + imported
	}
	return imported + " is not one of the chosen packages"
}
