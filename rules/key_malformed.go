package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var keyMalformed = &analyzer.Rule{
	ID:    "key-malformed",
	Title: "the key is sent with something around it, or has not the length of a key",
	Why: `A key that was copied with a blank, a line break or quotes is another key to the service: it answers that it does not
exist, and repeated requests with it lead to a ban.`,
	Fix:      "Trim the key where it is read from the settings, and check its length before the first request.",
	Severity: analyzer.Warning,
	Limit:    service.KeyForm,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsKeyed,
	Codes:    []string{"ERROR_KEY_DOES_NOT_EXIST", "ERROR_WRONG_USER_KEY"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.KeyMalformed},
	Shared:   true,
	New:      flawed{refused: analyzer.Warning, taken: analyzer.Info}.checker,
	Say:      count("request", "%s with a malformed key: blanks, quotes or a prefix around it, or a length that no key has"),
}
