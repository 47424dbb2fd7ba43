package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var answerUnlisted = &analyzer.Rule{
	ID:    "answer-unlisted",
	Title: "an error is answered that no document lists",
	Why: `Services add errors without a word, and what a client does not know it often takes for not ready. banlint does not know
this one either: it judges such requests as failed, and cannot say more.`,
	Fix:      "Look the error up at the service, or ask its support with the place that is named here; until then, take it as final and stop what was answered so.",
	Severity: analyzer.Info,
	Scope:    analyzer.PerCode,
	Needs:    timeline.ShowsAnswer,
	Answers:  []timeline.Class{timeline.OtherError},
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.OtherError}},
	Shared:   true,
	New: func(p *service.Profile, _ service.Limit) analyzer.Checker {
		return unlisted{p}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		c := &f.Evidence[0]
		if c.Status != 0 {
			return lang.T("%s to %s with %s, HTTP %d", lang.Count(f.Count, "answer"), c.Op.String(), c.Code, c.Status)
		}
		return lang.T("%s to %s with %s", lang.Count(f.Count, "answer"), c.Op.String(), c.Code)
	},
}

// unlisted takes every code for itself: its scope has sorted them.
type unlisted struct{ profile *service.Profile }

func (u unlisted) Check(p *analyzer.Pass, c *timeline.Call) {
	if u.profile.CodeNamed(c.Code) == nil {
		p.Advise(c, 0, analyzer.Info)
	}
}
