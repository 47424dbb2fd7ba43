package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var identicalFailingRequests = &analyzer.Rule{
	ID:    "identical-failing-requests",
	Title: "the same request is repeated although the service refuses it for its content",
	Why: `Requests that repeat and keep bringing the same error are what services call nonsense: Anti-Captcha bans addresses and
subnets for them and suspends accounts, CapMonster blocks addresses with a high number of failed requests.`,
	Fix:      "Do not retry what was refused for its content: log the error with its description, correct the request, and go on with other work.",
	Severity: analyzer.Error,
	Limit:    service.SameFailures,
	Scope:    analyzer.PerRequest,
	Needs:    timeline.ShowsAnswer,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetBalance, timeline.Report, timeline.OtherOperation},
	Answers:  []timeline.Class{timeline.BadRequest, timeline.ProxyFailed},
	After:    []string{"image-too-big", "image-too-small"},
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.BadRequest, timeline.ProxyFailed, timeline.OtherError}},
	New:      repeats{call: refused, told: refused, warn: fewRepeats}.checker,
	Say: func(f *analyzer.Finding) lang.Text {
		if f.Subjects > 1 {
			return lang.T("%s were each refused again and again, %d times in all%s", lang.Count(f.Subjects, "different request"), f.Count, within(f))
		}
		return lang.T("the same request was refused %d times with %s%s", f.Count, f.Evidence[0].Code, within(f))
	},
}

// fewRepeats is how often the same failure may come before it looks like a loop.
const fewRepeats = 3

// refused matches errors for which the request itself is to blame. Errors with a
// rule of their own, and those that may pass, are not among them.
func refused(c *timeline.Call) bool {
	switch c.Class {
	case timeline.BadRequest, timeline.ProxyFailed:
		return true
	case timeline.OtherError:
		return c.Code != ""
	default:
		return false
	}
}
