package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/simulate"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
	"github.com/banlint/banlint/rules"
)

type simulateCmd struct {
	inputFlags

	Set     []string `placeholder:"NAME=VALUE" sep:"none" help:"What the client does otherwise; may be repeated."`
	Suggest bool     `help:"Look for the mildest settings with which no ban is left, beside those of --set."`
	Format  string   `short:"f" enum:"text,table,json" default:"text" help:"What to write: ${enum}."`
}

// Help is called by kong.
func (c *simulateCmd) Help() string {
	var b strings.Builder
	b.WriteString("Settings:\n")
	for _, s := range simulate.Settings {
		fmt.Fprintf(&b, "\n%s: %s.\n", s, s.Title)
	}
	return b.String()
}

// Validate is called by kong.
func (c *simulateCmd) Validate() error {
	if len(c.Set) == 0 && !c.Suggest {
		return fmt.Errorf("say what the client does otherwise with --set NAME=VALUE (%s), or ask with --suggest", strings.Join(simulate.Names(), ", "))
	}
	if _, err := simulate.Parse(c.Set); err != nil {
		return fmt.Errorf("--set: %w", err)
	}
	return nil
}

// budget is how many calls --suggest plays and judges at most: a few seconds' worth.
const budget = 4_000_000

// Run compares the recorded client with the one that does otherwise.
func (c *simulateCmd) Run(s *streams) error {
	in, err := c.load(s)
	if err != nil {
		return err
	}
	defer in.close()
	calls, err := c.held(in)
	if err != nil {
		return err
	}
	sim, err := c.simulation(in, calls)
	if err != nil {
		return fmt.Errorf("--set: %w", err)
	}
	if err := sim.write(s, c.Format); err != nil {
		return err
	}
	if sim.exit != exitFine {
		return exitCode(sim.exit)
	}
	return nil
}

// simulation is the outcome of the command.
type simulation struct {
	in            *loaded
	calls         int      // in the recording
	untimed       int      // of these, those that name no time
	settings      []string // in force, those that were suggested included
	suggest       bool
	found         bool // what was suggested leaves no ban
	before, after *side
	cost          simulate.Cost
	command       string // that makes this comparison
	exit          int
}

// callRoom is about how many bytes a call takes while it is played: itself, what the other
// client makes of it, and what is remembered of its task.
const callRoom = 640

// held returns the calls of a recording, which a simulation looks at in any order.
func (c *simulateCmd) held(in *kept) ([]timeline.Call, error) {
	if room := int64(in.calls) * callRoom; room > int64(c.Memory) {
		return nil, fmt.Errorf("these are %d calls, and a simulation holds all of them: that takes about %d MiB; let it have them with --memory %dMiB, or take a part of the recording",
			in.calls, room>>20+1, room>>20+1)
	}
	calls := make([]timeline.Call, 0, in.calls)
	err := in.all(func(call *timeline.Call) { calls = append(calls, *call) })
	return calls, err
}

func (c *simulateCmd) simulation(in *kept, calls []timeline.Call) (*simulation, error) {
	recorded := simulate.These(calls)
	sim := &simulation{in: in.loaded, calls: len(calls), settings: c.Set, suggest: c.Suggest}
	for i := range calls {
		if !calls[i].Shows.Has(timeline.ShowsTime) {
			sim.untimed++
		}
	}
	sim.before = newSide(in.loaded, recorded, rules.All, nil)
	recording := simulate.New(calls, in.book, sim.before.unexplained())
	if c.Suggest {
		graver := slices.DeleteFunc(slices.Clone(rules.All), func(r *analyzer.Rule) bool { return r.Severity < analyzer.Error })
		judge := func(calls simulate.Calls) simulate.Judgement {
			return newSide(in.loaded, calls, graver, sim.before).judgement()
		}
		found, ok, err := recording.Suggest(c.Set, judge, budget)
		if err != nil {
			return nil, err
		}
		sim.settings, sim.found = slices.Concat(c.Set, found), ok
	}
	behaviour, err := simulate.Parse(sim.settings)
	if err != nil {
		return nil, err
	}
	played, err := recording.Play(behaviour)
	if err != nil {
		return nil, err
	}
	sim.after = newSide(in.loaded, played, rules.All, sim.before)
	sim.cost = simulate.Price(recorded, played)
	sim.command = c.command(sim.settings)
	sim.exit = sim.status()
	return sim, nil
}

