package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
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
	Client  string `placeholder:"ADDRESS" help:"Only calls from this address."`
	Proxy   string `placeholder:"PROXY-N" help:"Only calls about tasks with this proxy, by its label."`
	Op      string `placeholder:"OPERATION" enum:",createTask,create,getTaskResult,poll,getBalance,balance,report,other" default:"" help:"Only calls of this kind: createTask, getTaskResult, getBalance, report or other; create, poll and balance for short."`
	Error   string `placeholder:"CODE" help:"Only calls answered with this error code; * for any."`
	Since   string `placeholder:"TIME" help:"Only calls from this time on: RFC 3339, or a time of day in UTC."`
	Until   string `placeholder:"TIME" help:"Only calls before this time."`
	Around  string `placeholder:"PLACE" help:"Only calls around a place of the report, such as run.har#145 or proxy.log:1043."`
	Context int    `short:"C" placeholder:"N" default:"10" help:"How many calls to show on each side with --around."`
	Format  string `short:"f" enum:"text,jsonl,csv" default:"text" help:"What to write: ${enum}."`
	NoPager bool   `help:"Do not page on a terminal."`
}

// Run lists the calls.
func (c *timelineCmd) Run(s *streams) error {
	in, err := c.load(s)
	if err != nil {
		return err
	}
	in.caution(s.err)
	if len(in.run.Inputs) == 0 {
		return in.listed()
	}
	calls, err := c.list(in)
	if err != nil {
		return err
	}
	if len(calls) == 0 && len(in.timeline.Calls) > 0 {
		fail(s.err, fmt.Errorf("none of the %d calls is like that", len(in.timeline.Calls)))
	}
	places := report.NewPlaces(in.run.Inputs)
	switch c.Format {
	case "jsonl":
		err = report.CallsJSON(s.out, calls)
	case "csv":
		err = report.CallsCSV(s.out, calls)
	default:
		err = c.print(s, calls, places)
	}
	if err != nil {
		return err
	}
	if len(in.timeline.Calls) == 0 {
		for _, n := range in.run.Notes {
			fail(s.err, errors.New(n))
		}
	}
	return in.listed()
}

// print writes for people, by way of their pager where it does not fit the screen.
func (c *timelineCmd) print(s *streams, calls []report.Call, places report.Places) error {
	write := func(w io.Writer) error { return report.Calls(w, calls, places, s.style) }
	height, onTerminal := screen(s.out)
	if !onTerminal || c.NoPager || len(calls) < height {
		return write(s.out)
	}
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return err
	}
	return page(s, &text)
}

// list returns the calls that are asked for.
func (c *timelineCmd) list(in *loaded) ([]report.Call, error) {
	since, until, err := c.span(in)
	if err != nil {
		return nil, err
	}
	run := in.judge()
	lister := report.NewLister(run)
	var calls []report.Call
	around, exact := -1, false
	places := report.NewPlaces(in.run.Inputs)
	for i := range in.timeline.Calls {
		call := &in.timeline.Calls[i]
		shown := (since == 0 || call.Start >= since) && (until == 0 || call.Start < until)
		row := lister.Call(call, shown && c.shows(call, in.timeline.Labels))
		if !shown || !c.shows(call, in.timeline.Labels) {
			continue
		}
		if c.Around != "" && !exact {
			exact = places.Of(row.Position) == c.Around
			if exact || around < 0 && at(c.Around, call.Pos) {
				around = len(calls)
			}
		}
		calls = append(calls, row)
	}
	if c.Around == "" {
		return calls, nil
	}
	if around < 0 {
		return nil, fmt.Errorf("--around: no call at %s; a place is written as the report writes it, such as run.har#145", report.Clean(c.Around))
	}
	return calls[max(0, around-c.Context):min(len(calls), around+c.Context+1)], nil
}

func (c *timelineCmd) shows(call *timeline.Call, labels timeline.Labels) bool {
	account, _, _ := strings.Cut(labels.Key(call.Key), " ")
	return (c.Account == "" || account == c.Account) &&
		(c.Task == "" || call.Task.String() == c.Task) &&
		(c.Client == "" || call.Client == c.Client) &&
		(c.Proxy == "" || labels.Proxy(call.Proxy) == c.Proxy) &&
		(c.Op == "" || call.Op.String() == c.Op || report.Short(call.Op.String()) == c.Op) &&
		(c.Error == "" || strings.EqualFold(call.Code, c.Error) || strings.EqualFold(call.Code, "ERROR_"+c.Error) || c.Error == "*" && call.Class != timeline.NoError)
}

// at reports whether a place of the report, written as there, is a position.
func at(place string, pos timeline.Position) bool {
	place = strings.TrimPrefix(place, "…")
	i := strings.LastIndexAny(place, "#:")
	if i < 0 {
		return false
	}
	n, err := strconv.Atoi(place[i+1:])
	if err != nil || !strings.HasSuffix(pos.Source, place[:i]) && !strings.HasSuffix(report.Name(pos.Source), place[:i]) {
		return false
	}
	if place[i] == '#' {
		return int(pos.Entry) == n
	}
	return int(pos.Line) == n
}

var clockTime = regexp.MustCompile(`^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?$`)

// span reads --since and --until; 0 for none.
func (c *timelineCmd) span(in *loaded) (since, until timeline.Instant, err error) {
	if since, err = in.instant(c.Since); err != nil {
		return 0, 0, fmt.Errorf("--since: %w", err)
	}
	if until, err = in.instant(c.Until); err != nil {
		return 0, 0, fmt.Errorf("--until: %w", err)
	}
	if since != 0 && until != 0 && since >= until {
		return 0, 0, errors.New("--since: later than --until")
	}
	return since, until, nil
}

// instant reads a time that the user gave: a date and time, or a time of day in UTC,
// the first in the recording or else of the day on which it begins. "" is 0.
func (l *loaded) instant(s string) (timeline.Instant, error) {
	if s == "" {
		return 0, nil
	}
	s = strings.TrimSuffix(s, " UTC")
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return timeline.At(t), nil
	}
	i := slices.IndexFunc(l.timeline.Calls, func(c timeline.Call) bool { return c.Shows.Has(timeline.ShowsTime) })
	if !clockTime.MatchString(s) || i < 0 {
		return 0, errors.New("wanted a time such as 2026-11-24T14:49:38Z or 14:49:38 (UTC, within the recording)")
	}
	first, last := l.timeline.Calls[i].Start, l.timeline.Calls[len(l.timeline.Calls)-1].Start
	day := first.Time().Format("2006-01-02")
	for _, layout := range []string{"2006-01-02 15:04:05.999999999", "2006-01-02 15:04"} {
		t, err := time.Parse(layout, day+" "+s)
		if err != nil {
			continue
		}
		at := timeline.At(t)
		if next := at.Add(24 * time.Hour); at < first && next <= last {
			at = next // past midnight
		}
		return at, nil
	}
	return 0, errors.New("not a time of day")
}
