package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var keySuffixInvalid = &analyzer.Rule{
	ID:    "key-suffix-invalid",
	Title: "an option behind the key is none, or is joined to it wrongly",
	Why: `Options follow a key of CapMonster Cloud behind two underscores each. One that the service does not know, or that one
underscore joins, changes the key or does nothing.`,
	Fix:      "Write KEY__nocache, KEY__module, KEY__recognizingthreshold_70, or set the fields of the task instead.",
	Severity: analyzer.Warning,
	Limit:    service.KeySuffix,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsKeyed,
	Codes:    []string{"ERROR_KEY_DOES_NOT_EXIST"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.KeySuffixInvalid},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Warning}.checker,
	Say:      count("request", "%s with options behind the key that the service does not document"),
}
