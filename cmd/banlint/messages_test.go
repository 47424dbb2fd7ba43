package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/rules"
)

// A message is something to translate.
type message struct {
	id     string
	plural string // "" where there is no number
	where  string // it is said
}

// messages lists all that reports say, in the order of the files that say it.
func messages(t *testing.T) []message {
	t.Helper()
	m := &gathering{known: map[string]bool{}}
	m.code(t)
	m.template(t)
	m.documentation()
	return m.list
}

type gathering struct {
	list  []message
	known map[string]bool
}

func (g *gathering) add(where, id, plural string) {
	if id != "" && !g.known[id] && wordy(id) {
		g.known[id] = true
		g.list = append(g.list, message{id, plural, where})
	}
}

// doc adds a text the line breaks of which mean nothing.
func (g *gathering) doc(where, s string) { g.add(where, lang.Doc(s).String(), "") }

// wordy reports whether there is something in a format to translate: words, punctuation or
// an order.
func wordy(id string) bool {
	return strings.ContainsFunc(verb.ReplaceAllString(id, ""), unicode.IsLetter) || len(verb.FindAllString(id, -1)) > 0 && id != "%s"
}

// code gathers from calls of functions that make texts.
func (g *gathering) code(t *testing.T) {
	t.Helper()
	for _, dir := range []string{"analyzer", "rules", "cmd"} {
		err := filepath.WalkDir(dir, func(file string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(tree, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					g.call(filepath.ToSlash(file), called(call), literals(call))
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// called is the name of the function that is called, without its package unless that is lang.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if of, ok := f.X.(*ast.Ident); ok && of.Name == "lang" {
			return "lang." + f.Sel.Name
		}
		return f.Sel.Name
	default:
		return ""
	}
}

// literals are the arguments of a call; "" for what is no literal.
func literals(call *ast.CallExpr) []string {
	args := make([]string, len(call.Args)+3)
	for i, arg := range call.Args {
		if lit, ok := arg.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			args[i], _ = strconv.Unquote(lit.Value)
		}
	}
	return args
}

func (g *gathering) call(file, function string, args []string) {
	switch function {
	case "lang.T":
		g.add(file, args[0], "")
	case "lang.Plural":
		g.add(file, args[1], args[2])
	case "lang.Join":
		g.add(file, "%s"+args[1]+"%s", "")
	case "lang.Count":
		g.noun(file, args[1])
	case "count":
		if !strings.HasPrefix(file, "rules/") {
			return
		}
		g.noun(file, args[0])
		g.add(file, args[1], "")
	case "words":
		for _, word := range args {
			g.add(file, word, "")
		}
	case "lib":
		g.doc(file, args[2])
	case "defective":
		g.doc(file, args[1])
	}
}

func (g *gathering) noun(file, noun string) {
	if noun != "" {
		g.add(file, "%d "+noun, "%d "+noun+"s")
	}
}

var said = regexp.MustCompile(`\bsay "([^"]*)"`)

// template gathers from the page.
func (g *gathering) template(t *testing.T) {
	t.Helper()
	const file = "analyzer/report/report.html"
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range said.FindAllStringSubmatch(string(page), -1) {
		g.add(file, m[1], "")
	}
}

// documentation gathers what rules and profiles say.
func (g *gathering) documentation() {
	for _, r := range rules.All {
		g.doc(r.ID, r.Title)
		g.doc(r.ID, r.Why)
		g.doc(r.ID, r.Fix)
	}
	for _, r := range service.Reasons {
		g.doc(string(r.Reason), r.Title)
		g.doc(string(r.Reason), r.Mend)
	}
	for _, c := range service.Codes {
		g.doc(c.Name, c.Meaning)
		g.doc(c.Name, c.Do)
		g.doc(c.Name, c.Reaction())
	}
	for _, p := range service.All {
		for _, l := range p.Limits {
			g.doc(p.Name+" "+string(l.ID), l.Bounds)
			for _, d := range l.Doubts {
				g.doc(p.Name+" "+string(l.ID), d)
			}
		}
		for _, b := range p.Bans {
			g.doc(p.Name+" "+b.Code, b.Doubt)
		}
		for _, c := range p.Codes {
			g.doc(p.Name+" "+c.Code, c.Says)
		}
	}
	for basis := service.Documented; basis <= service.Configured; basis++ {
		g.doc("basis", basis.String())
	}
	for v := rules.Calls; v <= rules.Accounts; v++ {
		g.doc("local rules", v.Noun(2))
	}
	g.doc("local rules", "between two calls")
	for _, unit := range lang.Units {
		g.doc("units", unit)
	}
}
