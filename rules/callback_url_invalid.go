package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var callbackURLInvalid = &analyzer.Rule{
	ID:       "callback-url-invalid",
	Title:    "results are to be delivered to an address that the service cannot reach",
	Why:      `A callback to localhost or to a private address never arrives, and the result is lost unless it is asked for.`,
	Fix:      "Give a public address that takes POST and closes the request within 2 s, or ask for the result.",
	Severity: analyzer.Error,
	Limit:    service.CallbackURL,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_SERVICE_NOT_AVAILABLE", "ERROR_IP_ADDRES"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.CallbackInvalid},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Warning}.checker,
	Say:      count("task", "%s with a callback address that cannot be reached from outside"),
}
