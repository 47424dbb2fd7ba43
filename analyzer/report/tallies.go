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
	for _, kind := range []string{"account", "task", "proxy"} {
		columns := []column{{heading: kind}, {heading: "calls", right: true}, {heading: "polls", right: true}, {heading: "errors", right: true}, {heading: "last answer"}}
		for _, t := range p.story.tallies {
			if t.kind != kind {
				continue
			}
			for i, s := range []string{t.name, strconv.Itoa(t.calls), strconv.Itoa(t.polls), strconv.Itoa(t.fails), t.last} {
				columns[i].cells = append(columns[i].cells, s)
			}
		}
		if len(columns[0].cells) > 0 {
			p.rows(columns)
		}
	}
}

// rows writes columns below their headings.
func (p *postmortem) rows(columns []column) {
	widths := make([]int, len(columns))
	for i, c := range columns {
		for _, s := range append(c.cells, c.heading) {
			widths[i] = max(widths[i], visible(s)+1)
		}
	}
	for n := -1; n < len(columns[0].cells); n++ {
		p.callRow(2, columns, widths, n)
	}
	p.blank()
}
