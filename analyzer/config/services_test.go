package config

import (
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

func bookOf(t *testing.T, src string) service.Book {
	t.Helper()
	c, err := Parse(Name, []byte(src), builtin)
	if err != nil {
		t.Fatal(err)
	}
	return c.Book()
}

func TestLimits(t *testing.T) {
	book := bookOf(t, `
limits:
  capmonster:
    polls-per-task: {most: 200, reason: the support has raised it}
    wrong-keys: {most: 3, within: 30s, reason: seen}
    no-slots: {most: 50, reason: seen}
`)
	p := book.ByName("capmonster")
	polls, _ := p.Limit(service.PollsPerTask)
	if polls.Value != 200 || polls.Basis != service.Configured || polls.Source.URL != Name || polls.Because != "the support has raised it" || polls.Earns != service.WrongTaskId {
		t.Errorf("got %+v", polls)
	}
	if len(polls.Doubts) != 1 || polls.Doubts[0] != "documented: 120 requests" {
		t.Errorf("got the doubts %q", polls.Doubts)
	}
	if keys, _ := p.Limit(service.WrongKeys); keys.Value != 3 || keys.Span != 30*time.Second {
		t.Errorf("got %+v", keys)
	}
	// What only another service has is bounded as there.
	if slots, ok := p.Limit(service.NoSlots); !ok || slots.Value != 50 || slots.Bounds == "" || slots.Doubts != nil {
		t.Errorf("got %+v", slots)
	}
	if known, _ := service.ByName("capmonster").Limit(service.PollsPerTask); known.Value != 120 {
		t.Errorf("the profile of the known service is changed: %+v", known)
	}
}

func TestOwnService(t *testing.T) {
	book := bookOf(t, `
limits: {my-solver: {retries: {most: 9, reason: seen}}}
hosts: {"127.0.0.1:8080": my-solver}
services:
  - name: my-solver
    title: My Solver
    like: capmonster
    aliases: [ms]
    hosts: [api.my-solver.example]
    key-length: 40
    codes:
      - {code: ERROR_FULL, class: no-slot, number: 77}
      - {code: ERROR_SHUT, class: bans}
    bans: [{code: ERROR_SHUT, lasts: 5m, scope: account, for: [WrongTaskId], restarts: true}]
    limits: {polls-per-task: {most: 100}}
`)
	p := book.ByName("ms")
	if p == nil || p.Title != "My Solver" || p.KeyLength != 40 || p.Types == nil {
		t.Fatalf("got %+v", p)
	}
	if polls, _ := p.Limit(service.PollsPerTask); polls.Value != 100 || polls.Basis != service.Configured {
		t.Errorf("got %+v", polls)
	}
	if gap, _ := p.Limit(service.PollInterval); gap.Basis != service.Published {
		t.Errorf("what the other service documents is %s", gap.Basis)
	}
	if l, _ := p.Limit(service.Retries); l.Value != 9 {
		t.Errorf("got %+v", l)
	}
	if c := p.CodeNamed("ERROR_FULL"); c == nil || c.Class != timeline.NoSlot {
		t.Errorf("got %+v", c)
	}
	if b, ok := p.Ban("ERROR_SHUT"); !ok || b.Lasts != 5*time.Minute || !b.Account || !b.Restart || b.Earned[0] != service.WrongTaskId || len(p.Bans) != 1 {
		t.Errorf("got %+v", p.Bans)
	}
	if directory, err := book.Directory(nil); err != nil || !directory.Wanted("https://api.my-solver.example/createTask", "") {
		t.Errorf("its host is not its own: %v", err)
	}
}

func TestServiceMistakes(t *testing.T) {
	const own = "services:\n  - {name: my-solver, hosts: [h], "
	for _, test := range []struct{ name, src, want string }{
		{"no name", "services:\n  - {hosts: [h]}", "2:5: a service must have a name"},
		{"no place", "services:\n  - {name: my-solver}", "2:5: a service must have hosts, site-hosts or addresses"},
		{"a known name", "services:\n  - {name: capmonster, hosts: [h]}", `2:12: another service has the name "capmonster"`},
		{"a name twice", "services:\n  - {name: a, hosts: [h]}\n  - {name: a, hosts: [i]}", `3:12: another service has the name "a"`},
		{"a known host", "services:\n  - {name: a, hosts: [api.capmonster.cloud]}", "2:23: this is a host of CapMonster Cloud"},
		{"an address as a host", "services:\n  - {name: a, hosts: ['https://a.example/']}", "2:23: wanted a host in lower case"},
		{"the class of a known code", own + "codes: [{code: ERROR_ZERO_BALANCE, class: bans}]}", `the class of "ERROR_ZERO_BALANCE" is known`},
		{"a ban by another error", own + "bans: [{code: ERROR_ZERO_BALANCE}]}", `"ERROR_ZERO_BALANCE" is not known here`},
		{"an unknown service", "limits: {capmonter: {}}", `1:10: "capmonter" is not known here; did you mean capmonster?`},
		{"an unknown limit", "limits:\n  capmonster: {poll-per-task: {most: 3, reason: x}}", `2:16: "poll-per-task" is not known here; did you mean polls-per-task?`},
		{"a form", "limits:\n  capmonster: {key-form: {most: 3, reason: x}}", "key-form is a form that requests must have, and no figure"},
		{"the other side", "limits:\n  capmonster: {poll-interval: {most: 3s, reason: x}}", "poll-interval is a limit of the other side: wanted least"},
		{"no reason", "limits:\n  capmonster: {polls-per-task: {most: 3}}", "a limit must have a reason"},
		{"no figure", "limits:\n  capmonster: {polls-per-task: {reason: x}}", "a limit must have a most"},
		{"a span too long", "limits:\n  capmonster: {wrong-keys: {most: 3, within: 2h, reason: x}}", "wanted at most 1h"},
		{"a span of what has none", "limits:\n  capmonster: {poll-interval: {least: 3s, within: 1m, reason: x}}", `unknown key "within"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse(Name, []byte(test.src), builtin)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}
