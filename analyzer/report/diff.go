package report

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/behaviour"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A Diff is the report of a comparison. Its JSON form is schema 1 of it.
type Diff struct {
	Schema      int           `json:"schema"`
	Tool        Tool          `json:"tool"`
	Old         DiffSide      `json:"old"`
	New         DiffSide      `json:"new"`
	Outcome     string        `json:"outcome"` // riskier, safer, changed, same or unjudged
	Changes     []Change      `json:"changes"`
	NotCompared []NotCompared `json:"not_compared"`
	Summary     DiffSummary   `json:"summary"`
	Exit        int           `json:"exit"`
}

// A DiffSide is one of the two recordings.
type DiffSide struct {
	Path     string    `json:"path"`
	Inputs   []Input   `json:"inputs"`
	Coverage Coverage  `json:"coverage"`
	Warnings []Warning `json:"warnings"`
	Notes    []string  `json:"notes"`
	Unjudged string    `json:"unjudged"` // why it proves nothing; "" where it does
}

// A Change is one thing that is not as it was.
type Change struct {
	Kind      string      `json:"kind"` // verdict, finding, measure, headroom or service
	Service   string      `json:"service"`
	Operation string      `json:"operation"` // "" for all
	ID        string      `json:"id"`        // of the measure, rule, limit or ban reason
	Detail    string      `json:"detail"`    // error code, task type, library or ban reason that it is about
	Name      string      `json:"name"`
	Trend     string      `json:"trend"` // riskier, safer or neutral
	Old       ChangeValue `json:"old"`
	New       ChangeValue `json:"new"`
	Limit     *Limit      `json:"limit"`
	Means     string      `json:"means"`

	title string // of the service
}

// A ChangeValue is what was or is: a word, or a figure.
type ChangeValue struct {
	Text   string   `json:"text"`
	Figure *float64 `json:"figure"` // null where the value is a word; a share is from 0 to 1
	Of     int      `json:"of"`     // samples that the figure was taken from; 0 where that plays no part
}

// NotCompared is a measure or a verdict that one of the recordings cannot show.
type NotCompared struct {
	Service   string `json:"service"`
	Operation string `json:"operation"`
	ID        string `json:"id"`
	Name      string `json:"name"`
	Why       string `json:"why"`

	title string
}

// DiffSummary counts changes.
type DiffSummary struct {
	Riskier int `json:"riskier"`
	Safer   int `json:"safer"`
	Neutral int `json:"neutral"`
}

// A DiffRun is what a Diff is made of.
type DiffRun struct {
	Tool     Tool
	Old, New DiffSide
	Diff     *behaviour.Diff
	Exit     int
}

// NewDiff makes the report of a comparison.
func NewDiff(run DiffRun) *Diff {
	d := &Diff{
		Schema: 1, Tool: run.Tool, Old: newDiffSide(run.Old), New: newDiffSide(run.New),
		Changes: []Change{}, NotCompared: []NotCompared{}, Exit: run.Exit,
		Summary: DiffSummary{run.Diff.Count(behaviour.Riskier), run.Diff.Count(behaviour.Safer), run.Diff.Count(behaviour.Neutral)},
	}
	for i := range run.Diff.Changes {
		d.Changes = append(d.Changes, newChange(&run.Diff.Changes[i]))
	}
	for _, u := range run.Diff.Unshown {
		d.NotCompared = append(d.NotCompared, newNotCompared(u))
	}
	d.Outcome = d.outcome()
	return d
}

func newDiffSide(s DiffSide) DiffSide {
	s.Path = escape.Name(s.Path)
	s.Inputs, s.Warnings = cleanInputs(s.Inputs), cleanWarnings(s.Warnings)
	s.Notes = orEmpty(s.Notes)
	return s
}

func (d *Diff) outcome() string {
	switch {
	case d.Summary.Riskier > 0:
		return "riskier"
	case d.Old.Unjudged != "" || d.New.Unjudged != "":
		return "unjudged"
	case d.Summary.Safer > 0:
		return "safer"
	case d.Summary.Neutral > 0:
		return "changed"
	default:
		return "same"
	}
}

