package main

import (
	"time"

	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/simulate"
)

// simulated is the JSON form.
type simulated struct {
	Schema      int              `json:"schema"`
	Tool        report.Tool      `json:"tool"`
	Inputs      []report.Input   `json:"inputs"`
	Warnings    []report.Warning `json:"warnings"`
	Notes       []string         `json:"notes"`
	Settings    []string         `json:"settings"`
	Suggested   bool             `json:"suggested"` // the settings were looked for
	Found       bool             `json:"found"`     // they leave no ban
	Command     string           `json:"command"`
	Recorded    sideJSON         `json:"recorded"`
	Simulated   sideJSON         `json:"simulated"`
	Headroom    []room           `json:"headroom"`
	Cost        costJSON         `json:"cost"`
	Doubt       string           `json:"doubt"` // which bans no change can be shown to avoid; "" for none
	Assumptions []string         `json:"assumptions"`
	Exit        int              `json:"exit"`
}

type sideJSON struct {
	Calls    int              `json:"calls"`
	Polls    int              `json:"polls"`
	Worst    int              `json:"most_polls_per_task"`
	Gap      float64          `json:"shortest_gap_s"` // 0 where no task was asked for twice
	Errors   int              `json:"errors"`
	Results  int              `json:"results"`
	Wait     float64          `json:"mean_wait_s"`
	Summary  report.Summary   `json:"summary"`
	Verdicts []report.Verdict `json:"verdicts"`
	Findings []report.Finding `json:"findings"`
}

type costJSON struct {
	Lost  int     `json:"lost_results"`
	Delay float64 `json:"mean_delay_s"`
}

func (sim *simulation) json() simulated {
	r := sim.before.report
	return simulated{
		Schema: 1, Tool: r.Tool, Inputs: r.Inputs, Warnings: r.Warnings, Notes: r.Notes,
		Settings: append([]string{}, sim.settings...), Suggested: sim.suggest, Found: sim.after.judgement().Faults == 0,
		Command: sim.command, Recorded: sim.before.json(), Simulated: sim.after.json(),
		Headroom: append([]room{}, sim.headroom()...), Cost: costJSON{sim.cost.Lost, milliseconds(sim.cost.Delay)},
		Doubt: sim.doubt(), Assumptions: simulate.Assumptions, Exit: sim.exit,
	}
}

func (s *side) json() sideJSON {
	f := s.figures
	return sideJSON{
		Calls: f.Calls, Polls: f.Polls, Worst: f.Worst, Gap: milliseconds(f.Gap), Errors: f.Errors, Results: f.Ready,
		Wait: milliseconds(f.Wait), Summary: s.report.Summary, Verdicts: s.report.Verdicts, Findings: s.report.Findings,
	}
}

// milliseconds gives seconds, to the millisecond.
func milliseconds(d time.Duration) float64 { return d.Round(time.Millisecond).Seconds() }
