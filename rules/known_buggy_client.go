package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var knownBuggyClient = &analyzer.Rule{
	ID:    "known-buggy-client",
	Title: "a client library does what its version is known to do wrong",
	Why: `Some released libraries have faults of their own: a time limit that never fires, a pause of a thousandth of what was
meant. The calling program cannot see them, and it is banned for them all the same.`,
	Fix:      "Update the library or replace it; until then, end the wait for a task in the calling program.",
	Severity: analyzer.Warning,
	Limit:    service.ClientPolls,
	Scope:    analyzer.PerTask,
	Needs:    timeline.ShowsTask,
	About:    polls,
	Shared:   true,
	New: func(p *service.Profile, l service.Limit) analyzer.Checker {
		gap, _ := p.Limit(service.ClientGap)
		return &defects{most: l.Value, gap: gap}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		seen := lang.T("%s for one task", lang.Count(int(f.Observed), "result request"))
		if f.Limit.ID == service.ClientGap {
			seen = lang.T("%s sooner than %s after the one before", lang.Count(f.Count, "result request"), lang.Span(f.Limit.Gap()))
		}
		return lang.T("%s by %s%s, of which it is known: %s", seen, f.Library.Name, across(f), lang.Doc(f.Library.Defect))
	},
}

// defects waits for what a known defect leads to: that a client might have one is no
// finding.
type defects struct {
	most int64
	gap  service.Limit
}

func (d *defects) Check(p *analyzer.Pass, c *timeline.Call) {
	if c.Library == nil || c.Library.Defect == "" {
		return
	}
	polls, gap := int64(p.Before().Polls)+1, c.Start.Sub(p.Before().Last)
	rapid := p.Limit().ID == d.gap.ID // requests came too fast for a client that pauses at all
	switch {
	case c.Shows.Has(timeline.ShowsTime) && gap+c.Grain < d.gap.Gap():
		p.Against(&d.gap)
		p.Advise(c, gap.Seconds(), analyzer.Warning)
	case polls > d.most && !rapid:
		p.Advise(c, float64(polls), analyzer.Warning)
	}
}
