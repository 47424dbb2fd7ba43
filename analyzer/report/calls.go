package report

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A Call is one call as listings show it.
type Call struct {
	Time      string   `json:"time"`   // "" where the recording gives none
	Delta     *float64 `json:"delta"`  // seconds since the call shown before; null for the first, or without times
	TMinus    *float64 `json:"tminus"` // seconds to the beginning of the ban, negative before it; null without one
	Service   string   `json:"service"`
	Operation string   `json:"operation"`
	Account   string   `json:"account"`
	Client    string   `json:"client"`
	Task      string   `json:"task"`
	Proxy     string   `json:"proxy"`
	Answer    string   `json:"answer"`
	Nth       int      `json:"nth"` // of the result requests for its task, or else of the account's calls of this operation
	Position

	marked bool // a ban was answered, or began with it
}

// Lister makes calls fit to be listed, in the order of the timeline.
type Lister struct {
	labels timeline.Labels
	ban    timeline.Instant // that T-minus counts to; 0 for none
	last   timeline.Instant
	polls  map[nthTask]int
	others map[nthOther]int
	marks  map[timeline.Position]bool
}

type nthTask struct {
	service string
	task    timeline.TaskID
}

type nthOther struct {
	service string
	account timeline.Key
	op      timeline.Operation
}

// NewLister makes a lister of a run.
func NewLister(run *Run) *Lister {
	l := &Lister{
		labels: run.Timeline.Labels, polls: map[nthTask]int{}, others: map[nthOther]int{}, marks: map[timeline.Position]bool{},
	}
	for _, b := range run.Judgement.Bans {
		if l.ban == 0 || b.Began < l.ban {
			l.ban = b.Began
		}
		l.marks[b.By] = true
	}
	return l
}

// Call takes up the next call. shown says whether it will be listed.
func (l *Lister) Call(c *timeline.Call, shown bool) Call {
	out := Call{
		Service: c.Service, Operation: c.Op.String(), Account: l.labels.Key(c.Key), Client: c.Client, Task: c.Task.String(),
		Proxy: l.labels.Proxy(c.Proxy), Answer: Answer(c), Nth: l.nth(c), Position: PositionOf(c.Pos),
		marked: c.Class == timeline.Banned || l.marks[c.Pos],
	}
	if !c.Shows.Has(timeline.ShowsTime) {
		return out
	}
	out.Time = c.Start.String()
	if l.last != 0 {
		out.Delta = gap(c.Start.Sub(l.last))
	}
	if l.ban != 0 {
		out.TMinus = gap(c.Start.Sub(l.ban))
	}
	if shown {
		l.last = c.Start
	}
	return out
}

func gap(d time.Duration) *float64 {
	s := round(d.Seconds())
	return &s
}

// nth counts a call among its like.
func (l *Lister) nth(c *timeline.Call) int {
	if c.Op == timeline.GetTaskResult && c.Task != (timeline.TaskID{}) {
		k := nthTask{c.Service, c.Task}
		l.polls[k]++
		return l.polls[k]
	}
	k := nthOther{c.Service, c.Key, c.Op}
	l.others[k]++
	return l.others[k]
}

// CallsJSON writes calls as objects, one a line.
func CallsJSON(w io.Writer, calls []Call) error {
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for i := range calls {
		if err := enc.Encode(&calls[i]); err != nil {
			return err
		}
	}
	return out.Flush()
}

