package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var keyInvalidRepeated = &analyzer.Rule{
	ID:    "key-invalid-repeated",
	Title: "requests go on with a key that the service does not know",
	Why: `The service shuts out addresses that keep calling with a key it does not know. No retry can turn such an answer into
a success, so every further request brings the ban nearer.`,
	Fix:      "Check the key once with getBalance at the start, and stop all work at the first answer that it does not exist.",
	Severity: analyzer.Error,
	Limit:    service.WrongKeys,
	Scope:    analyzer.PerClient,
	Needs:    timeline.ShowsAnswer,
	Answers:  []timeline.Class{timeline.KeyUnknown},
	After:    []string{"key-malformed", "key-suffix-invalid"},
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.KeyUnknown}, Keyless: true},
	New:      repeats{call: wrongKey, told: wrongKey, too: withoutKey, warn: 2}.checker,
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s with a key that the service does not know%s", lang.Count(f.Count, "request"), within(f))
	},
}

// wrongKey leaves requests without a key to the rule about them.
func wrongKey(c *timeline.Call) bool { return c.Class == timeline.KeyUnknown && !withoutKey(c) }
