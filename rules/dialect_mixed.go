package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var dialectMixed = &analyzer.Rule{
	ID:       "dialect-mixed",
	Title:    "a request mixes the two dialects of the services",
	Why:      `createTask wants clientKey, in.php wants key. With the name of the other dialect the request has no key.`,
	Fix:      "Use one dialect: clientKey with createTask and getTaskResult, key with in.php and res.php.",
	Severity: analyzer.Error,
	Limit:    service.Dialect,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	Codes:    []string{"ERROR_KEY_DOES_NOT_EXIST", "ERROR_WRONG_USER_KEY"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.DialectMixed},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Warning}.checker,
	Say:      count("request", "%s with the key under the name of the other dialect"),
}
