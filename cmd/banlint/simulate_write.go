package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/simulate"
	"github.com/banlint/banlint/analyzer/verdict"
)

func (sim *simulation) write(s *streams, format string) error {
	switch format {
	case "json":
		return writeJSON(s, sim.json())
	case "table":
		return sim.table(s)
	default:
		return sim.text(s)
	}
}

// headline is the outcome in one line.
func (sim *simulation) headline() string {
	if sim.calls == 0 {
		return sim.before.report.Headline().String()
	}
	still := "would "
	if sim.before.judgement().Faults > 0 {
		still = "would still "
	}
	with := "With " + strings.Join(sim.settings, ", ") + " "
	switch {
	case len(sim.settings) == 0 && sim.exit == exitFine:
		return "Nothing to change: no ban in sight."
	case len(sim.settings) == 0 && sim.after.judgement().Faults == 0:
		return "No ban is in sight, but the recording shows too little, breaks off or could not be read in full."
	case len(sim.settings) == 0:
		return "No setting helps; the client " + still + "be banned: " + sim.left() + "."
	case sim.exit == exitUnjudged:
		return with + "no ban is in sight, but the recording shows too little or breaks off."
	case sim.after.judgement().Faults == 0:
		return with + "the client would not be banned."
	default:
		return with + "the client " + still + "be banned: " + sim.left() + "."
	}
}

// left names what the client would be banned for: the reasons, or the rules where an
// error earns none.
func (sim *simulation) left() string {
	var names []string
	for _, v := range sim.after.verdicts {
		if v.State == verdict.Banned || v.State == verdict.WouldBan {
			names = append(names, fmt.Sprintf("%s at %s", v.Reason, v.Service.Title))
		}
	}
	for _, f := range sim.after.analysis.Findings {
		if len(names) == 0 || f.Reason == "" && f.Severity == analyzer.Error && !f.Rule.Outcome {
			names = append(names, f.Rule.ID)
		}
	}
	return strings.Join(names, ", ")
}

// A line of the comparison.
type measure struct {
	name, before, after string
}

// measures are what is compared, in the order of the output.
func (sim *simulation) measures() []measure {
	f, g := sim.before.figures, sim.after.figures
	m := []measure{
		{"calls", strconv.Itoa(f.Calls), strconv.Itoa(g.Calls)},
		{"result requests", strconv.Itoa(f.Polls), strconv.Itoa(g.Polls)},
		{"most for one task", strconv.Itoa(f.Worst), strconv.Itoa(g.Worst)},
		{"shortest gap", span(f.Gap), span(g.Gap)},
		{"answered with an error", strconv.Itoa(f.Errors), strconv.Itoa(g.Errors)},
		{"results", strconv.Itoa(f.Ready), strconv.Itoa(g.Ready)},
		{"mean time to a result", span(f.Wait), span(g.Wait)},
	}
	b, a := sim.before.report.Summary, sim.after.report.Summary
	return append(m,
		measure{"findings: error", strconv.Itoa(b.Error), strconv.Itoa(a.Error)},
		measure{"findings: warning", strconv.Itoa(b.Warning), strconv.Itoa(a.Warning)},
		measure{"findings: info", strconv.Itoa(b.Info), strconv.Itoa(a.Info)},
	)
}

// span writes a time for people, and a dash for none.
func span(d time.Duration) string {
	if d == 0 {
		return "-"
	}
	return d.Round(time.Millisecond).String()
}

// standings compares the verdicts, but for those that are clear on both sides.
func (sim *simulation) standings() (list []measure) {
	for i := range sim.before.report.Verdicts {
		v := &sim.before.report.Verdicts[i]
		name := sim.of(v.Reason, v.Service)
		after := "-"
		j := slices.IndexFunc(sim.after.report.Verdicts, func(w report.Verdict) bool { return w.Service == v.Service && w.Reason == v.Reason })
		if j >= 0 {
			after = sim.after.report.Verdicts[j].Word().String()
		}
		if v.State != "clear" || after != v.Word().String() {
			list = append(list, measure{name, v.Word().String(), after})
		}
	}
	return list
}

// of adds the service to a name, where there are several.
func (sim *simulation) of(name, service string) string {
	if len(sim.before.analysis.Services) > 1 {
		return name + " (" + service + ")"
	}
	return name
}

// headroom compares how much of each limit that is a ban to pass the worst subject
// uses up.
func (sim *simulation) headroom() (list []room) {
	for _, h := range sim.before.analysis.Headroom {
		if !h.Counts() {
			continue
		}
		list = append(list, room{Limit: string(h.Limit.ID), Rule: h.Rule.ID, Service: h.Service, Most: h.Limit.Value, Recorded: max(int(h.Used), 0)})
	}
	for _, h := range sim.after.analysis.Headroom {
		if !h.Counts() {
			continue
		}
		i := slices.IndexFunc(list, func(r room) bool { return r.Rule == h.Rule.ID && r.Service == h.Service })
		if i < 0 {
			i = len(list)
			list = append(list, room{Limit: string(h.Limit.ID), Rule: h.Rule.ID, Service: h.Service, Most: h.Limit.Value})
		}
		list[i].Simulated = max(int(h.Used), 0)
	}
	return list
}

// A room is how much of one limit is used up.
type room struct {
	Service   string `json:"service"`
	Limit     string `json:"limit"`
	Rule      string `json:"rule"`
	Most      int64  `json:"most"`
	Recorded  int    `json:"recorded"`
	Simulated int    `json:"simulated"`
}

