package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var banSeen = &analyzer.Rule{
	ID:    "ban-seen",
	Title: "the service answers that the client is banned",
	Why: `The answer itself shows a ban. What earned it stands in the other findings, or happened before the recording
began.`,
	Fix:      "Stop everything that calls from this address for the length of the ban, remove the cause, and start again with one getBalance.",
	Severity: analyzer.Error,
	Scope:    analyzer.PerBan,
	Needs:    timeline.ShowsAnswer,
	Answers:  []timeline.Class{timeline.Banned},
	Outcome:  true,
	Heed:     analyzer.Heed{Classes: []timeline.Class{timeline.Banned}},
	New: func(p *service.Profile, _ service.Limit) analyzer.Checker {
		return &banAnswers{}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s with %s", lang.Count(f.Count, "answer"), f.Evidence[0].Code)
	},
}

type banAnswers struct {
	seen int
}

func (b *banAnswers) Check(p *analyzer.Pass, c *timeline.Call) {
	b.seen++
	p.Offend(c, float64(b.seen), analyzer.Error)
}
