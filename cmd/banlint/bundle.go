package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/redact"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/parsers"
)

type bundleCmd struct {
	inputFlags

	Output   string `short:"o" type:"raw" placeholder:"FILE" default:"banlint-bundle.zip" help:"The zip file to write, ${default} unless told otherwise."`
	MaxSize  size   `placeholder:"SIZE" default:"10MiB" help:"How much the bundle may hold before it is packed; ${default} unless told otherwise. What does not fit is named in it."`
	NoImages bool   `help:"Leave out the images of tasks at fault."`
}

// Run packs what a service's support asks for.
func (c *bundleCmd) Run(s *streams) error {
	if slices.Contains(c.Files, parsers.Stdin) {
		return errors.New("a bundle is made of files, which are read twice: save standard input to one first")
	}
	conf, err := c.configuration()
	if err != nil {
		return err
	}
	in, run, err := c.judge(s, ruleSet(conf))
	switch {
	case err != nil:
		return err
	case in.stopped:
		return exitCode(exitInterrupted)
	}
	run.FailOn = "error"
	r := report.New(*run)
	faults := newFaults(r)
	if err := c.collect(s, in, faults); err != nil {
		return err
	}
	b := &bundle{report: r, faults: faults, redactor: redact.New(faults.speaks), images: !c.NoImages, left: int64(c.MaxSize), lang: faults.language()}
	if s.chosen {
		b.lang = s.style.Lang
	}
	if err := b.build(); err != nil {
		return err
	}
	if err := writeFile(c.Output, func(w io.Writer) error { return parsers.Zip(w, b.files) }); err != nil {
		return err
	}
	fmt.Fprintf(s.err, "banlint: %s: %s. Look into it before you send it.\n", escape.Name(c.Output), b.sum())
	switch {
	case len(in.failed) > 0:
		return exitCode(exitUsage)
	case in.broken, run.Coverage.Calls == 0:
		return exitCode(exitUnjudged)
	default:
		return nil
	}
}

// collect reads the files once more, for the exchanges that faults want to see.
func (c *bundleCmd) collect(s *streams, in *loaded, f *faults) error {
	where, opts, err := c.selection(s)
	if err != nil {
		return err
	}
	f.speaks = where.Speaks
	for _, input := range in.run.Inputs {
		if _, err := parsers.Read(input.Path, opts, parsers.Taker[picked]{Convert: pickers(where), Emit: f.take}); err != nil {
			return unread(err)
		}
	}
	return nil
}

// A bundle is what is packed.
type bundle struct {
	report   *report.Report
	faults   *faults
	redactor *redact.Redactor
	images   bool
	left     int64 // bytes that may still be added
	lang     lang.Language

	files   []parsers.Member
	omitted []string // names of files that did not fit
}

// add adds a file, unless it does not fit.
func (b *bundle) add(name string, text []byte) {
	if int64(len(text)) > b.left {
		b.omitted = append(b.omitted, name)
		return
	}
	b.left -= int64(len(text))
	b.files = append(b.files, parsers.Member{Name: name, Text: text})
}

// manifest lists the files with their digests.
func (b *bundle) manifest() ([]byte, error) {
	type file struct {
		Name   string `json:"name"`
		Size   int    `json:"size"`
		SHA256 string `json:"sha256"`
	}
	type input struct {
		Path   string `json:"path"`
		SHA256 string `json:"sha256,omitempty"`
	}
	m := struct {
		Tool    report.Tool `json:"tool"`
		Inputs  []input     `json:"inputs"`
		Files   []file      `json:"files"`
		Omitted []string    `json:"omitted,omitempty"`
	}{Tool: b.report.Tool, Omitted: b.omitted}
	for _, in := range b.report.Inputs {
		m.Inputs = append(m.Inputs, input{in.Path, in.SHA256})
	}
	for _, f := range b.files {
		digest := sha256.Sum256(f.Text)
		m.Files = append(m.Files, file{f.Name, len(f.Text), hex.EncodeToString(digest[:])})
	}
	text, err := json.MarshalIndent(m, "", "  ")
	return append(text, '\n'), err
}

// sum says what is in it.
func (b *bundle) sum() string {
	s := fmt.Sprintf("%d files, %d tasks at fault, %d exchanges", len(b.files), len(b.faults.tasks), b.faults.written)
	if what := replacements(b.redactor); what != "" {
		s += "; replaced: " + what
	}
	if n := len(b.omitted); n > 0 {
		s += fmt.Sprintf("; left out for their size: %d files", n)
	}
	return s
}

// language is the one in which the support is best written to.
func (f *faults) language() lang.Language {
	l, _ := lang.Named(cmp.Or(f.speech, "en"))
	return l
}
