package main

import (
	"fmt"

	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/verdict"
	"github.com/banlint/banlint/rules"
)

// observedRow is what recordings show of one figure, as the command lists it.
type observedRow struct {
	Service  string       `json:"service"`
	ID       string       `json:"id"`
	Bounds   string       `json:"bounds"`
	Value    string       `json:"value"` // that banlint assumes
	Basis    string       `json:"basis"`
	Earns    string       `json:"earns"`
	Answered *sightingRow `json:"answered"` // the largest count that was answered as usual; null for none
	Refused  *sightingRow `json:"refused"`  // the smallest count at which a ban was answered; null for none
	Agrees   bool         `json:"agrees"`   // both can be of one figure

	title string
}

type sightingRow struct {
	Count  int    `json:"count"`
	Time   string `json:"time"`
	Answer string `json:"answer"`
	report.Position
}

// observed lists what the recordings show of the figures that nobody documents.
func (c *limitsCmd) observed(s *streams) error {
	in, err := c.reading().keep(s, c.Files)
	if err != nil {
		return err
	}
	defer in.close()
	if err := in.complain(s.err); err != nil {
		return err
	}
	in.caution(s.err)
	if len(in.run.Inputs) == 0 {
		return in.listed()
	}
	seen, err := verdict.Observe(in.all, rules.All, in.book, in.memory.share(3))
	if err != nil {
		return err
	}
	rows := []observedRow{}
	for _, o := range seen {
		if c.Service != "" && o.Service.Name != c.Service {
			continue
		}
		rows = append(rows, observedRow{
			Service: o.Service.Name, ID: string(o.Limit.ID), Bounds: o.Limit.Bounds, Value: o.Limit.String(), Basis: o.Limit.Basis.String(),
			Earns: string(o.Limit.Earns), Answered: newSighting(o.Answered), Refused: newSighting(o.Refused), Agrees: o.Agrees(), title: o.Service.Title,
		})
	}
	places := report.NewPlaces(in.run.Inputs)
	switch c.Format {
	case "json":
		err = writeJSON(s, rows)
	case "table":
		err = tableOfObserved(s, rows, places)
	default:
		err = writeObserved(s, rows, places)
	}
	if err != nil {
		return err
	}
	return in.listed()
}

func newSighting(s *verdict.Sighting) *sightingRow {
	if s == nil {
		return nil
	}
	return &sightingRow{s.Count, s.Call.Start.String(), report.Answer(s.Call), report.PositionOf(s.Call.Pos)}
}

func writeObserved(s *streams, rows []observedRow, places report.Places) error {
	page := report.NewPage(s.out, s.style)
	last := ""
	for _, r := range rows {
		if r.title != last {
			page.Heading(r.title)
			last = r.title
		}
		page.Entry(fmt.Sprintf("%-17s %s", r.ID, r.interval()), r.Bounds+"; banlint assumes "+r.Value+" ("+r.Basis+")",
			r.Answered.sentence("the most that was answered as usual", places), r.Refused.sentence("the fewest at which a ban was answered", places), r.doubt())
	}
	return page.Close()
}

func tableOfObserved(s *streams, rows []observedRow, places report.Places) error {
	cells := make([][]string, len(rows))
	for i, r := range rows {
		cells[i] = []string{r.Service, r.ID, r.Value, r.interval(), r.Answered.where(places), r.Refused.where(places)}
	}
	return report.Grid(s.out, s.style, []string{"service", "limit", "assumed", "observed", "answered", "refused"}, cells)
}

// interval is where the limit lies, as far as the recordings tell.
func (r *observedRow) interval() string {
	switch {
	case r.Answered == nil && r.Refused == nil:
		return "nothing observed"
	case r.Refused == nil:
		return fmt.Sprintf("%d or more", r.Answered.Count)
	case r.Answered == nil:
		return fmt.Sprintf("less than %d", r.Refused.Count)
	case !r.Agrees:
		return fmt.Sprintf("answered at %d, refused at %d", r.Answered.Count, r.Refused.Count)
	case r.Answered.Count == r.Refused.Count-1:
		return fmt.Sprint(r.Answered.Count)
	default:
		return fmt.Sprintf("%d to %d", r.Answered.Count, r.Refused.Count-1)
	}
}

func (r *observedRow) doubt() string {
	if r.Agrees {
		return ""
	}
	return "these are of no one figure: accounts, or times, differ in it"
}

func (s *sightingRow) sentence(what string, places report.Places) string {
	if s == nil {
		return ""
	}
	return fmt.Sprintf("%d: %s, %s at %s, %s", s.Count, what, s.Answer, s.Time, places.Of(s.Position))
}

func (s *sightingRow) where(places report.Places) string {
	if s == nil {
		return ""
	}
	return fmt.Sprintf("%d: %s", s.Count, places.Of(s.Position))
}
