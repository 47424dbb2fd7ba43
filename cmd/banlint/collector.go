package main

import (
	"errors"
	"strings"

	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// exchange is what one exchange came to.
type exchange struct {
	call                  timeline.Call
	outcome               service.Outcome
	host                  string // of a stranger
	hostless, first       bool   // first of the calls that one exchange makes
	requestBody, response bool
	keyInURL              bool
	answer                service.AnswerSize
	odd                   odd
}

// collector gathers what the inputs hold.
type collector struct {
	directory *service.Directory
	take      func(*timeline.Call) // calls in the order of the inputs
	calls     int                  // that were taken
	out       loaded
	digests   *digests
	strangers map[string]int          // exchanges by unknown host
	sizes     map[string]*answerSizes // by service
	gaps      gaps                    // of the input that is being read
	tunnels   int                     // to known services
	hostless  int
}

// read reads one input. It reports false when the reading was stopped.
func (c *collector) read(f inputFile, opts parsers.Options) bool {
	if f.err != nil {
		c.out.failed = append(c.out.failed, f.err)
		return true
	}
	first, wasRead := c.digests.before(f.path)
	if first != "" {
		c.warn(report.Warning{Position: report.Position{Path: f.path}, Message: "the same bytes as " + escape.Name(first) + ": counted once", Count: 1})
		return true
	}
	before := c.calls
	c.gaps = gaps{}
	rec, err := parsers.Read(f.path, opts, parsers.Taker[exchange]{Convert: c.converter, Emit: c.add})
	var unreadable *parsers.Unreadable
	stopped := errors.Is(err, parsers.ErrStopped)
	switch {
	case errors.As(err, &unreadable) && f.found && !unreadable.Closed:
		c.warn(report.Warning{Position: report.Position{Path: f.path}, Message: "passed over: " + unreadable.Reason, Count: 1})
	case err != nil && !stopped:
		c.out.failed = append(c.out.failed, err)
	default:
		wasRead()
		c.note(rec, c.calls-before)
	}
	return !stopped
}

func (c *collector) note(rec *parsers.Recording, calls int) {
	run := &c.out.run
	run.Coverage.Exchanges += rec.Exchanges
	c.out.broken = c.out.broken || !rec.Complete
	run.Inputs = append(run.Inputs, report.Input{
		Path: rec.Path, SHA256: rec.SHA256, Format: rec.Format, Detected: rec.Detected, Exchanges: rec.Exchanges,
		Calls: calls, Skipped: rec.Skipped, First: rec.First.String(), Last: rec.Last.String(), Complete: rec.Complete,
		ByLine: rec.ByLine,
	})
	for _, w := range c.gaps.warnings() {
		c.warn(w)
	}
	for _, w := range rec.Warnings {
		c.warn(report.Warning{Position: report.PositionOf(w.Pos), Message: w.Message, Count: w.Count})
	}
}

func (c *collector) warn(w report.Warning) { c.out.run.Warnings = append(c.out.run.Warnings, w) }

// converter makes a worker's function that says what an exchange means.
func (c *collector) converter() parsers.Convert[exchange] {
	reader := c.directory.Reader()
	var room []timeline.Call // for the calls of one exchange
	return func(x *timeline.Exchange, out []exchange) []exchange {
		calls, outcome := reader.Read(x, room[:0])
		room = calls
		odd := oddOf(x, outcome)
		switch {
		case outcome == service.Foreign && odd == 0:
			return out
		case outcome != service.Recognised:
			host := service.Host(x.URL)
			if !isHost(host) {
				outcome = service.Foreign
				odd.add(oddAddress, true)
			}
			return append(out, exchange{call: timeline.Call{Pos: x.Pos}, outcome: outcome, host: host, odd: odd})
		}
		for i := range calls {
			out = append(out, exchange{
				call: calls[i], outcome: outcome, first: i == 0, hostless: strings.HasPrefix(x.URL, "/"),
				requestBody: x.RequestBody.Shown, response: x.ResponseBody.Shown, answer: service.AnswerSizeOf(x), odd: odd, keyInURL: strings.Contains(x.URL, "key="),
			})
		}
		return out
	}
}

func (c *collector) add(x *exchange, base timeline.Position) {
	x.call.Pos = x.call.Pos.After(base)
	c.gaps.see(x)
	switch x.outcome {
	case service.Stranger:
		c.stranger(x.host)
	case service.Tunnelled:
		c.tunnels++
	case service.Foreign:
	default:
		c.calls++
		c.cover(x)
		c.take(&x.call)
	}
}

// maxStrangers is how many unknown hosts are told apart.
const maxStrangers = 10_000

func (c *collector) stranger(host string) {
	if _, met := c.strangers[host]; !met && len(c.strangers) >= maxStrangers {
		host = "others"
	}
	c.strangers[host]++
}

func (c *collector) cover(x *exchange) {
	if x.hostless {
		c.hostless++
	}
	if !x.first {
		return
	}
	if x.answer != 0 {
		sizes := c.sizes[x.call.Service]
		if sizes == nil {
			sizes = new(answerSizes)
			c.sizes[x.call.Service] = sizes
		}
		sizes[x.answer]++
	}
	coverage := &c.out.run.Coverage
	for _, n := range []struct {
		count *int
		shown bool
	}{
		{&coverage.RequestBodies, x.requestBody}, {&coverage.ResponseBodies, x.response},
		{&coverage.ClientAddresses, x.call.Shows.Has(timeline.ShowsClient)},
	} {
		if n.shown {
			*n.count++
		}
	}
}
