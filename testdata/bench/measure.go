package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// bench is one run of all measurements.
type bench struct {
	dir     string // for recordings
	self    string // this program
	banlint string
	beside  string // another build of banlint; "" for none
	jq      string
	rounds  int
	size    int64 // of most recordings
	lines   int   // of access logs
	sizes   []int64

	load    string // of the machine, before
	made    map[string]file
	missing []string // tools
	goals   []goal
	peak    map[int]int64 // memory of banlint by number of cores
	page    strings.Builder
}

// section is a part of the measurements, which writes its part of the page.
type section struct {
	name    string
	measure func(*bench) error
}

var sections = []section{
	{"har", (*bench).harSection},
	{"dump", (*bench).dumpSection},
	{"logs", (*bench).logSection},
	{"packed", (*bench).packedSection},
	{"scaling", (*bench).scalingSection},
	{"worst", (*bench).worstSection},
	{"start", (*bench).startSection},
	{"rules", (*bench).rulesSection},
}

// measure is the command that measures; it is run in the repository.
func measure(args []string) error {
	b := &bench{load: load(), made: map[string]file{}, peak: map[int]int64{}}
	flags := flag.NewFlagSet("bench measure", flag.ExitOnError)
	b.flags(flags)
	into := flags.String("into", "", "replace the figures in this `document`, instead of printing them")
	flags.Parse(args)
	wanted, err := chosen(flags.Args())
	if err != nil {
		return err
	}
	if err := b.prepare(); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	for _, s := range wanted {
		fmt.Fprintln(os.Stderr, "bench:", s.name)
		if err := s.measure(b); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	b.writeGoals()
	b.writeMachine()
	if *into == "" {
		_, err := os.Stdout.WriteString(b.page.String())
		return err
	}
	return replace(*into, b.page.String())
}

func (b *bench) flags(flags *flag.FlagSet) {
	b.size, b.sizes = 100e6, []int64{10e6, 100e6, 1e9, 10e9}
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "usage: bench measure [flags] [section...]; sections are", strings.Join(names(sections), ", "))
		flags.PrintDefaults()
	}
	flags.StringVar(&b.dir, "dir", "", "`directory` for recordings, which are removed at the end; about 12 GB")
	flags.StringVar(&b.banlint, "banlint", "", "`program` to measure; built anew unless given")
	flags.StringVar(&b.beside, "beside", "", "another build of banlint, a `program` to measure beside it")
	flags.StringVar(&b.jq, "jq", "jq", "`program` to use as jq")
	flags.IntVar(&b.rounds, "rounds", 5, "how often each command is run")
	flags.IntVar(&b.lines, "lines", 1_000_000, "lines of access logs")
	flags.Func("size", "`size` of most recordings (default 100MB)", func(s string) (err error) {
		b.size, err = parseSize(s)
		return err
	})
	flags.Func("sizes", "`sizes` for scaling (default 10MB,100MB,1GB,10GB)", func(list string) error {
		b.sizes = nil
		for _, s := range strings.Split(list, ",") {
			size, err := parseSize(s)
			if err != nil {
				return err
			}
			b.sizes = append(b.sizes, size)
		}
		return nil
	})
}

func names(list []section) (names []string) {
	for _, s := range list {
		names = append(names, s.name)
	}
	return names
}

// chosen are the sections with these names; all without any.
func chosen(names []string) ([]section, error) {
	if len(names) == 0 {
		return sections, nil
	}
	var list []section
	for _, name := range names {
		i := slices.IndexFunc(sections, func(s section) bool { return s.name == name })
		if i < 0 {
			return nil, fmt.Errorf("no section %q", name)
		}
		list = append(list, sections[i])
	}
	return list, nil
}

// prepare makes a directory for the recordings and builds what is measured.
func (b *bench) prepare() (err error) {
	if b.rounds < 1 {
		return errors.New("-rounds: wanted at least 1")
	}
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp(b.dir, "banlint-bench-"); err != nil {
		return err
	}
	if b.banlint != "" {
		return nil
	}
	b.banlint = filepath.Join(b.dir, "banlint")
	build := exec.Command("go", "build", "-o", b.banlint, "./cmd/banlint")
	build.Stderr = os.Stderr
	return build.Run()
}

// replace puts the figures between the marks of a document.
func replace(path, figures string) error {
	const begin, end = "<!-- figures -->\n", "<!-- /figures -->\n"
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return fmt.Errorf("%s has no part between %q and %q", path, begin, end)
	}
	return os.WriteFile(path, []byte(before+begin+figures+end+after), 0o644)
}
