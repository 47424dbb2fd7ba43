package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var keyInURL = &analyzer.Rule{
	ID:       "key-in-url",
	Title:    "the key of a JSON request stands in its URL",
	Why:      `URLs end up in the logs of every server and proxy on the way, and the key with them. The service reads it from the body.`,
	Fix:      "Send clientKey in the JSON body and nowhere else.",
	Severity: analyzer.Warning,
	Limit:    service.KeyPlace,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsKeyed,
	Codes:    []string{"ERROR_KEY_DOES_NOT_EXIST"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.KeyInURL},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Warning}.checker,
	Say:      count("request", "%s with the key in the URL"),
}
