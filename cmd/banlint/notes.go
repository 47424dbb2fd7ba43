package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/verdict"
)

// maxHosts is how many unknown hosts a note names.
const maxHosts = 5

// notes say how the inputs were taken, and what to do where little could be
// judged.
func (c *collector) notes() (notes []string) {
	c.out.strangers = hosts(c.strangers)
	add := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	if c.hostless > 0 {
		add("%d calls name no host and were judged by the limits of %s; say --service '*=SERVICE' to judge by another's.",
			c.hostless, c.directory.Hostless().Title)
	}
	if len(c.strangers) > 0 {
		add("%s at %s, which belongs to no known service; to judge them, say --service %s=SERVICE with the service they stand for.",
			speakers(c.strangers), strings.Join(hosts(c.strangers), ", "), hosts(c.strangers)[0])
	}
	if c.tunnels > 0 {
		add("%d tunnels (CONNECT) to captcha services: the requests inside are not in this recording. "+
			"Record with a proxy that decrypts, such as mitmproxy or Fiddler, or in the program itself with a recipe of docs/recipes.", c.tunnels)
	}
	notes = append(notes, c.guesses()...)
	if c.calls == 0 {
		c.without()
	}
	if c.calls == 0 && !c.out.stopped && len(c.out.failed) == 0 && c.tunnels == 0 && len(c.strangers) == 0 {
		add("no call of a captcha service is in this recording. Such calls are made by the bot's own process and not by the page: " +
			"record through a proxy such as mitmproxy or Fiddler, or in the program itself with a recipe of docs/recipes.")
	}
	return notes
}

func speakers(strangers map[string]int) string {
	n := 0
	for _, count := range strangers {
		n += count
	}
	if n == 1 {
		return "1 exchange speaks like a captcha service"
	}
	return fmt.Sprintf("%d exchanges speak like a captcha service", n)
}

// hosts names unknown hosts, those met most often first.
func hosts(strangers map[string]int) []string {
	names := slices.SortedFunc(maps.Keys(strangers), func(a, b string) int {
		if strangers[a] != strangers[b] {
			return strangers[b] - strangers[a]
		}
		return strings.Compare(a, b)
	})
	if len(names) > maxHosts {
		names = names[:maxHosts]
	}
	for i, n := range names {
		names[i] = escape.Name(n)
	}
	return names
}

// without warns of inputs that hold nothing to judge, where that is all of them: a green light
// must not be taken from it.
func (c *collector) without() {
	for _, in := range c.out.run.Inputs {
		message := "no exchange is in it"
		if in.Exchanges > 0 {
			message = "no call that can be judged is in it"
		}
		c.warn(report.Warning{Position: report.Position{Path: in.Path}, Message: message, Count: 1})
	}
}

// crowded says what there was too much of to be kept.
func crowded(r *analyzer.Report, j *verdict.Judgement) (notes []string) {
	if r.Dropped > 0 {
		notes = append(notes, fmt.Sprintf("so many tasks, keys and addresses call at the same time that %d of them were forgotten while they may still have called, "+
			"those that were idle for longest: findings about them may count too little. Give banlint more memory (--memory 1GiB), or check a part of the recording at a time.", r.Dropped))
	}
	if r.Left > 0 {
		notes = append(notes, fmt.Sprintf("%d findings more are like those listed, about others who call: of a rule's findings the first 1000 of each severity are listed.", r.Left))
	}
	if j.Left > 0 {
		notes = append(notes, fmt.Sprintf("%d calls more were refused with a ban, to others than those listed: the first 1000 bans are.", j.Left))
	}
	return notes
}
