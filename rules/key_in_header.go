package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var keyInHeader = &analyzer.Rule{
	ID:       "key-in-header",
	Title:    "the key is sent as a header, where the service does not look for it",
	Why:      `The service reads the key from the body. A request that has it in a header counts as one without a key.`,
	Fix:      "Put clientKey and taskId into the JSON body.",
	Severity: analyzer.Error,
	Limit:    service.KeyPlace,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsKeyed,
	Codes:    []string{"ERROR_KEY_DOES_NOT_EXIST", "ERROR_WRONG_USER_KEY"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.KeyInHeader},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Warning}.checker,
	Say:      count("request", "%s with the key in a header instead of the body"),
}
