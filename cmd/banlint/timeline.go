package main

import (
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/timeline"
)

type timelineCmd struct {
	inputFlags

	Account string `placeholder:"KEY-N" help:"Only calls of this account, by its label."`
	Task    string `placeholder:"ID" help:"Only calls about this task."`
	Op      string `placeholder:"OPERATION" enum:",createTask,getTaskResult,getBalance,report,other" default:"" help:"Only calls of this kind: createTask, getTaskResult, getBalance, report or other."`
	Error   string `placeholder:"CODE" help:"Only calls answered with this error code; * for any."`
}

// Run lists the calls.
func (c *timelineCmd) Run(s *streams) error {
	in, err := c.load()
	if err != nil {
		return err
	}
	in.complain(s.err)
	places := report.NewPlaces(in.run.Inputs)
	var rows [][]string
	last := timeline.Instant(0)
	for i := range in.timeline.Calls {
		call := &in.timeline.Calls[i]
		if c.shows(call, in.timeline.Labels) {
			rows = append(rows, row(call, last, in.timeline.Labels, places))
			last = call.Start
		}
	}
	if err := report.Columns(s.out, []string{"time", "delta", "operation", "account", "task", "answer", "where"}, rows); err != nil {
		return err
	}
	switch {
	case len(in.failed) > 0:
		return exitCode(exitUsage)
	case len(in.timeline.Calls) == 0:
		for _, n := range in.run.Notes {
			fail(s.err, errNote(n))
		}
		return exitCode(exitUnjudged)
	default:
		return nil
	}
}

type errNote string

func (n errNote) Error() string { return string(n) }

func (c *timelineCmd) shows(call *timeline.Call, labels timeline.Labels) bool {
	account, _, _ := strings.Cut(labels.Key(call.Key), " ")
	return (c.Account == "" || account == c.Account) &&
		(c.Task == "" || call.Task.String() == c.Task) &&
		(c.Op == "" || call.Op.String() == c.Op) &&
		(c.Error == "" || call.Code == c.Error || c.Error == "*" && call.Class != timeline.NoError)
}

func row(c *timeline.Call, last timeline.Instant, labels timeline.Labels, places report.Places) []string {
	at, delta := "", ""
	if c.Shows.Has(timeline.ShowsTime) {
		at = c.Start.String()[11:23]
		if last != 0 {
			delta = "+" + strconv.FormatFloat(c.Start.Sub(last).Round(time.Millisecond).Seconds(), 'f', 3, 64)
		}
	}
	return []string{at, delta, c.Op.String(), labels.Key(c.Key), c.Task.String(), report.Answer(c), places.Of(report.PositionOf(c.Pos))}
}
