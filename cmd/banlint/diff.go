package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/banlint/banlint/analyzer/behaviour"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/rules"
)

type diffCmd struct {
	Old string `arg:"" name:"old" type:"raw" help:"What the client did before: a file, a directory, a glob, or - for standard input."`
	New string `arg:"" name:"new" type:"raw" help:"What it does now, likewise."`
	readFlags

	Format string `short:"f" enum:"text,table,json" default:"text" help:"What to write to standard output: ${enum}."`
}

// Validate is called by kong.
func (c *diffCmd) Validate() error {
	if c.Old == parsers.Stdin && c.New == parsers.Stdin {
		return errors.New("only one of the two recordings can come from standard input")
	}
	return nil
}

// diffWriters write a comparison in a format.
var diffWriters = map[string]func(io.Writer, *report.Diff, report.Style) error{
	"text": report.DiffText, "table": report.DiffTable, "json": report.DiffJSON,
}

// Run compares the recordings.
func (c *diffCmd) Run(s *streams) error {
	old, a, oldErr := c.side(s, c.Old)
	now, b, newErr := c.side(s, c.New)
	if err := errors.Join(oldErr, newErr); err != nil {
		return err
	}
	if old.stopped || now.stopped {
		return exitCode(exitInterrupted)
	}
	if err := errors.Join(old.complain(s.err), now.complain(s.err)); err != nil {
		return err
	}
	run := report.DiffRun{
		Tool: thisTool(), Diff: &behaviour.Diff{},
		Old: reported(c.Old, old, a), New: reported(c.New, now, b),
	}
	if a.Analysis.Calls > 0 && b.Analysis.Calls > 0 {
		run.Diff = behaviour.Compare(a, b)
	}
	run.Exit = exitUsage
	if len(old.failed)+len(now.failed) == 0 {
		run.Exit = diffExit(&run)
	}
	if err := diffWriters[c.Format](s.out, report.NewDiff(run), s.style); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if run.Exit != exitFine {
		return exitCode(run.Exit)
	}
	return nil
}

// side reads one of the two recordings, and takes its measure on the way.
func (c *diffCmd) side(s *streams, path string) (*loaded, *behaviour.Side, error) {
	var court *court
	var collector *behaviour.Collector
	in, err := c.pour(s, []string{path}, func(book service.Book) func(*timeline.Call) {
		court, collector = newCourt(rules.All, book, verdict.Told{}, c.Memory), behaviour.NewCollector()
		return func(call *timeline.Call) {
			court.hear(call)
			collector.Call(call)
		}
	})
	if err != nil {
		return nil, nil, err
	}
	analysis, judged := court.judgement()
	in.run.Notes = append(in.run.Notes, crowded(analysis, judged)...)
	return in, &behaviour.Side{Behaviour: collector.Behaviour(judged.Bans), Analysis: analysis, Verdicts: judged.Verdicts}, nil
}

func reported(path string, in *loaded, side *behaviour.Side) report.DiffSide {
	return report.DiffSide{
		Path: path, Inputs: in.run.Inputs, Coverage: in.run.Coverage, Warnings: in.run.Warnings, Notes: in.run.Notes,
		Unjudged: unjudged(in, side),
	}
}

// unjudged says why a recording proves nothing; "" where it does. One that breaks
// off may have been riskier behind the break.
func unjudged(in *loaded, side *behaviour.Side) string {
	switch {
	case len(in.failed) > 0:
		return "holds files that cannot be read"
	case in.calls == 0:
		return "has no call of a known captcha service"
	case in.broken:
		return "breaks off"
	case !side.Judged():
		return "shows too little of its calls"
	default:
		return ""
	}
}

// diffExit is the exit code of a comparison of recordings that could be read.
func diffExit(run *report.DiffRun) int {
	switch {
	case run.Diff.Count(behaviour.Riskier) > 0:
		return exitFindings
	case run.Old.Unjudged != "" || run.New.Unjudged != "":
		return exitUnjudged
	default:
		return exitFine
	}
}
