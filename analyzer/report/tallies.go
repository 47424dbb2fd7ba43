package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A tally counts the calls of one account, task or proxy.
type tally struct {
	kind  string // "account", "task" or "proxy"
	name  string
	calls int
	polls int
	fails int
	last  string // answer
	order int
}

// maxTallies is how many of a kind are shown, those with most errors first, and mostTallies
// how many are counted at a time: of more, those are given up that have fewest errors.
const (
	maxTallies  = 5
	mostTallies = 1 << 14
)

// tallies count calls by account, by task and by proxy.
type tallies struct {
	calls    int
	labels   timeline.Labels
	accounts map[timeline.Key]*tally
	tasks    map[timeline.TaskID]*tally
	proxies  map[timeline.Proxy]*tally
}

func newTallies(labels timeline.Labels) tallies {
	return tallies{labels: labels, accounts: map[timeline.Key]*tally{}, tasks: map[timeline.TaskID]*tally{}, proxies: map[timeline.Proxy]*tally{}}
}

// add counts a call.
func (t *tallies) add(c *timeline.Call) {
	t.calls++
	count(t.accounts, c.Key, c, t.calls)
	count(t.tasks, c.Task, c, t.calls)
	count(t.proxies, c.Proxy, c, t.calls)
}

// count counts a call, the nth, for whom it belongs to.
func count[T comparable](all map[T]*tally, whose T, c *timeline.Call, nth int) {
	var nobody T
	if whose == nobody {
		return
	}
	t := all[whose]
	if t == nil {
		if len(all) == mostTallies {
			giveUp(all)
		}
		t = &tally{order: nth}
		all[whose] = t
	}
	t.calls++
	if c.Op == timeline.GetTaskResult {
		t.polls++
	}
	if c.Class != timeline.NoError {
		t.fails++
	}
	t.last = Answer(c)
}

// worst returns the tallies of each kind with most errors, then most calls.
func (t *tallies) worst() []*tally {
	return slices.Concat(
		worst("account", t.accounts, t.labels.Key),
		worst("task", t.tasks, timeline.TaskID.String),
		worst("proxy", t.proxies, t.labels.Proxy),
	)
}

func worst[T comparable](kind string, all map[T]*tally, name func(T) string) (some []*tally) {
	for _, whose := range ranked(all)[:min(len(all), maxTallies)] {
		t := all[whose]
		t.kind, t.name = kind, name(whose)
		some = append(some, t)
	}
	return some
}

// giveUp drops the better half.
func giveUp[T comparable](all map[T]*tally) {
	for _, whose := range ranked(all)[len(all)/2:] {
		delete(all, whose)
	}
}

// ranked lists all, those with most errors first, then those with most calls.
func ranked[T comparable](all map[T]*tally) []T {
	return slices.SortedFunc(maps.Keys(all), func(a, b T) int {
		x, y := all[a], all[b]
		return cmp.Or(cmp.Compare(y.fails, x.fails), cmp.Compare(y.calls, x.calls), cmp.Compare(x.order, y.order))
	})
}

// tables shows the tallies.
func (p *postmortem) tables() {
	headings := p.words("account", "task", "proxy")
	for i, kind := range []string{"account", "task", "proxy"} {
		var rows [][]string
		for _, t := range p.story.tallies {
			if t.kind == kind {
				rows = append(rows, []string{t.name, strconv.Itoa(t.calls), strconv.Itoa(t.polls), strconv.Itoa(t.fails), t.last})
			}
		}
		if rows != nil {
			p.rows(append(headings[i:i+1:i+1], p.words("calls", "polls", "errors", "last answer")...), rows)
		}
	}
}
