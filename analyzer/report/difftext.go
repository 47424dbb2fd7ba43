package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/banlint/banlint/analyzer/lang"
)

// trends are the words for where a change leads.
var trends = map[string]string{"riskier": "worse", "safer": "better", "neutral": "other"}

// DiffText writes a comparison for people: the outcome first, then a row a change
// with what it means for a ban.
func DiffText(w io.Writer, d *Diff, style Style) error {
	t := newTextWriter(w, &Report{}, style)
	t.line(0, t.bold(d.Headline()))
	t.diffSide("old", &d.Old)
	t.diffSide("new", &d.New)
	column := valueColumn(d.Changes, style.Width)
	last := ""
	for i := range d.Changes {
		c := &d.Changes[i]
		if c.title != last {
			t.blank()
			t.line(0, c.title)
			last = c.title
		}
		t.change(c, column, i+1 < len(d.Changes) && d.Changes[i+1].sameMeaning(c))
	}
	t.unshown(d)
	t.diffNotes(d)
	return t.out.Flush()
}

// diffNotes says how the inputs of either side were taken.
func (t *textWriter) diffNotes(d *Diff) {
	if len(d.Old.Notes)+len(d.New.Notes)+len(d.Old.Warnings)+len(d.New.Warnings) > 0 {
		t.blank()
	}
	for i, s := range []*DiffSide{&d.Old, &d.New} {
		side := &Report{Warnings: s.Warnings}
		for _, n := range s.Notes {
			side.Notes = append(side.Notes, [...]string{"old: ", "new: "}[i]+n)
		}
		t.places = NewPlaces(s.Inputs)
		t.notes(side)
	}
}

func (t *textWriter) diffSide(label string, s *DiffSide) {
	line := fmt.Sprintf("%s  %s: %s", label, s.Path, lang.Count(s.Coverage.Calls, "call").String())
	if n := len(s.Inputs); n != 1 {
		line += " in " + lang.Count(n, "file").String()
	} else if !s.Inputs[0].Complete {
		line += ", broke off"
	}
	t.line(2, t.dim(line))
}

// The columns of a change: where it leads, what it is about, what changed, and how.
const (
	aboutColumn = 10
	nameColumn  = 25
	valueRoom   = 21 // for "not found → warning"
)

// valueColumn is where values begin: behind all names but those that are too long.
func valueColumn(changes []Change, columns int) int {
	width := 0
	for i := range changes {
		if n := visible(changes[i].Name); n <= columns-nameColumn-valueRoom {
			width = max(width, n)
		}
	}
	return nameColumn + width + 2
}

// about says what kind of thing changed, or for which requests.
func (c *Change) about() string {
	switch {
	case c.Operation != "":
		return c.Operation
	case c.Kind == "verdict" || c.Kind == "finding":
		return c.Kind
	default:
		return "all requests"
	}
}

// sameMeaning reports whether two rows that follow each other need to be explained
// only once.
func (c *Change) sameMeaning(d *Change) bool {
	return c.Means == d.Means && c.Service == d.Service && c.Trend == d.Trend
}

func (t *textWriter) change(c *Change, column int, again bool) {
	head := pad(trends[c.Trend], aboutColumn-2)
	head = strings.Replace(head, trends[c.Trend], t.trend(c.Trend), 1)
	head += pad(c.about(), nameColumn-aboutColumn) + c.Name
	values := c.Old.Text + " → " + t.bold(c.New.Text)
	if 4+visible(head)+visible(values) > t.style.Width {
		t.line(2, head)
		head = strings.Repeat(" ", nameColumn-4)
		column = nameColumn
	}
	t.hanging(2, head+"  ", column, values)
	if c.Means != "" && !again {
		t.hanging(aboutColumn, "", aboutColumn, c.Means)
	}
}

func (t *textWriter) trend(trend string) string {
	return t.color(map[string]string{"riskier": red, "safer": green, "neutral": cyan}[trend], trends[trend])
}

// unshown lists what could not be compared, by what one recording does not show.
func (t *textWriter) unshown(d *Diff) {
	names, order := map[string][]string{}, []string{}
	for _, n := range d.NotCompared {
		key := fmt.Sprintf("not compared (%s): %s", n.title, n.Why)
		if names[key] == nil {
			order = append(order, key)
		}
		names[key] = append(names[key], strings.TrimPrefix(n.Operation+" ", " ")+n.Name)
	}
	for i, key := range order {
		if i == 0 {
			t.blank()
		}
		t.hanging(0, "", 2, key)
		t.line(2, strings.Join(names[key], "; "))
	}
}

// DiffTable writes a comparison as a table.
func DiffTable(w io.Writer, d *Diff, style Style) error {
	if _, err := fmt.Fprintln(w, d.Headline()); err != nil {
		return err
	}
	rows := make([][]string, len(d.Changes))
	for i := range d.Changes {
		c := &d.Changes[i]
		rows[i] = []string{trends[c.Trend], c.Service, c.about(), c.Name, c.Old.Text, c.New.Text, c.Means}
	}
	if err := Grid(w, style, []string{"trend", "service", "about", "what", "old", "new", "means"}, rows); err != nil {
		return err
	}
	t := newTextWriter(w, &Report{}, style)
	t.unshown(d)
	t.diffNotes(d)
	return t.out.Flush()
}
