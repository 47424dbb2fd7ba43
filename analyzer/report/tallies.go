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

// newTallies counts calls by account, by task and by proxy.
func newTallies(t *timeline.Timeline) (all []tally) {
	for _, kind := range []struct {
		name string
		of   func(c *timeline.Call) string
	}{
		{"account", func(c *timeline.Call) string { return t.Labels.Key(c.Key) }},
		{"task", func(c *timeline.Call) string { return c.Task.String() }},
		{"proxy", func(c *timeline.Call) string { return t.Labels.Proxy(c.Proxy) }},
	} {
		byName := map[string]*tally{}
		for i := range t.Calls {
			c := &t.Calls[i]
			name := kind.of(c)
			if name == "" {
				continue
			}
			if byName[name] == nil {
				byName[name] = &tally{kind: kind.name, name: name, order: i}
			}
			byName[name].add(c)
		}
		all = append(all, worst(byName)...)
	}
	return all
}

func (t *tally) add(c *timeline.Call) {
	t.calls++
	if c.Op == timeline.GetTaskResult {
		t.polls++
	}
	if c.Class != timeline.NoError {
		t.fails++
	}
	t.last = Answer(c)
}

// worst returns the tallies with most errors, then most calls.
func worst(byName map[string]*tally) (some []tally) {
	for _, t := range byName {
		some = append(some, *t)
	}
	slices.SortFunc(some, func(a, b tally) int {
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
