package rules

import (
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// memory is how long a client is expected to know what it was told. It is the
// length of the usual ban: what lies further apart is no repetition.
const memory = 10 * time.Minute

// repeats describes calls that a client goes on making although it was told
// that they are in vain.
type repeats struct {
	call func(*timeline.Call) bool // the call that should not be repeated
	told func(*timeline.Call) bool // the answer that says so; nil where no answer is needed
	too  func(*timeline.Call) bool // other calls that count towards the same limit; nil for none
	warn int                       // calls, the first included, from which on it is worth a warning
}

// vain is how many vain calls within a minute are no accident: a client that makes
// more of them earns its ban, whatever figure the service has for it.
const vain = 9

// checker makes a rule's checkers. Past the limit they report an error where the
// service bans for it or documents the figure, and a warning elsewhere.
func (r repeats) checker(_ *service.Profile, l service.Limit) analyzer.Checker {
	past := analyzer.Warning
	if l.Earns != "" || l.Basis.Certain() {
		past = analyzer.Error
	}
	return &repetition{repeats: r, limit: l, past: past}
}

type repetition struct {
	repeats
	limit  service.Limit
	past   analyzer.Severity
	recent window
	warned bool             // the client was told
	known  timeline.Instant // since when it knows
	last   timeline.Instant // when it was told for the last time
	knowns int              // calls made in spite of it
}

func (r *repetition) Check(p *analyzer.Pass, c *timeline.Call) {
	switch {
	case r.call(c):
		r.count(p, c)
	case r.too != nil && r.too(c):
		r.recent.add(c.Start, r.limit.Span)
	}
	if r.told != nil && r.told(c) {
		if !r.warned {
			r.warned, r.known = true, c.Heard()
		}
		r.last = c.Heard()
	}
}

func (r *repetition) count(p *analyzer.Pass, c *timeline.Call) {
	n := r.recent.add(c.Start, certain(r.limit.Span, c))
	timed := c.Shows.Has(timeline.ShowsTime)
	if timed || r.limit.Span == 0 {
		p.Use(c, float64(n))
	}
	if r.warned && timed && c.Start.Sub(r.last) > memory {
		r.warned, r.knowns = false, 0
	}
	// What was already on its way when the first answer came is no repetition.
	if r.warned && (!timed || c.Start >= r.known) {
		r.knowns++
	}
	severity := analyzer.Silent
	if r.warn > 0 && r.knowns+1 >= r.warn {
		severity = analyzer.Warning
	}
	if r.past > severity && (timed || r.limit.Span == 0) && r.passed(n) {
		severity = r.past
	}
	if severity > analyzer.Silent || r.told != nil {
		p.Offend(c, float64(n), severity)
	}
}

// certain is how long a span is for certain, by times as coarse as the call's. A span of
// 0 has no beginning.
func certain(span time.Duration, c *timeline.Call) time.Duration {
	if span == 0 {
		return 0
	}
	return max(span-c.Grain, 1)
}

// passed reports whether so many calls are past the limit, or past doubt.
func (r *repetition) passed(n int) bool {
	return int64(n) > r.limit.Value || n > vain && r.told != nil && r.limit.Span == time.Minute
}

// window counts what happened within a span of time.
type window struct {
	recent timeline.Recent
	all    int // events, where the span is 0
}

// add notes an event and returns how many lie within the span that ends with it.
// A span of 0 has no beginning.
func (w *window) add(t timeline.Instant, span time.Duration) int {
	if span == 0 {
		w.all++
		return w.all
	}
	return w.recent.Add(t, span)
}

// within words how many calls came how fast.
func within(f *analyzer.Finding) lang.Text {
	switch {
	case f.Limit.Span == 0 || f.Count <= 1:
		return lang.Text{}
	case !f.Evidence[0].Shows.Has(timeline.ShowsTime):
		return lang.T(" at times that the recording does not show")
	}
	return lang.T(", up to %d within %s%s", int(f.Observed), lang.Span(f.Limit.Span), short(f))
}

// short says of an error that it is one before the limit is passed.
func short(f *analyzer.Finding) lang.Text {
	if f.Severity == analyzer.Error && f.Passed == nil {
		return lang.T(": no accident, though short of the service's figure")
	}
	return lang.Text{}
}

func answered(class timeline.Class) func(*timeline.Call) bool {
	return func(c *timeline.Call) bool { return c.Class == class }
}

// across names the tasks that a finding is about, where they are more than one.
func across(f *analyzer.Finding) lang.Text {
	if f.Subjects == 1 {
		return lang.Text{}
	}
	return lang.T(" over %s; worst is task %s", lang.Count(f.Subjects, "task"), f.Worst.String())
}

// proxies counts those that a finding is about, where they are more than one.
func proxies(f *analyzer.Finding) lang.Text {
	if f.Subjects == 1 {
		return lang.Text{}
	}
	return lang.T("; %s", lang.Plural(f.Subjects, "%d proxy", "%d proxies"))
}

var (
	polls   = []timeline.Operation{timeline.GetTaskResult}
	creates = []timeline.Operation{timeline.CreateTask}
)
