package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/banlint/banlint/analyzer/redact"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/har"
	"github.com/banlint/banlint/parsers/jsondump"
)

type convertCmd struct {
	readFlags
	File        string `arg:"" type:"raw" help:"A recording of any format, or - for standard input."`
	To          string `short:"t" enum:"dump,har" default:"dump" help:"What to write: dump (the native one, an exchange a line) or har (1.2)."`
	Output      string `short:"o" type:"raw" placeholder:"FILE" help:"Write to a file instead of standard output."`
	KeepSecrets bool   `help:"Leave keys, logins, cookies and solutions as they are."`
	KeepForeign bool   `help:"Write exchanges with other hosts than captcha services as well, their secrets replaced as far as they can be told."`
}

// Run writes a recording in another format.
func (c *convertCmd) Run(s *streams) error {
	return writeWhole(s, c.Output, func(w io.Writer) (complete bool, err error) { return c.convert(s, w) })
}

// writing is what writes exchanges.
type writing struct {
	add  func(*timeline.Exchange) error
	done func() error
}

func (c *convertCmd) writing(w io.Writer) (writing, error) {
	if c.To == "dump" {
		return writing{func(x *timeline.Exchange) error { return jsondump.Write(w, x) }, func() error { return nil }}, nil
	}
	out, err := har.NewWriter(w, "banlint", thisBuild.version)
	if err != nil {
		return writing{}, err
	}
	return writing{out.Write, out.Close}, nil
}

func (c *convertCmd) convert(s *streams, w io.Writer) (complete bool, _ error) {
	directory, opts, err := c.selection(s)
	if err != nil {
		return false, err
	}
	if c.KeepForeign {
		opts.Wanted = nil
	}
	out, err := c.writing(w)
	if err != nil {
		return false, err
	}
	t := &translation{convertCmd: c, directory: directory.Directory, out: out, redactor: redact.New(nil)}
	rec, err := parsers.Read(c.File, opts, parsers.Taker[timeline.Exchange]{Convert: t.copies, Emit: t.emit})
	if err != nil {
		return false, unread(err)
	}
	if err := errors.Join(t.fault, out.done()); err != nil {
		return false, err
	}
	t.tell(s.err, rec)
	tellBroken(s.err, rec.Broken)
	return rec.Complete, nil
}

// translation is the work on one recording.
type translation struct {
	*convertCmd
	directory *service.Directory
	out       writing
	redactor  *redact.Redactor
	written   int
	fault     error
}

// copies makes a worker's function that keeps exchanges.
func (t *translation) copies() parsers.Convert[timeline.Exchange] {
	return func(x *timeline.Exchange, out []timeline.Exchange) []timeline.Exchange {
		if !t.KeepForeign && !t.directory.Wanted(x.URL, x.Server) {
			return out
		}
		return append(out, x.Clone())
	}
}

func (t *translation) emit(x *timeline.Exchange, _ timeline.Position) {
	if t.fault != nil {
		return
	}
	if !t.KeepSecrets {
		t.redactor.Exchange(x)
	}
	t.fault = t.out.add(x)
	t.written++
}

// tell says what was written, and what was replaced.
func (t *translation) tell(w io.Writer, rec *parsers.Recording) {
	fmt.Fprintf(w, "banlint: %d of %d exchanges written.\n", t.written, rec.Exchanges)
	if what := replacements(t.redactor); what != "" {
		fmt.Fprintf(w, "banlint: replaced: %s.\n", what)
	}
}
