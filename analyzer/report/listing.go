package report

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/lang"
)

// Calls writes calls for people: under headings, as wide as the style allows.
// Columns that say nothing are left out, and so is what only repeats another.
func Calls(w io.Writer, rows Rows, places Places, style Style) error {
	t := textWriter{out: bufio.NewWriter(w), style: style, places: places}
	if err := t.calls(0, rows); err != nil {
		return err
	}
	return t.out.Flush()
}

// A column is one of a table.
type column struct {
	heading string
	right   bool // aligned to the right
	width   int
}

// row writes a row of a table.
func (t *textWriter) row(indent int, columns []column, cells []string, style func(string) string) {
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", indent))
	for i, c := range columns {
		text := clip(cells[i], c.width)
		if c.right {
			b.WriteString(strings.Repeat(" ", max(0, c.width-visible(text))) + text + " ")
		} else {
			b.WriteString(pad(text, c.width) + " ")
		}
	}
	t.out.WriteString(style(strings.TrimRight(b.String(), " ")) + "\n")
}

// heads writes the headings of a table.
func (t *textWriter) heads(indent int, columns []column) {
	headings := make([]string, len(columns))
	for i, c := range columns {
		headings[i] = c.heading
	}
	t.row(indent, columns, headings, t.dim)
}

func plain(s string) string { return s }

// rows writes rows under headings, numbers to the right, and a blank line.
func (t *textWriter) rows(headings []string, rows [][]string) {
	columns := make([]column, len(headings))
	for i, h := range headings {
		c := column{heading: h, right: i > 0, width: visible(h)}
		for _, row := range rows {
			c.width = max(c.width, visible(row[i]))
			c.right = c.right && isNumber(row[i])
		}
		c.width++
		columns[i] = c
	}
	t.heads(2, columns)
	for _, row := range rows {
		t.row(2, columns, row, plain)
	}
	t.blank()
}

// A callColumn is a column of a listing of calls.
type callColumn struct {
	column
	title lang.Text
	cell  func(*textWriter, *Call) string
	brief func(string) string // makes a cell shorter where there is no room; nil for one that stays

	first  string // cell
	varies bool   // another cell is not like it
	least  int    // width of the cells when they are brief
}

// callColumns are all that a listing of calls can have.
var callColumns = []callColumn{
	{title: lang.T(" "), cell: func(_ *textWriter, c *Call) string { return c.mark() }},
	{title: lang.T("time"), cell: func(_ *textWriter, c *Call) string { return clock(c.Time) }},
	{title: lang.T("delta"), cell: func(_ *textWriter, c *Call) string { return signed(c.Delta) }, column: column{right: true}},
	{title: lang.T("T"), cell: func(_ *textWriter, c *Call) string { return countdown(c.TMinus) }, column: column{right: true}},
	{title: lang.T("what"), cell: func(_ *textWriter, c *Call) string { return Short(c.Operation) }},
	{title: lang.T("who"), cell: func(_ *textWriter, c *Call) string { return c.who() }},
	{title: lang.T("task"), cell: func(_ *textWriter, c *Call) string { return c.Task }, brief: brief},
	{title: lang.T("proxy"), cell: func(_ *textWriter, c *Call) string { return c.Proxy }},
	{title: lang.T("nth"), cell: func(_ *textWriter, c *Call) string { return strconv.Itoa(c.Nth) }, column: column{right: true}},
	{title: lang.T("answer"), cell: func(_ *textWriter, c *Call) string { return c.Answer }, brief: withoutError},
	{title: lang.T("where"), cell: func(t *textWriter, c *Call) string { return t.places.alone(t.places.Of(c.Position)) }},
}

