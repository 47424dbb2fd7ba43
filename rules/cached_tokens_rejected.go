package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var cachedTokensRejected = &analyzer.Rule{
	ID:    "cached-tokens-rejected",
	Title: "reCAPTCHA tokens are refused by the site, and none was asked for without the cache",
	Why: `CapMonster Cloud may serve a reCAPTCHA token from its cache, and some sites take only a part of such tokens: the client
pays for each and reports most as wrong. For these sites the service has the option nocache.`,
	Fix: `Ask for fresh tokens: "nocache": true in the task, or __nocache behind the key (then for all tasks of the key), or nocache=1 in
in.php; ask for the first result after 10 s then.`,
	Severity: analyzer.Warning,
	Limit:    service.NoCacheUse,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload | timeline.ShowsAnswer | timeline.ShowsTask,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult, timeline.Report},
	EachTask: true,
	Heed:     analyzer.Heed{Settled: true},
	New: func(*service.Profile, service.Limit) analyzer.Checker {
		return &cachedTokens{}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("up to %.0f %% of the tokens that were asked for without nocache were reported as wrong", f.Observed*100)
	},
}

// manyRejected is how many tokens must have been refused before the cache is suspected.
const manyRejected = 5

type cachedTokens struct {
	tally
}

func (t *cachedTokens) Check(p *analyzer.Pass, c *timeline.Call) {
	if c.Created == nil || c.Created.Payload == nil || !c.Created.Payload.Cached {
		return
	}
	if t.count(c) && t.wrong >= manyRejected && 2*t.wrong >= t.answers {
		p.Advise(c, float64(t.wrong)/float64(t.answers), analyzer.Warning)
	}
}
