package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var challengeReused = &analyzer.Rule{
	ID:    "challenge-reused",
	Title: "a challenge that can be used once is sent with several tasks",
	Why: `The challenge of a GeeTest captcha is good for one solution. A second task with it ends with ERROR_TOKEN_EXPIRED, or with
an answer that the site refuses; CapMonster Cloud charges such tasks.`,
	Fix:      "Fetch a new challenge from the site right before each createTask, also before a retry, unless the task before was refused.",
	Severity: analyzer.Error,
	Limit:    service.ChallengeUse,
	Scope:    analyzer.PerChallenge,
	Needs:    timeline.ShowsPayload | timeline.ShowsAnswer,
	About:    []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult},
	Codes:    []string{"ERROR_TOKEN_EXPIRED"},
	Heed:     analyzer.Heed{Settled: true},
	New: func(*service.Profile, service.Limit) analyzer.Checker {
		return &challengeUse{}
	},
	Say: func(f *analyzer.Finding) lang.Text {
		s := lang.T("%s with one challenge", lang.Count(int(f.Observed), "task"))
		if f.Subjects > 1 {
			s = lang.T("%s sent with several tasks each, one of them with %d", lang.Count(f.Subjects, "challenge"), int(f.Observed))
		}
		if f.Severity == analyzer.Error {
			return lang.T("%s; the service answered that it has expired", s)
		}
		return s
	},
}

type challengeUse struct {
	uses  int               // tasks that were sent with it, from the one on that used it up
	first timeline.Position // the call that used it up
}

func (u *challengeUse) Check(p *analyzer.Pass, c *timeline.Call) {
	creates := c.Op == timeline.CreateTask
	expired := c.Code == "ERROR_TOKEN_EXPIRED"
	switch {
	case creates && u.uses == 0 && c.State != timeline.NoState: // a task that was refused leaves it fresh
		u.uses, u.first = 1, c.Pos
	case creates && u.uses > 0 && (c.State != timeline.NoState || expired):
		u.uses++
		p.Advise(c, float64(u.uses), severityOfReuse(expired))
	case !creates && expired && c.Created.Pos != u.first:
		p.Advise(c, float64(u.uses), analyzer.Error)
	}
}

func severityOfReuse(expired bool) analyzer.Severity {
	if expired {
		return analyzer.Error
	}
	return analyzer.Warning
}
