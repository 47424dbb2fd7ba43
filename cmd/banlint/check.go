package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/config"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
)

type checkCmd struct {
	inputFlags

	Format         string   `short:"f" enum:"${outputs}" default:"text" help:"What to write to standard output: ${enum}."`
	Output         []string `short:"o" placeholder:"FORMAT=FILE" sep:"none" help:"Write the report to a file as well; may be repeated."`
	FailOn         string   `enum:",error,warning,info,never" default:"" placeholder:"SEVERITY" help:"The mildest finding that makes the exit code 1: error, warning, info or never; error unless the configuration says otherwise."`
	FailOnHeadroom string   `placeholder:"PERCENT" help:"Exit with 1 when less than this is left of a limit that is a ban to pass, as in 20%."`
	Require        []string `placeholder:"REASON" help:"Exit with 3 when this ban reason could not be judged; may be repeated."`
	Baseline       string   `placeholder:"FILE" type:"raw" xor:"baseline" help:"Suppress the findings that this file knows; new ones fail."`
	WriteBaseline  string   `placeholder:"FILE" type:"raw" xor:"baseline" help:"Write the findings to this file, as those that are known from now on."`
	NoBaseline     bool     `xor:"baseline" help:"Take no baseline, be it named by the configuration."`
}

// Validate is called by kong.
func (c *checkCmd) Validate() error {
	for _, name := range c.Require {
		if !slices.ContainsFunc(reasonNames(), func(n string) bool { return n == name }) {
			return fmt.Errorf("--require: no such ban reason; known are %s", strings.Join(reasonNames(), ", "))
		}
	}
	if _, err := c.wanted(); err != nil {
		return fmt.Errorf("--fail-on-headroom: %w", err)
	}
	for _, o := range c.Output {
		if format, file, _ := strings.Cut(o, "="); writerOf(format) == nil || file == "" {
			return fmt.Errorf("--output: wanted FORMAT=FILE with one of %s as the format", strings.Join(outputNames(), ", "))
		}
	}
	return nil
}

// Run checks the recordings.
func (c *checkCmd) Run(s *streams) error {
	conf, err := c.configuration()
	if err != nil {
		return err
	}
	c.settle(conf)
	policy, err := c.policy(conf)
	if err != nil {
		return err
	}
	set := ruleSet(conf)
	in, run, err := c.judge(s, set)
	if err != nil {
		return err
	}
	run.Notes = append(run.Notes, unseen(run.Analysis, conf)...)
	run.Wanted, _ = c.wanted()
	run.FailOn = c.FailOn
	r := report.New(*run)
	policy.apply(r)
	if err := c.keep(in, r); err != nil {
		return err
	}
	r.Exit = c.exit(in, run, r)
	if err := c.write(s, r); err != nil {
		return err
	}
	if !slices.Contains([]string{"text", "table"}, c.Format) { // standard output is not what a person reads
		in.caution(s.err)
		if r.Exit == exitUnjudged {
			fmt.Fprintf(s.err, "banlint: %s\n", r.Headline())
		}
	}
	if r.Exit != exitFine {
		return exitCode(r.Exit)
	}
	return nil
}

// settle takes from the configuration what no flag says.
func (c *checkCmd) settle(conf *config.Config) {
	c.FailOn = cmp.Or(c.FailOn, conf.FailOn, "error")
	c.FailOnHeadroom = cmp.Or(c.FailOnHeadroom, conf.FailOnHeadroom)
	if c.Require == nil {
		c.Require = conf.Require
	}
}

// keep writes the baseline that was asked for. Half a recording makes none.
func (c *checkCmd) keep(in *loaded, r *report.Report) error {
	if c.WriteBaseline == "" {
		return nil
	}
	if in.stopped || in.broken || len(in.failed) > 0 {
		r.Note("no baseline was written: not all of the inputs could be read.")
		return nil
	}
	return writeBaseline(c.WriteBaseline, r)
}

