package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/banlint/banlint/analyzer/lang"
)

// narrow is the width below which a table has no room for its columns.
const narrow = 60

// Table writes verdicts and findings as tables.
func Table(w io.Writer, r *Report, style Style) error {
	if _, err := fmt.Fprintln(w, r.Headline().In(style.Lang)); err != nil {
		return err
	}
	t := newTextWriter(w, r, style)
	verdicts := [][]string{}
	for _, v := range r.Verdicts {
		verdicts = append(verdicts, []string{v.Service, v.Reason, t.say(v.Word()), t.say(t.sentence(v))})
	}
	if err := Grid(w, style, t.words("service", "reason", "verdict", "why"), verdicts); err != nil {
		return err
	}
	findings := [][]string{}
	for i := range r.Findings {
		f := &r.Findings[i]
		where := ""
		if len(f.Evidence) > 0 {
			where = t.places.Of(f.Evidence[0].Position)
		}
		severity := lang.T("%s", f.Severity)
		if f.Suppressed {
			severity = lang.T("%s (suppressed)", f.Severity)
		}
		findings = append(findings, []string{t.say(severity), f.Rule, t.say(f.who()), fmt.Sprint(f.Count), where, t.say(f.Message)})
	}
	if err := Grid(w, style, t.words("severity", "rule", "who", "count", "where", "message"), findings); err != nil {
		return err
	}
	headings, room := r.room(t)
	if err := Grid(w, style, headings, room); err != nil {
		return err
	}
	t.notes(r)
	return t.out.Flush()
}

// Grid draws rows under headings, its cells broken so that the whole fits the
// width. Where it cannot, it writes each row as a list.
func Grid(w io.Writer, style Style, headings []string, rows [][]string) error {
	if len(rows) == 0 {
		return nil
	}
	widths := columnWidths(headings, rows, style.Width)
	if style.Width < narrow || widths == nil {
		return list(w, headings, rows)
	}
	var drawn bytes.Buffer // tablewriter passes over errors in writing
	t := tablewriter.NewTable(&drawn,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{Symbols: tw.NewSymbols(tw.StyleRounded)})),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAlignment(tw.AlignLeft),
		tablewriter.WithRowAlignment(tw.AlignLeft),
		// Its own wrapping overflows or loses text: cells come broken already.
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithTrimSpace(tw.Off),
	)
	t.Header(headings)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = strings.Join(wrap(chopped(cell, widths[i]), widths[i]), "\n")
		}
		if err := t.Append(cells); err != nil {
			return err
		}
	}
	if err := t.Render(); err != nil {
		return err
	}
	_, err := drawn.WriteTo(w)
	return err
}

// chopped breaks words that are wider than a column.
func chopped(cell string, width int) string {
	words := strings.Split(cell, " ")
	for i, rest := range words {
		var pieces []string
		for visible(rest) > width {
			piece := truncate(rest, width)
			if piece == "" {
				break
			}
			pieces, rest = append(pieces, piece), rest[len(piece):]
		}
		words[i] = strings.Join(append(pieces, rest), " ")
	}
	return strings.Join(words, " ")
}

// stub is how narrow a column may become.
const stub = 8

// columnWidths shares the width out: each column gets what its words need, and
// what is left goes to those with most to say. Where words need too much, those
// of the widest columns are broken. nil means that it does not fit.
func columnWidths(headings []string, rows [][]string, width int) []int {
	least, most := make([]int, len(headings)), make([]int, len(headings))
	for i, h := range headings {
		least[i], most[i] = visible(h), visible(h)
	}
	for _, row := range rows {
		for i, cell := range row {
			most[i] = max(most[i], visible(cell))
			for word := range strings.SplitSeq(cell, " ") {
				least[i] = max(least[i], visible(word))
			}
		}
	}
	room := width - 3*len(headings) - 1
	for _, n := range least {
		room -= n
	}
	for ; room < 0; room++ {
		widest := slices.Index(least, slices.Max(least))
		if least[widest] <= stub {
			return nil
		}
		least[widest]--
	}
	return share(least, most, room)
}

// share widens columns, the one that lacks most first.
func share(least, most []int, room int) []int {
	for ; room > 0; room-- {
		neediest := 0
		for i := range least {
			if most[i]-least[i] > most[neediest]-least[neediest] {
				neediest = i
			}
		}
		if most[neediest] <= least[neediest] {
			break
		}
		least[neediest]++
	}
	return least
}

func list(w io.Writer, headings []string, rows [][]string) error {
	for _, row := range rows {
		for i, cell := range row {
			if cell == "" {
				continue
			}
			if _, err := fmt.Fprintf(w, "%s: %s\n", headings[i], cell); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
	}
	return nil
}