// rows are the whole comparison, as a table has it.
func (sim *simulation) rows() (rows [][]string) {
	rows = cells(sim.measures())
	rows = append(rows, cells(sim.standings())...)
	for _, r := range sim.headroom() {
		rows = append(rows, r.cells(sim))
	}
	return rows
}

func (r room) cells(sim *simulation) []string {
	return []string{fmt.Sprintf("%s, of %d", sim.of(r.Rule, r.Service), r.Most), strconv.Itoa(r.Recorded), strconv.Itoa(r.Simulated)}
}

func cells(list []measure) (rows [][]string) {
	for _, m := range list {
		rows = append(rows, []string{m.name, m.before, m.after})
	}
	return rows
}

// price words what the change costs.
func (sim *simulation) price() string {
	kept := sim.before.figures.Ready - sim.cost.Lost
	switch {
	case sim.before.figures.Ready == 0:
		return "The recording holds no result, so none is lost or late."
	case kept == 0:
		return fmt.Sprintf("All %d results are lost.", sim.cost.Lost)
	}
	s := fmt.Sprintf("%d of %d results stay", kept, sim.before.figures.Ready)
	switch late := sim.cost.Delay.Round(time.Millisecond); {
	case late > 0:
		s += fmt.Sprintf(", %s later on average", late)
	case late < 0:
		s += fmt.Sprintf(", %s sooner on average", -late)
	default:
		s += ", at the same time as before"
	}
	return s + "."
}

var sides = []string{"", "recorded", "simulated"}

// text writes the comparison for people.
func (sim *simulation) text(s *streams) error {
	page := report.NewPage(s.out, s.style)
	page.Heading(sim.headline())
	page.Text(fmt.Sprintf("%d calls in %s", sim.calls, sim.inputs()))
	if sim.calls > 0 {
		page.Heading("Side by side")
		rows := sim.rows()
		for i := range rows {
			rows[i][0] = "  " + rows[i][0]
		}
		if err := page.Columns(sides, rows); err != nil {
			return err
		}
		page.Heading("What it costs")
		page.Text(sim.price())
		sim.findings(page)
	}
	sim.advice(page)
	sim.close(page)
	return page.Close()
}

// table writes it as tables.
func (sim *simulation) table(s *streams) error {
	if _, err := fmt.Fprintln(s.out, sim.headline()); err != nil {
		return err
	}
	if err := report.Grid(s.out, s.style, []string{"what", "recorded", "simulated"}, sim.rows()); err != nil {
		return err
	}
	var left [][]string
	for _, f := range sim.after.report.Findings {
		left = append(left, []string{f.Severity, f.Rule, f.Reason, f.Message.String()})
	}
	if err := report.Grid(s.out, s.style, []string{"severity", "left", "reason", "message"}, left); err != nil {
		return err
	}
	page := report.NewPage(s.out, s.style)
	page.Heading("What it costs")
	page.Text(sim.price())
	sim.advice(page)
	sim.close(page)
	return page.Close()
}

// inputs names the inputs.
func (sim *simulation) inputs() string {
	in := sim.before.report.Inputs
	if len(in) == 1 {
		return in[0].Path
	}
	return fmt.Sprintf("%d inputs", len(in))
}

// findings writes what is left to be found.
func (sim *simulation) findings(page *report.Page) {
	if len(sim.after.report.Findings) == 0 {
		return
	}
	page.Heading("Left in the simulation")
	for _, f := range sim.after.report.Findings {
		head := f.Severity + " " + f.Rule
		if f.Reason != "" {
			head += " (" + f.Reason + ")"
		}
		page.Entry(head, f.Message.String(), "fix: "+f.Fix.String())
	}
}

// advice writes what --suggest has come to.
func (sim *simulation) advice(page *report.Page) {
	switch {
	case !sim.suggest || sim.calls == 0:
	case sim.found && len(sim.settings) > 0:
		page.Heading("The mildest change that leaves no ban")
		page.Verbatim(sim.command)
	case len(sim.settings) > 0:
		page.Heading("No setting that was tried avoids every ban; the best of them")
		page.Verbatim(sim.command)
	}
}

// doubt says which bans no behaviour can be shown to avoid; "" for none.
func (sim *simulation) doubt() string {
	codes := sim.before.unexplained()
	if len(codes) == 0 {
		return ""
	}
	return "The recording does not show what earned " + strings.Join(codes, " and ") + ", so no change can be shown to avoid it: record from before the ban on."
}

// untouched says how many calls settings do not apply to, for want of a time; "" for
// none.
func (sim *simulation) untouched() string {
	if sim.untimed == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d calls name no time: no setting changes anything about them.", sim.untimed, sim.calls)
}

// close writes what holds for every simulation, and what was wrong with the input.
func (sim *simulation) close(page *report.Page) {
	if doubt, untouched := sim.doubt(), sim.untouched(); doubt+untouched != "" {
		page.Heading("What cannot be told")
		for _, s := range []string{doubt, untouched} {
			if s != "" {
				page.Text(s)
			}
		}
	}
	page.Heading("Assumptions")
	for _, a := range simulate.Assumptions {
		page.Item(a)
	}
	r := sim.before.report
	if len(r.Notes)+len(r.Warnings) == 0 {
		return
	}
	page.Heading("Input")
	for _, n := range r.Notes {
		page.Item(n)
	}
	for _, w := range r.Warnings {
		page.Item(fmt.Sprintf("%s: %s (%d)", w.Path, w.Message, w.Count))
	}
}
