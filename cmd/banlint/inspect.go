package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/rules"
)

type inspectCmd struct {
	inputFlags
}

// Run says of each recording what it is, and what can be judged from it.
func (c *inspectCmd) Run(s *streams) error {
	page := report.NewPage(s.out, s.style)
	var unread, unjudged bool
	files, err := paths(c.Files)
	if err != nil {
		return err
	}
	for _, f := range files {
		run, err := c.inspect(s, page, f.path)
		var refused exitCode
		switch {
		case errors.As(err, &refused): // which was said
			unread = true
		case err != nil:
			return err
		default:
			unjudged = unjudged || run.Coverage.Calls == 0
		}
	}
	if err := page.Close(); err != nil {
		return err
	}
	switch {
	case unread:
		return exitCode(exitUsage)
	case unjudged:
		return exitCode(exitUnjudged)
	default:
		return nil
	}
}

// inspect looks at one recording.
func (c *inspectCmd) inspect(s *streams, page *report.Page, file string) (*report.Run, error) {
	check := checkCmd{inputFlags: inputFlags{Files: []string{file}, readFlags: c.readFlags}}
	opts, err := c.options()
	if err != nil {
		return nil, err
	}
	_, run, err := check.judge(s, rules.All)
	if err != nil {
		return nil, err
	}
	for i := range run.Inputs {
		input := &run.Inputs[i]
		page.Heading(escape.Name(input.Path))
		format := opts.From
		if format == nil {
			format = formatNamed(input.Format)
		}
		page.Entry(format.Title, "because: "+escape.Text(input.Detected), counted(input))
		page.Entry("Shows", carried(format, &run.Coverage)...)
		page.Entry("Can be judged", judgeable(run.Analysis)...)
		page.Entry("To record it better", better(format, run)...)
	}
	for _, n := range run.Notes {
		page.Item(n)
	}
	for _, w := range run.Warnings {
		page.Item(fmt.Sprintf("%s (%d)", escape.Text(w.Message), w.Count))
	}
	return run, nil
}

// counted says how much there is of what.
func counted(in *report.Input) string {
	s := fmt.Sprintf("%s, %d of them calls of a known service", lang.Count(in.Exchanges, "exchange"), in.Calls)
	if in.Skipped > 0 {
		s += fmt.Sprintf(", %d passed over", in.Skipped)
	}
	if in.First != "" {
		s += ", from " + in.First + " to " + in.Last
	}
	if !in.Complete {
		s += "; it breaks off"
	}
	return s
}

// carried says what the recording's calls show.
func carried(f *parsers.Format, c *report.Coverage) []string {
	facts := []string{}
	if f.Shows.Times != "" {
		facts = append(facts, "times: "+f.Shows.Times)
	}
	if c.Calls > 0 {
		facts = append(facts, fmt.Sprintf("of %d calls %d with the request's body, %d with the answer's, %d with the client's address", c.Calls, c.RequestBodies, c.ResponseBodies, c.ClientAddresses))
	}
	return facts
}

// tells says what recordings of a format let judge.
func tells(f *parsers.Format) string {
	request, response := f.Shows.Request != "no", f.Shows.Response != "no"
	timed := ""
	if strings.HasPrefix(f.Shows.Times, "none") {
		timed = "; no pace"
	}
	switch {
	case request && response:
		return "everything" + timed
	case request:
		return "what was asked, and by the status what was answered" + timed
	case response:
		return "what was answered" + timed
	default:
		return "counts and pace; key, action and task where they stand in the URL (in.php, res.php)" + timed
	}
}

// hidden is the share of calls, in percent, up to which a recording may fail to show what a
// rule needs.
const hidden = 10

// judgeable counts the rules that the recording lets judge, and names what the others lack.
func judgeable(a *analyzer.Report) []string {
	if len(a.Services) == 0 {
		return []string{"nothing: there is no call of a known captcha service in it"}
	}
	var facts []string
	for _, s := range a.Services {
		judged := 0
		lacking := map[timeline.Shows][]string{}
		for _, r := range rules.All {
			if _, ok := s.Profile.Limit(r.Limit); !ok && r.Limit != "" {
				continue
			}
			if calls, n, what := s.Lack(r); n*100 > calls*hidden {
				lacking[what] = append(lacking[what], r.ID)
			} else {
				judged++
			}
		}
		facts = append(facts, fmt.Sprintf("%s: %d rules", s.Profile.Title, judged))
		for what := timeline.Shows(1); what != 0 && what <= 1<<7; what <<= 1 {
			if names := lacking[what]; names != nil {
				facts = append(facts, fmt.Sprintf("not, as calls do not show %s: %s", what, some(names)))
			}
		}
	}
	return facts
}

// some lists names, and counts those beyond a few.
func some(names []string) string {
	const few = 6
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
}

// better says how to make a recording that shows more.
func better(f *parsers.Format, run *report.Run) []string {
	c := &run.Coverage
	var facts []string
	add := func(missing bool, how string) {
		if missing && !slices.Contains(facts, how) {
			facts = append(facts, how)
		}
	}
	add(c.Calls == 0 && c.Exchanges > 0, "the calls are made by the program and not by the page it opens: record the program's own traffic, with a recipe (docs/recipes) or through a proxy such as mitmproxy")
	add(c.Calls == 0 && c.Exchanges > 0, "where the calls go to a host of your own, such as a gateway, name it: --service HOST=SERVICE")
	add(c.Calls > 0 && c.ResponseBodies < c.Calls, "write down what is answered: a recipe (docs/recipes) does, and so does mitmdump -w; server and proxy logs never do")
	add(c.Calls > 0 && c.RequestBodies < c.Calls, "write down what is asked: a recipe does; nginx has $request_body for its log_format")
	add(strings.Contains(f.Shows.Times, "1 s"), "times to the second do not tell a pace of seconds: where the program's log can, let it give milliseconds")
	add(strings.HasPrefix(f.Shows.Times, "none"), "the log has no times: without them nothing can be said about pace")
	if facts == nil {
		return []string{"it shows all that can be shown"}
	}
	return facts
}
