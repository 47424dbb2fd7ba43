package report

import (
	"cmp"
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

// maxTallies is how many of a kind are shown, those with most errors first.
const maxTallies = 5

// tallies count calls by account, by task and by proxy.
type tallies struct {
	labels   timeline.Labels
	accounts map[timeline.Key]*tally
	tasks    map[timeline.TaskID]*tally
	proxies  map[timeline.Proxy]*tally
}

func newTallies(labels timeline.Labels) tallies {
	return tallies{labels, map[timeline.Key]*tally{}, map[timeline.TaskID]*tally{}, map[timeline.Proxy]*tally{}}
}

// add counts a call.
func (t *tallies) add(c *timeline.Call) {
	count(t.accounts, c.Key, c)
	count(t.tasks, c.Task, c)
	count(t.proxies, c.Proxy, c)
}

// count counts a call for whom it belongs to.
func count[T comparable](all map[T]*tally, whose T, c *timeline.Call) {
	var nobody T
	if whose == nobody {
		return
	}
	t := all[whose]
	if t == nil {
		t = &tally{order: len(all)}
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
	for whose, t := range all {
		t.kind, t.name = kind, name(whose)
		some = append(some, t)
	}
	slices.SortFunc(some, func(a, b *tally) int {
		return cmp.Or(cmp.Compare(b.fails, a.fails), cmp.Compare(b.calls, a.calls), cmp.Compare(a.order, b.order))
	})
	return some[:min(len(some), maxTallies)]
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