func newChange(c *behaviour.Change) Change {
	out := Change{
		Kind: c.Kind.String(), Service: c.Service.Name, Operation: c.Operation, ID: c.ID, Detail: escape.Text(c.Detail), Name: escape.Text(c.Name),
		Trend: c.Trend.String(), Old: newChangeValue(c.Old), New: newChangeValue(c.New), Means: escape.Text(c.Means), title: c.Service.Title,
	}
	if c.Limit.ID == "" {
		return out
	}
	out.Limit = newLimit(c.Limit)
	if c.Kind == behaviour.OfMeasure || c.Kind == behaviour.OfHeadroom {
		out.Means = against(c.Limit, c.New.Figure)
	}
	return out
}

func newChangeValue(v behaviour.Value) ChangeValue {
	if v.Word != "" {
		return ChangeValue{Text: v.Word}
	}
	figure := round(v.Figure)
	return ChangeValue{Text: figureText(v), Figure: &figure, Of: v.Of}
}

func figureText(v behaviour.Value) string {
	switch v.Unit {
	case behaviour.Share:
		if v.Figure > 0 && v.Figure < 0.01 {
			return "under 1 %"
		}
		return short(v.Figure*100, 0) + " %"
	case behaviour.Seconds:
		if v.Figure < 1 {
			return short(v.Figure, 3) + " s"
		}
		return short(v.Figure, 2) + " s"
	default:
		return short(v.Figure, 1)
	}
}

// short writes a number with so many decimals at most.
func short(x float64, decimals int) string {
	scale := math.Pow10(decimals)
	return strconv.FormatFloat(math.Round(x*scale)/scale, 'f', -1, 64)
}

// against says how a figure stands to the limit that it runs into.
func against(l service.Limit, figure float64) string {
	s := fmt.Sprintf("limit %s (%s): ", l, basis(l))
	most := l.Most()
	switch {
	case l.Least && figure < most:
		return s + "now below it"
	case l.Least && figure < 2*most:
		return s + "kept, by " + short(100*figure/most-100, 0) + " %"
	case l.Least:
		return s + "kept, " + short(figure/most, 1) + " times as long"
	case figure > most:
		return s + "now past it"
	default:
		return s + short(100*figure/most, 0) + " % of it used"
	}
}

func basis(l service.Limit) string {
	if l.Basis == service.Estimated {
		return "banlint's estimate"
	}
	return l.Basis.String()
}

func newNotCompared(u behaviour.Unshown) NotCompared {
	side := "the old recording"
	if u.New {
		side = "the new recording"
	}
	why := side + ": " + u.Why
	if u.Why == "" {
		why = side + " does not show " + lacking(u.Lacks)
	}
	return NotCompared{
		Service: u.Service.Name, Operation: u.Operation, ID: u.ID, Name: escape.Text(u.Name), Why: escape.Text(why), title: u.Service.Title,
	}
}

// lacking words what a recording does not show.
func lacking(what timeline.Shows) string {
	if what == timeline.ShowsAnswer {
		return "what the service answered"
	}
	return what.String()
}

// DiffJSON writes the comparison of schema 1.
func DiffJSON(w io.Writer, d *Diff, _ Style) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(d)
}

// Headline is the outcome in one line.
func (d *Diff) Headline() string {
	switch d.Outcome {
	case "unjudged":
		return "Not judged: " + d.unjudged() + "."
	case "same":
		return fmt.Sprintf("No change in behaviour, in %s against %s.", lang.Count(d.New.Coverage.Calls, "call").String(), lang.Count(d.Old.Coverage.Calls, "call").String())
	case "changed":
		return fmt.Sprintf("Changed, neither riskier nor safer: %s.", lang.Count(d.Summary.Neutral, "change").String())
	default:
		return strings.ToUpper(d.Outcome[:1]) + d.Outcome[1:] + ": " + d.tally() + "."
	}
}

// unjudged says what the recordings lack.
func (d *Diff) unjudged() string {
	var parts []string
	if d.Old.Unjudged != "" {
		parts = append(parts, "the old recording "+d.Old.Unjudged)
	}
	if d.New.Unjudged != "" {
		parts = append(parts, "the new recording "+d.New.Unjudged)
	}
	return strings.Join(parts, ", ")
}

func (d *Diff) tally() string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{d.Summary.Riskier, " for the worse"}, {d.Summary.Safer, " for the better"}, {d.Summary.Neutral, " without risk"}} {
		if p.n > 0 {
			parts = append(parts, lang.Count(p.n, "change").String()+p.what)
		}
	}
	return strings.Join(parts, ", ")
}
