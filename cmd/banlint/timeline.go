package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
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
	defer in.close()
	in.caution(s.err)
	if len(in.run.Inputs) == 0 {
		return in.listed()
	}
	list, err := c.list(in)
	if err != nil {
		return err
	}
	if err := list.write(s); err != nil {
		return err
	}
	switch calls := in.run.Coverage.Calls; {
	case calls == 0:
		for _, n := range in.run.Notes {
			fail(s.err, errors.New(n))
		}
	case list.shown == 0:
		fail(s.err, fmt.Errorf("none of the %d calls is like that", calls))
	}
	return in.listed()
}

// A list is the calls that are asked for.
type list struct {
	*timelineCmd
	in           *kept
	run          *report.Run
	places       report.Places
	since, until timeline.Instant // 0 for any
	from, to     int              // of those that are like what is asked for
	shown        int              // that rows has shown
}

func (c *timelineCmd) list(in *kept) (*list, error) {
	l := &list{timelineCmd: c, in: in, places: report.NewPlaces(in.run.Inputs), to: math.MaxInt}
	var err error
	if l.since, l.until, err = c.span(&in.window); err != nil {
		return nil, err
	}
	if l.run, err = in.judge(verdict.Told{}); err != nil {
		return nil, err
	}
	if c.Around == "" {
		return l, nil
	}
	at, err := l.find(c.Around)
	if err != nil {
		return nil, err
	}
	l.from, l.to = at-c.Context, at+c.Context+1
	return l, nil
}

// find returns which of the calls stands at a place: where it is written as the report
// writes it, or else the first that it can mean.
func (l *list) find(place string) (int, error) {
	exact, loose, n := -1, -1, 0
	err := l.rows(func(c *report.Call) error {
		if exact < 0 && l.places.Of(c.Position) == place {
			exact = n
		}
		if loose < 0 && at(place, c.Position) {
			loose = n
		}
		n++
		return nil
	})
	switch {
	case err != nil:
		return 0, err
	case exact >= 0:
		return exact, nil
	case loose >= 0:
		return loose, nil
	default:
		return 0, fmt.Errorf("--around: no call at %s; a place is written as the report writes it, such as run.har#145", escape.Text(place))
	}
}

// rows shows the calls.
func (l *list) rows(visit func(*report.Call) error) error {
	lister := report.NewLister(l.run)
	l.shown = 0
	n := 0
	return l.in.each(func(call *timeline.Call) error {
		if !l.wants(call) {
			lister.Pass(call)
			return nil
		}
		row := lister.Call(call)
		n++
		if n <= l.from || n > l.to {
			return nil
		}
		l.shown++
		return visit(&row)
	})
}

// wants reports whether a call is like what is asked for.
func (l *list) wants(c *timeline.Call) bool {
	return (l.since == 0 || c.Start >= l.since) && (l.until == 0 || c.Start < l.until) && l.shows(c, l.in.run.Labels)
}

func (l *list) write(s *streams) error {
	switch l.Format {
	case "jsonl":
		return report.CallsJSON(s.out, l.rows)
	case "csv":
		return report.CallsCSV(s.out, l.rows)
	default:
		return l.print(s)
	}
}

// print writes for people, by way of their pager where it does not fit the screen.
func (l *list) print(s *streams) error {
	text := func(w io.Writer) error { return report.Calls(w, l.rows, l.places, s.style) }
	height, onTerminal := screen(s.out)
	if !onTerminal || l.NoPager {
		return text(s.out)
	}
	if err := l.rows(func(*report.Call) error { return nil }); err != nil {
		return err
	}
	if l.shown < height {
		return text(s.out)
	}
	return page(s, text)
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
func at(place string, pos report.Position) bool {
	place = strings.TrimPrefix(place, "…")
	i := strings.LastIndexAny(place, "#:")
	if i < 0 {
		return false
	}
	n, err := strconv.Atoi(place[i+1:])
	if err != nil || !strings.HasSuffix(pos.Path, place[:i]) {
		return false
	}
	if place[i] == '#' {
		return int(pos.Entry) == n
	}
	return int(pos.Line) == n
}

// span reads --since and --until; 0 for none.
func (c *timelineCmd) span(w *window) (since, until timeline.Instant, err error) {
	if since, err = w.instant(c.Since); err != nil {
		return 0, 0, fmt.Errorf("--since: %w", err)
	}
	if until, err = w.instant(c.Until); err != nil {
		return 0, 0, fmt.Errorf("--until: %w", err)
	}
	if since != 0 && until != 0 && since >= until {
		return 0, 0, errors.New("--since: later than --until")
	}
	return since, until, nil
}
