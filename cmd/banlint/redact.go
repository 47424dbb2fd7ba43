package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/banlint/banlint/analyzer/redact"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/parsers"
)

type redactCmd struct {
	readFlags
	File        string `arg:"" type:"raw" help:"A recording of any format but packet captures, or - for standard input."`
	Output      string `short:"o" type:"raw" placeholder:"FILE" help:"Write to a file instead of standard output."`
	KeepForeign bool   `help:"Keep exchanges with other hosts than captcha services as well, their secrets replaced as far as they can be told."`
}

// Run writes a recording without what is secret in it.
func (c *redactCmd) Run(s *streams) error {
	return writeWhole(s, c.Output, func(w io.Writer) (complete bool, err error) { return c.redact(s, w) })
}

// writeWhole writes to a file, or to standard output where none is named. What is complete as
// far as it was recorded is written; that it ends too early, the exit status says.
func writeWhole(s *streams, name string, write func(io.Writer) (complete bool, err error)) error {
	complete := false
	note := func(w io.Writer) (err error) {
		complete, err = write(w)
		return err
	}
	var err error
	if name == "" {
		err = note(s.out)
	} else {
		err = writeFile(name, note)
	}
	if err == nil && !complete {
		return exitCode(exitUnjudged)
	}
	return err
}

func (c *redactCmd) redact(s *streams, w io.Writer) (complete bool, _ error) {
	directory, opts, err := c.selection(s)
	if err != nil {
		return false, err
	}
	if c.KeepForeign {
		opts.Wanted = nil
	}
	r := redact.New(directory.Speaks)
	done, err := parsers.Rewrite(c.File, w, opts, r)
	if err != nil {
		return false, unread(err)
	}
	c.tell(s.err, done, r)
	tellBroken(s.err, done.Broken)
	return done.Broken == "", nil
}

// tell says what was written, what was left out, and what was replaced.
func (c *redactCmd) tell(w io.Writer, done *parsers.Rewritten, r *redact.Redactor) {
	fmt.Fprintf(w, "banlint: exchanges written as %s: %d.\n", done.Format, done.Written)
	for _, left := range []struct {
		count int
		what  string
	}{
		{done.Foreign, "with other hosts"}, {done.Lost, "that could not be read"}, {done.Left, "of the archive's members, which are no recordings"},
	} {
		if left.count > 0 {
			fmt.Fprintf(w, "banlint: left out: %d %s.\n", left.count, left.what)
		}
	}
	if what := replacements(r); what != "" {
		fmt.Fprintf(w, "banlint: replaced: %s.\n", what)
	}
}

// tellBroken says why a recording could not be read to its end.
func tellBroken(w io.Writer, why string) {
	if why != "" {
		fmt.Fprintf(w, "banlint: not the whole recording, which broke off: %s.\n", escape.Text(why))
	}
}

// replacements lists what a redactor has replaced, by kind.
func replacements(r *redact.Redactor) string {
	var kinds []string
	for _, k := range r.Kinds() {
		kinds = append(kinds, fmt.Sprintf("%d %s", r.Counts[k], k))
	}
	return strings.Join(kinds, ", ")
}
