package rules

import (
	"fmt"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var requestDuringBan = &analyzer.Rule{
	ID:    "request-during-ban",
	Title: "requests go on although the client is banned",
	Why: `A ban ends only when the client keeps quiet: CapMonster lifts its block after ten minutes provided that the violations
stop. Every request of a banned client is wasted, and may start the time anew.`,
	Fix:      "On an answer of a ban stop all workers behind this address or account for its whole length, then probe with one getBalance.",
	Severity: analyzer.Error,
	Scope:    analyzer.PerClient,
	Needs:    timeline.ShowsAnswer,
	Outcome:  true,
	New: func(p *service.Profile, _ service.Limit) analyzer.Checker {
		return &banned{profile: p}
	},
	Say: func(f *analyzer.Finding) string {
		return fmt.Sprintf("%s while the ban was on", plural(f.Count, "request"))
	},
}

type banned struct {
	profile *service.Profile
	ban     service.Ban
	account timeline.Key     // that is banned, where the ban is the account's
	known   timeline.Instant // when the client had been told; 0 when there is no ban
	until   timeline.Instant // when the ban ends; 0 when nobody says
	count   int
}

func (b *banned) Check(p *analyzer.Pass, c *timeline.Call) {
	if b.holds(c) {
		b.count++
		severity := analyzer.Error
		if b.count == 1 {
			severity = analyzer.Warning
		}
		p.Offend(c, float64(b.count), severity)
		if b.ban.Restart {
			b.until = c.Start.Add(b.ban.Lasts)
		}
	}
	switch ban, ok := b.profile.Ban(c.Code); {
	case ok:
		b.begin(c, ban)
	case c.State != timeline.NoState && !b.ban.Account:
		b.known = 0 // served again: whatever the documents say, the ban is over
	}
}

// holds reports whether c was sent during a ban that its sender knew of.
func (b *banned) holds(c *timeline.Call) bool {
	switch {
	case b.known == 0 || c.Start < b.known:
		return false
	case b.until != 0 && c.Start >= b.until:
		return false
	default:
		return !b.ban.Account || c.Key == b.account
	}
}

func (b *banned) begin(c *timeline.Call, ban service.Ban) {
	if b.known == 0 || c.Start >= b.until && b.until != 0 {
		b.ban, b.account, b.known = ban, c.Key, c.End()
		b.until = 0
		if ban.Lasts > 0 {
			b.until = c.Start.Add(ban.Lasts)
		}
	}
}