// CallsCSV writes calls as rows under headings.
func CallsCSV(w io.Writer, calls []Call) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{
		"time", "delta", "tminus", "service", "operation", "account", "client", "task", "proxy", "answer", "nth", "path", "entry", "line",
	}); err != nil {
		return err
	}
	for _, c := range calls {
		row := []string{
			c.Time, number(c.Delta), number(c.TMinus), c.Service, c.Operation, c.Account, c.Client, c.Task, c.Proxy, c.Answer,
			strconv.Itoa(c.Nth), c.Path, strconv.Itoa(int(c.Entry)), strconv.Itoa(int(c.Line)),
		}
		for i := 3; i < len(row); i++ {
			row[i] = cell(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func number(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', 3, 64)
}

// cell keeps spreadsheets from taking a text for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// Calls writes calls for people: under headings, as wide as the style allows.
// Columns that say nothing are left out, and so is what only repeats another.
func Calls(w io.Writer, calls []Call, places Places, style Style) error {
	t := textWriter{out: bufio.NewWriter(w), style: style, places: places}
	t.calls(0, calls)
	return t.out.Flush()
}

// column is one column of a listing.
type column struct {
	name    string // of its heading in English
	heading string
	right   bool // aligned to the right
	cells   []string
}

func (t *textWriter) calls(indent int, calls []Call) {
	columns := t.columns(calls)
	widths := fit(&columns, t.style.Width-indent)
	t.callRow(indent, columns, widths, -1)
	for n := range calls {
		t.callRow(indent, columns, widths, n)
	}
}

// widest returns the widths that columns want, and their sum with a space between.
func widest(columns []column) (widths []int, total int) {
	for _, c := range columns {
		width := visible(c.heading)
		for _, s := range c.cells {
			width = max(width, visible(s))
		}
		widths, total = append(widths, width), total+width+1
	}
	return widths, total - 1
}

// leastAnswer is the width at which an error code can still be told from others.
const leastAnswer = 14

// fit makes columns fit a width, and returns their widths: long ids and answers give
// way first, then columns that others make up for.
func fit(columns *[]column, width int) []int {
	widths, total := widest(*columns)
	if total <= width {
		return widths
	}
	for _, c := range *columns {
		c.abridge()
	}
	for _, spare := range []string{"", "delta", "proxy", "nth", "who"} {
		*columns = slices.DeleteFunc(*columns, func(c column) bool { return c.name == spare })
		if widths, total = widest(*columns); total <= width {
			break
		}
		i := slices.IndexFunc(*columns, func(c column) bool { return c.name == "answer" })
		if i < 0 {
			continue
		}
		if least := min(widths[i], leastAnswer); widths[i]-least >= total-width {
			widths[i] -= total - width
			break
		}
	}
	return widths
}

// rows writes rows under headings, numbers to the right, and a blank line.
func (t *textWriter) rows(headings []string, rows [][]string) {
	columns := make([]column, len(headings))
	for i, h := range headings {
		columns[i].heading = h
		for _, row := range rows {
			columns[i].cells = append(columns[i].cells, row[i])
		}
		columns[i].right = i > 0 && !slices.ContainsFunc(columns[i].cells, func(s string) bool { return !isNumber(s) })
	}
	widths, _ := widest(columns)
	for i := range widths {
		widths[i]++
	}
	for n := -1; n < len(rows); n++ {
		t.callRow(2, columns, widths, n)
	}
	t.blank()
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// longID is a task id that is cut where there is no room: the head and the tail of a
// UUID tell it from others.
const longID = 16

// abridge shortens the cells of columns that can do with less.
func (c column) abridge() {
	for i, s := range c.cells {
		switch {
		case c.name == "answer":
			c.cells[i] = strings.TrimPrefix(s, "ERROR_")
		case c.name == "task":
			c.cells[i] = brief(s)
		}
	}
}

// brief shortens a task id.
func brief(id string) string {
	if len(id) <= longID {
		return id
	}
	return id[:8] + "…" + id[len(id)-4:]
}

// callRow writes row n, or the headings where n is negative.
func (t *textWriter) callRow(indent int, columns []column, widths []int, n int) {
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", indent))
	for i, c := range columns {
		text := c.heading
		if n >= 0 {
			text = c.cells[n]
		}
		text = clip(text, widths[i])
		if c.right {
			b.WriteString(strings.Repeat(" ", max(0, widths[i]-visible(text))) + text + " ")
		} else {
			b.WriteString(pad(text, widths[i]) + " ")
		}
	}
	row := strings.TrimRight(b.String(), " ")
	if n < 0 {
		row = t.dim(row)
	}
	t.out.WriteString(row + "\n")
}

// clip shortens a text to a width.
func clip(s string, width int) string {
	if visible(s) <= width {
		return s
	}
	return truncate(s, width-1) + "…"
}

// column begins a column.
func (t *textWriter) column(heading lang.Text) column {
	return column{name: heading.String(), heading: t.say(heading)}
}

// columns lays calls out.
func (t *textWriter) columns(calls []Call) []column {
	all := []column{
		t.column(lang.T(" ")), t.column(lang.T("time")), t.column(lang.T("delta")), t.column(lang.T("T")), t.column(lang.T("what")),
		t.column(lang.T("who")), t.column(lang.T("task")), t.column(lang.T("proxy")), t.column(lang.T("nth")), t.column(lang.T("answer")), t.column(lang.T("where")),
	}
	for _, i := range []int{2, 3, 8} {
		all[i].right = true
	}
	for i := range calls {
		c := &calls[i]
		mark := ""
		if c.marked {
			mark = "!"
		}
		for j, s := range []string{
			mark, clock(c.Time), signed(c.Delta), countdown(c.TMinus), Short(c.Operation), c.who(), c.Task, c.Proxy, strconv.Itoa(c.Nth), c.Answer,
			t.places.Of(c.Position),
		} {
			all[j].cells = append(all[j].cells, s)
		}
	}
	t.places.shorten(all[len(all)-1].cells)
	return slices.DeleteFunc(all, func(c column) bool {
		same := !slices.ContainsFunc(c.cells, func(s string) bool { return s != c.cells[0] })
		return len(c.cells) > 0 && same && (c.cells[0] == "" || c.name == "who" && len(calls) > 1)
	})
}

// who names the account, or the address where there is no account.
func (c *Call) who() string {
	if c.Account != "" {
		return c.Account
	}
	return c.Client
}

// Short names an operation in one word.
func Short(operation string) string {
	switch operation {
	case "createTask":
		return "create"
	case "getTaskResult":
		return "poll"
	case "getBalance":
		return "balance"
	default:
		return operation
	}
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
