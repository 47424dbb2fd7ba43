package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var inPHPBurst = &analyzer.Rule{
	ID:    "in-php-burst",
	Title: "more tasks in a few seconds than the service takes",
	Why: `The service answers MAX_USER_TURN to more than 60 tasks within three seconds, and takes none for ten seconds
after it.`,
	Fix:      "Put tasks into a queue that lets 20 a second through, and stop for ten seconds at MAX_USER_TURN.",
	Severity: analyzer.Error,
	Limit:    service.CreateBurst,
	Scope:    analyzer.PerClient,
	Needs:    timeline.ShowsTime,
	About:    creates,
	New:      repeats{call: func(*timeline.Call) bool { return true }}.checker,
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("up to %s within %s", lang.Count(int(f.Observed), "task"), lang.Span(f.Limit.Span))
	},
}