// judge reads the recordings and holds their calls against the rules on the way: none
// is kept.
func (c *inputFlags) judge(s *streams, set []*analyzer.Rule) (*loaded, *report.Run, error) {
	var court *court
	in, err := c.pour(s, c.Files, func(book service.Book) func(*timeline.Call) {
		court = newCourt(set, book, verdict.Told{}, c.Memory)
		return court.hear
	})
	if err != nil {
		return nil, nil, err
	}
	if c.KeyTails {
		in.run.Labels.AddTails()
	}
	return in, court.run(in.run), in.complain(s.err)
}

// A court hears calls in order of time, and judges them.
type court struct {
	engine  *analyzer.Engine
	witness *verdict.Witness
	sketch  *report.Sketch
}

func newCourt(set []*analyzer.Rule, book service.Book, told verdict.Told, memory size) *court {
	c := &court{engine: analyzer.New(set, book), witness: verdict.Watch(book, told), sketch: &report.Sketch{}}
	c.engine.Passed = c.witness.Passed
	c.engine.Room, c.witness.Room = memory.share(3), memory.share(8)
	return c
}

// hear takes up the next call, which it does not keep.
func (c *court) hear(call *timeline.Call) {
	c.engine.Check(call)
	c.witness.Call(call)
	c.sketch.Add(call)
}

// judgement is what the rules have found and what it means, be the exchanges guessed or not.
func (c *court) judgement() (*analyzer.Report, *verdict.Judgement) {
	found := c.engine.Report()
	return found, c.witness.Judge(found)
}

// run completes a run with the judgement.
func (c *court) run(r report.Run) *report.Run {
	r.Tool = thisTool()
	r.Analysis, r.Sketch = c.engine.Report(), c.sketch
	soften(r.Analysis, r.Inputs)
	r.Judgement = c.witness.Judge(r.Analysis)
	r.Notes = append(r.Notes, crowded(r.Analysis, r.Judgement)...)
	return &r
}

// exit is the exit code. What was found counts for more than what could not be
// judged.
func (c *checkCmd) exit(in *loaded, run *report.Run, r *report.Report) int {
	judged, open := map[string]bool{}, map[string]bool{} // reasons, by any service
	for _, v := range run.Judgement.Verdicts {
		known := v.State != verdict.Unknown
		judged[string(v.Reason)] = judged[string(v.Reason)] || known
		open[string(v.Reason)] = open[string(v.Reason)] || !known
	}
	unjudged := func(reason string) bool { return !judged[reason] || open[reason] }
	switch {
	case in.stopped:
		return exitInterrupted
	case len(in.failed) > 0:
		return exitUsage
	case r.Fails(), r.Tight() != nil:
		return exitFindings
	case in.broken, !slices.ContainsFunc(reasonNames(), func(r string) bool { return judged[r] }), slices.ContainsFunc(c.Require, unjudged):
		return exitUnjudged
	default:
		return exitFine
	}
}

// wanted is the share of each limit that has to be left; 0 for any.
func (c *checkCmd) wanted() (share float64, err error) {
	if c.FailOnHeadroom == "" {
		return 0, nil
	}
	percent, err := strconv.ParseFloat(strings.TrimSuffix(c.FailOnHeadroom, "%"), 64)
	if err != nil || !(percent > 0 && percent <= 100) {
		return 0, errors.New("wanted a percentage above 0 and up to 100, as in 20%")
	}
	return percent / 100, nil
}

func reasonNames() (names []string) {
	for _, r := range service.Reasons {
		names = append(names, string(r.Reason))
	}
	return names
}

func (c *checkCmd) write(s *streams, r *report.Report) error {
	for _, o := range c.Output {
		format, file, _ := strings.Cut(o, "=")
		if err := writeFile(file, func(w io.Writer) error {
			return writerOf(format)(w, r, report.Style{Width: plainWidth, Lang: s.style.Lang})
		}); err != nil {
			return err
		}
	}
	return writerOf(c.Format)(s.out, r, s.style)
}

// writeFile makes a file that is there as a whole or not at all. What is no
// regular file, such as /dev/stderr or a pipe, is written to and not replaced.
func writeFile(name string, write func(io.Writer) error) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return writeInto(name, write)
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".banlint-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	err = buffered(tmp, write)
	if err := errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

func writeInto(name string, write func(io.Writer) error) error {
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(buffered(file, write), file.Close())
}

func buffered(file *os.File, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(file, 64<<10)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}
