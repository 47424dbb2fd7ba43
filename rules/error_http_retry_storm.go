package rules

import (
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var errorHTTPRetryStorm = &analyzer.Rule{
	ID:    "error-http-retry-storm",
	Title: "requests are tried again at once while the service is in trouble",
	Why: `HTTP 5xx, 429 and broken connections ask for a pause. A client that comes back at once, again and again, makes the
trouble worse and looks like an attack, which services answer with a block.`,
	Fix:      "Wait 5 s after the first such answer and twice as long after each further one, and give up after five tries.",
	Severity: analyzer.Warning,
	Limit:    service.Retries,
	Scope:    analyzer.PerClient,
	Needs:    timeline.ShowsTime,
	Answers:  []timeline.Class{timeline.ServerError},
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.ServerError}, Trouble: true},
	Follows:  true,
	New: func(p *service.Profile, l service.Limit) analyzer.Checker {
		return &retries{limit: l, unready: p.Unready}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("up to %s within %s, each less than %s after an answer that is none (HTTP 5xx, 429 or nothing at all)",
			lang.Plural(int(f.Observed), "%d try", "%d tries"), lang.Span(f.Limit.Span), lang.Span(atOnce))
	},
}

// atOnce is how soon after an answer a request comes without a pause. The figure is
// banlint's own: who waits at all waits for a second or more.
const atOnce = time.Second

type retries struct {
	limit   service.Limit
	unready int // HTTP status that says that a task is not ready; 0 for none
	tries   [timeline.Report + 1]struct {
		told   timeline.Instant // when the client had the last such answer; 0 before
		recent window
	}
}

func (r *retries) Check(p *analyzer.Pass, c *timeline.Call) {
	if !c.Shows.Has(timeline.ShowsTime) || c.Grain > jitter || c.Took < 0 {
		return
	}
	t := &r.tries[c.Op]
	// What was on its way when the answer came is no new try.
	if gap := c.Start.Sub(t.told); t.told != 0 && gap >= 0 && gap < atOnce {
		if n := t.recent.add(c.Start, r.limit.Span); int64(n) > r.limit.Value {
			p.Advise(c, float64(n), analyzer.Warning)
		}
	}
	switch {
	case !r.trouble(c): // it is over
		t.told, t.recent = 0, window{}
	case c.Start >= t.told:
		t.told = c.Heard()
	}
}

// trouble matches answers that are none. Result requests that come too often have a
// rule of their own.
func (r *retries) trouble(c *timeline.Call) bool {
	if c.Op == timeline.GetTaskResult && (c.Class == timeline.TooFast || r.unready != 0 && int(c.Status) == r.unready) {
		return false
	}
	return c.Class == timeline.ServerError || c.Status == 429 || analyzer.Unheard(c)
}
