package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
)

type postmortemCmd struct {
	inputFlags

	BanAt  string `placeholder:"TIME" help:"When the ban began, where the recording does not show it: RFC 3339, or a time of day in UTC."`
	Reason string `placeholder:"REASON" help:"What the ban was for, such as WrongTaskId, where the account's page says so."`
}

// Validate is called by kong.
func (c *postmortemCmd) Validate() error {
	switch {
	case c.Reason != "" && !slices.Contains(reasonNames(), c.Reason):
		return fmt.Errorf("--reason: no such ban reason; known are %s", strings.Join(reasonNames(), ", "))
	default:
		return nil
	}
}

// Run tells the story of a ban.
func (c *postmortemCmd) Run(s *streams) error {
	in, err := c.load(s)
	if err != nil {
		return err
	}
	at, err := in.instant(c.BanAt)
	if err != nil {
		return fmt.Errorf("--ban-at: %w", err)
	}
	if err := in.within(at); err != nil {
		return fmt.Errorf("--ban-at: %w", err)
	}
	run := in.judgeTold(verdict.Told{At: at, Reason: service.Reason(c.Reason)})
	if err := c.known(run.Analysis); err != nil {
		return err
	}
	r := report.New(*run)
	if c.Reason != "" && !slices.ContainsFunc(run.Judgement.Bans, (*verdict.Ban).Seen) {
		return errors.New("--reason: the recording shows no ban; say with --ban-at when it began")
	}
	story := report.NewStory(run, r)
	if err := report.Postmortem(s.out, r, story, s.style); err != nil {
		return err
	}
	switch {
	case len(in.failed) > 0:
		return exitCode(exitUsage)
	case in.broken, !story.Known():
		return exitCode(exitUnjudged)
	default:
		return nil
	}
}

// known reports a reason that no service in the recording has.
func (c *postmortemCmd) known(a *analyzer.Report) error {
	var has []string
	for _, s := range a.Services {
		for _, r := range s.Profile.Reasons() {
			has = append(has, string(r))
		}
	}
	if c.Reason == "" || len(has) == 0 || slices.Contains(has, c.Reason) {
		return nil
	}
	return fmt.Errorf("--reason: no service in the recording bans for that; reasons are %s", strings.Join(has, ", "))
}

// How long before the beginning of a recording, and after its end, a ban can be that
// it is about.
const (
	before = time.Hour
	after  = 24 * time.Hour
)

// within reports a time that is not one of the recording's; 0 is none.
func (l *loaded) within(at timeline.Instant) error {
	calls := l.timeline.Calls
	if at == 0 || len(calls) == 0 {
		return nil
	}
	if !slices.ContainsFunc(calls, func(c timeline.Call) bool { return c.Shows.Has(timeline.ShowsTime) }) {
		return errors.New("the recording gives no times")
	}
	first, last := calls[0].Start, calls[len(calls)-1].Start
	if at < first.Add(-before) || at > last.Add(after) {
		return fmt.Errorf("%s is too far from the recording, which goes from %s to %s", at, first, last)
	}
	return nil
}