// calls lists calls, which are gone through twice: for the widths of the columns, and
// then to be written.
func (t *textWriter) calls(indent int, rows Rows) error {
	all, err := t.measure(rows)
	if err != nil {
		return err
	}
	shown := fit(all, t.style.Width-indent)
	columns, cells := make([]column, len(shown)), make([]string, len(shown))
	for i, c := range shown {
		columns[i] = c.column
	}
	t.heads(indent, columns)
	return rows(func(c *Call) error {
		for i, col := range shown {
			cells[i] = col.cell(t, c)
		}
		t.row(indent, columns, cells, plain)
		return nil
	})
}

// measure returns the columns that say something of the calls, with the widths that they
// want.
func (t *textWriter) measure(rows Rows) ([]callColumn, error) {
	all, n := slices.Clone(callColumns), 0
	for i := range all {
		all[i].heading = t.say(all[i].title)
		all[i].width = visible(all[i].heading)
		all[i].least = all[i].width
	}
	err := rows(func(c *Call) error {
		for i := range all {
			all[i].see(all[i].cell(t, c), n == 0)
		}
		n++
		return nil
	})
	return slices.DeleteFunc(all, func(c callColumn) bool {
		return n > 0 && !c.varies && (c.first == "" || c.title.String() == "who" && n > 1)
	}), err
}

// see takes the measure of a cell.
func (c *callColumn) see(cell string, first bool) {
	if first {
		c.first = cell
	}
	c.varies = c.varies || cell != c.first
	c.width = max(c.width, visible(cell))
	if c.brief != nil {
		cell = c.brief(cell)
	}
	c.least = max(c.least, visible(cell))
}

// abridge makes the cells of a column brief.
func (c *callColumn) abridge() {
	if c.brief == nil {
		return
	}
	whole, brief := c.cell, c.brief
	c.width, c.cell = c.least, func(t *textWriter, call *Call) string { return brief(whole(t, call)) }
}

// leastAnswer is the width at which an error code can still be told from others.
const leastAnswer = 14

// fit makes columns fit a width: long ids and answers give way first, then columns that
// others make up for.
func fit(columns []callColumn, width int) []callColumn {
	if total(columns) <= width {
		return columns
	}
	for i := range columns {
		columns[i].abridge()
	}
	for _, spare := range []string{"", "delta", "proxy", "nth", "who"} {
		columns = slices.DeleteFunc(columns, func(c callColumn) bool { return c.title.String() == spare })
		over := total(columns) - width
		if over <= 0 {
			break
		}
		i := slices.IndexFunc(columns, func(c callColumn) bool { return c.title.String() == "answer" })
		if i < 0 {
			continue
		}
		if answer := &columns[i]; answer.width-min(answer.width, leastAnswer) >= over {
			answer.width -= over
			break
		}
	}
	return columns
}

// total is the width of columns, with a space between each.
func total(columns []callColumn) int {
	sum := len(columns) - 1
	for _, c := range columns {
		sum += c.width
	}
	return sum
}

// longID is a task id that is cut where there is no room: the head and the tail of a
// UUID tell it from others.
const longID = 16

// brief shortens a task id.
func brief(id string) string {
	if len(id) <= longID {
		return id
	}
	return id[:8] + "…" + id[len(id)-4:]
}

// withoutError shortens an answer.
func withoutError(answer string) string { return strings.TrimPrefix(answer, "ERROR_") }

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// clip shortens a text to a width.
func clip(s string, width int) string {
	if visible(s) <= width {
		return s
	}
	return truncate(s, width-1) + "…"
}

func signed(x *float64) string {
	if x == nil {
		return ""
	}
	return "+" + strconv.FormatFloat(*x, 'f', 3, 64)
}

// countdown writes the time to a ban as people count it.
func countdown(x *float64) string {
	if x == nil {
		return ""
	}
	sign := "T+"
	d := time.Duration(*x * float64(time.Second))
	if d < 0 {
		sign, d = "T-", -d
	}
	switch {
	case d == 0:
		return "T"
	case d < time.Minute:
		return sign + strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + "s"
	default:
		return sign + d.Round(time.Second).String()
	}
}
