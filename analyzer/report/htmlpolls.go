package report

import (
	"fmt"
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
)

// htmlPolls shows how many tasks of a service were asked for how often.
type htmlPolls struct {
	Service string
	Limit   string // "" where the service has none
	Steps   []htmlStep
}

type htmlStep struct {
	Polls string // "3–5"
	Tasks int
	Share int // of the bar's width, in percent
	Tone  string
}

// newHTMLPolls makes a picture for each service whose tasks were asked for.
func newHTMLPolls(services []*analyzer.Seen, t *textWriter) (all []htmlPolls) {
	for _, s := range services {
		most := slices.Max(s.Polls[1:])
		if most == 0 {
			continue
		}
		limit, limited := s.Profile.Limit(service.PollsPerTask)
		p := htmlPolls{Service: s.Profile.Title}
		if limited {
			p.Limit = t.say(lang.T("limit: %s", limit.Text()))
		}
		for i, n := range s.Polls {
			if i == 0 || n == 0 {
				continue
			}
			step := htmlStep{Polls: pollStep(i), Tasks: n, Share: max(1, 100*n/most)}
			if limited && int64(analyzer.PollSteps[i-1]) >= limit.Value {
				step.Tone = "bad"
			}
			p.Steps = append(p.Steps, step)
		}
		all = append(all, p)
	}
	return all
}

// pollStep writes the numbers of a step.
func pollStep(i int) string {
	first := analyzer.PollSteps[i-1] + 1
	switch {
	case i == len(analyzer.PollSteps):
		return fmt.Sprintf("≥ %d", first)
	case first == analyzer.PollSteps[i]:
		return fmt.Sprint(first)
	default:
		return fmt.Sprintf("%d–%d", first, analyzer.PollSteps[i])
	}
}
