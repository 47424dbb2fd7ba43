package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var keyMissing = &analyzer.Rule{
	ID:    "key-missing",
	Title: "requests carry no key, or a placeholder in its place",
	Why: `A request without a key counts like one with a wrong key, and leads to the same ban. Placeholders such as YOUR_API_KEY,
undefined or {{key}} are no keys: they are what a program sends whose setting was never filled in.`,
	Fix:      "Refuse to start without a key: fail before the first request when the setting is empty or a placeholder.",
	Severity: analyzer.Error,
	Limit:    service.MissingKeys,
	Scope:    analyzer.PerClient,
	Needs:    timeline.ShowsKeyed,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult, timeline.GetBalance, timeline.Report},
	Answers:  []timeline.Class{timeline.KeyUnknown},
	After:    []string{"key-in-header", "dialect-mixed", "content-type-wrong"},
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.KeyUnknown}, Keyless: true},
	New:      repeats{call: withoutKey, told: withoutKey, too: wrongKey, warn: 1}.checker,
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s without a key%s", lang.Count(f.Count, "request"), within(f))
	},
}

// withoutKey believes an answer over the recorder: what was served had a key, and
// the placeholder in its place is the recorder's.
func withoutKey(c *timeline.Call) bool {
	return c.Shows.Has(timeline.ShowsKey) && c.Key.IsZero() && c.State == timeline.NoState
}
