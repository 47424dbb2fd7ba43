package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/service"
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
	defer in.close()
	at, err := in.window.instant(c.BanAt)
	if err != nil {
		return fmt.Errorf("--ban-at: %w", err)
	}
	if err := in.window.within(at); err != nil {
		return fmt.Errorf("--ban-at: %w", err)
	}
	run, err := in.judge(verdict.Told{At: at, Reason: service.Reason(c.Reason)})
	if err != nil {
		return err
	}
	if err := c.known(run.Analysis); err != nil {
		return err
	}
	r := report.New(*run)
	if c.Reason != "" && !slices.ContainsFunc(run.Judgement.Bans, (*verdict.Ban).Seen) {
		return errors.New("--reason: the recording shows no ban; say with --ban-at when it began")
	}
	story, err := report.NewStory(run, r, in.all)
	if err != nil {
		return err
	}
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