// status is the exit code: whether the client that does otherwise would be banned.
func (sim *simulation) status() int {
	judged := slices.ContainsFunc(sim.after.verdicts, func(v verdict.Verdict) bool { return v.State != verdict.Unknown })
	switch {
	case len(sim.in.failed) > 0:
		return exitUsage
	case sim.after.judgement().Faults > 0:
		return exitFindings
	case sim.in.broken, !judged, sim.doubt() != "":
		return exitUnjudged
	default:
		return exitFine
	}
}

// command is the command line that makes the comparison with these settings.
func (c *simulateCmd) command(settings []string) string {
	words := []string{"banlint", "simulate"}
	for _, f := range c.Files {
		words = append(words, escape.Shell(escape.Name(f)))
	}
	if c.From != "" {
		words = append(words, "--from", escape.Shell(c.From))
	}
	for _, m := range c.Service {
		words = append(words, "--service", escape.Shell(escape.Name(m)))
	}
	for _, v := range c.Profile {
		words = append(words, "--profile", escape.Shell(v))
	}
	for _, s := range settings {
		words = append(words, "--set", escape.Shell(s))
	}
	return strings.Join(words, " ")
}

// A side is calls with what there is to say of them.
type side struct {
	figures  simulate.Figures
	analysis *analyzer.Report
	verdicts []verdict.Verdict
	bans     []*verdict.Ban
	report   *report.Report
}

// newSide judges calls by some rules; before is the recorded side, where there is
// another.
func newSide(in *loaded, calls simulate.Calls, by []*analyzer.Rule, before *side) *side {
	court := newCourt(by, in.book, verdict.Told{}, in.memory)
	for c := range calls {
		court.hear(c)
	}
	analysis, judged := court.judgement()
	s := &side{analysis: analysis, verdicts: judged.Verdicts, bans: judged.Bans}
	if before != nil {
		s.remember(before)
	}
	if len(by) == len(rules.All) {
		s.figures = simulate.Count(calls)
		run := in.run
		run.Tool = thisTool()
		run.Sketch = court.sketch
		run.Coverage.Calls = s.figures.Calls
		run.Analysis, run.Judgement = analysis, judged
		s.report = report.New(run)
	}
	return s
}

// remember takes the recording for a proof: where a behaviour short of a limit
// brought a ban, it brings one as long as anything of it is left.
func (s *side) remember(before *side) {
	for i := range s.verdicts {
		v := &s.verdicts[i]
		was := before.verdict(v)
		if v.State != verdict.Near || was == nil || was.State != verdict.Banned {
			continue
		}
		if before.worst(v) == analyzer.Warning && s.worst(v) >= analyzer.Warning {
			v.State = verdict.WouldBan
			v.Why = lang.T("%s; in the recording that was enough for a ban", v.Why)
		}
	}
}

func (s *side) verdict(like *verdict.Verdict) *verdict.Verdict {
	i := slices.IndexFunc(s.verdicts, func(v verdict.Verdict) bool { return v.Service == like.Service && v.Reason == like.Reason })
	if i < 0 {
		return nil
	}
	return &s.verdicts[i]
}

// worst is the severity of the gravest finding that earns a ban for the reason.
func (s *side) worst(v *verdict.Verdict) (worst analyzer.Severity) {
	for _, f := range s.analysis.Findings {
		if f.Service == v.Service.Name && f.Reason == v.Reason && !f.Rule.Outcome {
			worst = max(worst, f.Severity)
		}
	}
	return worst
}

// judgement counts what a client is banned for.
func (s *side) judgement() (j simulate.Judgement) {
	for _, f := range s.analysis.Findings {
		if f.Severity == analyzer.Error {
			j.Faults++
			j.Offences += f.Count
		}
	}
	for i := range s.verdicts {
		if v := &s.verdicts[i]; v.State == verdict.WouldBan && s.worst(v) < analyzer.Error {
			j.Faults++
			j.Offences++
		}
	}
	return j
}

// unexplained lists the codes of bans that were answered and whose cause is not in
// the recording.
func (s *side) unexplained() (codes []string) {
	for _, b := range s.bans {
		if b.Code != "" && len(b.Causes) == 0 && !slices.Contains(codes, b.Code) {
			codes = append(codes, b.Code)
		}
	}
	return codes
}
