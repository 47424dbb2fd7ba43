package rules

import (
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
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
	Answers:  []timeline.Class{timeline.Banned},
	Outcome:  true,
	After:    []string{"ban-seen"},
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.Banned}},
	Follows:  true,
	New: func(p *service.Profile, _ service.Limit) analyzer.Checker {
		return &banned{profile: p}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s while the ban was on", lang.Count(f.Count, "request"))
	},
}

type banned struct {
	profile *service.Profile
	bans    []sentence // that are on: of the address, and of accounts behind it
	count   int
}

// A sentence is one ban that a client was told of.
type sentence struct {
	service.Ban
	account timeline.Key     // that is shut out, where it is the account and not the address
	known   timeline.Instant // when the client had been told
	until   timeline.Instant // when it ends; 0 when nobody says
}

func (b *banned) Check(p *analyzer.Pass, c *timeline.Call) {
	if i := slices.IndexFunc(b.bans, func(s sentence) bool { return s.holds(c) }); i >= 0 {
		b.count++
		severity := analyzer.Error
		if b.count == 1 {
			severity = analyzer.Warning
		}
		p.Offend(c, float64(b.count), severity)
		if s := &b.bans[i]; s.Restart {
			s.until = c.Start.Add(s.Lasts)
		}
	}
	switch ban, ok := b.profile.Ban(c.Code); {
	case ok:
		b.begin(c, ban)
	case c.State != timeline.NoState:
		// Served again: whatever the documents say, the ban is over.
		b.bans = slices.DeleteFunc(b.bans, func(s sentence) bool { return s.concerns(c) })
	}
}

// concerns reports whether a call comes from whom the ban shuts out.
func (s *sentence) concerns(c *timeline.Call) bool { return !s.Account || c.Key == s.account }

// holds reports whether c was sent during the ban by somebody who knew of it.
func (s *sentence) holds(c *timeline.Call) bool {
	return s.concerns(c) && c.Start >= s.known && (s.until == 0 || c.Start < s.until)
}

// begin notes a ban, but for one that is on already.
func (b *banned) begin(c *timeline.Call, ban service.Ban) {
	b.bans = slices.DeleteFunc(b.bans, func(s sentence) bool { return s.until != 0 && c.Start >= s.until })
	if slices.ContainsFunc(b.bans, func(s sentence) bool { return s.Code == ban.Code && s.concerns(c) }) {
		return
	}
	s := sentence{Ban: ban, known: c.Heard()}
	if ban.Account {
		s.account = c.Key
	}
	if ban.Lasts > 0 {
		s.until = c.Start.Add(ban.Lasts)
	}
	b.bans = append(b.bans, s)
}
