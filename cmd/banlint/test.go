package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/config"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/script"
	"github.com/banlint/banlint/analyzer/service"
)

type testCmd struct {
	configFlags
	Files []string `arg:"" name:"file" type:"raw" help:"Timelines: a file for each rule, with the rule's id as its name and the ending .timeline."`
}

// Run tests rules. A file that cannot be read does not keep the others from being tested.
func (c *testCmd) Run(s *streams) error {
	conf, err := c.configuration()
	if err != nil {
		return err
	}
	set := ruleSet(conf)
	var unread, failed bool
	for _, file := range c.Files {
		fails, err := testFile(s.out, file, set, conf.Book())
		var broken *unreadable
		switch {
		case errors.As(err, &broken):
			fail(s.err, err)
			unread = true
		case err != nil:
			return err
		}
		failed = failed || fails
	}
	switch {
	case unread:
		return exitCode(exitUsage)
	case failed:
		return exitCode(exitFindings)
	default:
		return nil
	}
}

// unreadable is the error of a file that tests no rule.
type unreadable struct{ error }

// testFile tests the rule that a file is named after, and reports whether it fails.
func testFile(out io.Writer, file string, set []*analyzer.Rule, book service.Book) (fails bool, err error) {
	rule, err := ruleOf(file, set)
	if err != nil {
		return false, &unreadable{err}
	}
	scripts, err := readScripts(file, book)
	if err != nil {
		return false, &unreadable{err}
	}
	for _, s := range scripts {
		mistakes := s.Test(rule)
		fails = fails || len(mistakes) > 0
		if err := writeTest(out, escape.Name(file), s, mistakes); err != nil {
			return false, err
		}
	}
	return fails, nil
}

// ending is that of files with timelines.
const ending = ".timeline"

// ruleOf returns the rule that a file tests.
func ruleOf(file string, set []*analyzer.Rule) (*analyzer.Rule, error) {
	id, ok := strings.CutSuffix(filepath.Base(file), ending)
	if !ok {
		return nil, fmt.Errorf("%s: wanted a file that is named after its rule, as in task-poll-limit%s", escape.Name(file), ending)
	}
	var ids []string
	for _, r := range set {
		if r.ID == id {
			return r, nil
		}
		ids = append(ids, r.ID)
	}
	hint := "; see banlint rules and the local-rules of " + config.Name
	if near := config.Nearest(id, ids); near != "" {
		hint = "; did you mean " + near + ending + "?"
	}
	return nil, fmt.Errorf("%s: there is no rule of that name%s", escape.Name(file), hint)
}

// maxScript bounds a file of timelines.
const maxScript = 1 << 20

func readScripts(file string, book service.Book) ([]*script.Script, error) {
	name := escape.Name(file)
	src, err := readSome(file, maxScript+1)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case len(src) > maxScript:
		return nil, fmt.Errorf("%s: a file of timelines has at most %d bytes", name, maxScript)
	}
	scripts, err := script.ParseBy(book, name, string(src))
	if err == nil && len(scripts) == 0 {
		err = fmt.Errorf("%s: there is no timeline in it; one begins with a line such as == bad: too many tasks", name)
	}
	return scripts, err
}

// readSome reads a file up to a size. Its errors do not name the file.
func readSome(file string, most int64) ([]byte, error) {
	f, err := os.Open(file)
	var named *fs.PathError
	if errors.As(err, &named) {
		return nil, named.Err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, most))
	if errors.As(err, &named) {
		return nil, named.Err
	}
	return src, err
}

// writeTest writes a line for a timeline, and one for each mistake in it.
func writeTest(out io.Writer, file string, s *script.Script, mistakes []script.Mistake) error {
	word := "ok  "
	if len(mistakes) > 0 {
		word = "FAIL"
	}
	_, err := fmt.Fprintf(out, "%s %s:%d: %s\n", word, file, s.Line, escape.Text(s.Title))
	for _, m := range slices.SortedStableFunc(slices.Values(mistakes), func(a, b script.Mistake) int { return int(a.Line - b.Line) }) {
		_, failed := fmt.Fprintf(out, "       %s:%d: %s\n", file, m.Line, escape.Text(m.Text))
		err = errors.Join(err, failed)
	}
	return err
}
