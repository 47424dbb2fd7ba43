package report

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/report/escape"
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
	source string                      // of the last call
	path   string                      // which is that source, fit to print
	counts map[string]map[uint64]int32 // by service
	marks  map[timeline.Position]bool
}

// NewLister makes a lister of a run.
func NewLister(run *Run) *Lister {
	l := &Lister{
		labels: run.Labels, counts: map[string]map[uint64]int32{}, marks: map[timeline.Position]bool{},
	}
	for _, b := range run.Judgement.Bans {
		if l.ban == 0 || b.Began < l.ban {
			l.ban = b.Began
		}
		l.marks[b.By] = true
	}
	return l
}

// Pass takes up the next call, which is not listed.
func (l *Lister) Pass(c *timeline.Call) { l.nth(c) }

// Call takes up the next call.
func (l *Lister) Call(c *timeline.Call) Call {
	out := Call{
		Service: c.Service, Operation: c.Op.String(), Account: l.labels.Key(c.Key), Client: c.Client, Task: c.Task.String(),
		Proxy: l.labels.Proxy(c.Proxy), Answer: Answer(c), Nth: l.nth(c), Position: l.position(c.Pos),
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
	l.last = c.Start
	return out
}

// position is PositionOf for calls that come mostly from the same input.
func (l *Lister) position(p timeline.Position) Position {
	if p.Source != l.source {
		l.source, l.path = p.Source, escape.Name(p.Source)
	}
	return Position{l.path, p.Entry, p.Line}
}

func gap(d time.Duration) *float64 {
	s := round(d.Seconds())
	return &s
}

// nth counts a call among its like: the result requests for one task, or what else an account
// asks. There may be very many of either, so that hashes have to do.
func (l *Lister) nth(c *timeline.Call) int {
	like := c.Key.Hash() + uint64(c.Op)
	if c.Op == timeline.GetTaskResult && c.Task != (timeline.TaskID{}) {
		like = c.Task.Hash()
	}
	all := l.counts[c.Service]
	if all == nil {
		all = map[uint64]int32{}
		l.counts[c.Service] = all
	}
	all[like]++
	return int(all[like])
}

// Rows shows calls one after another, as often as it is asked: they may be too many to be
// held. Whoever visits them ends that by an error.
type Rows func(visit func(*Call) error) error

// CallsJSON writes calls as objects, one a line.
func CallsJSON(w io.Writer, rows Rows) error {
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := rows(func(c *Call) error { return enc.Encode(c) }); err != nil {
		return err
	}
	return out.Flush()
}

// CallsCSV writes calls as rows under headings.
func CallsCSV(w io.Writer, rows Rows) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{
		"time", "delta", "tminus", "service", "operation", "account", "client", "task", "proxy", "answer", "nth", "path", "entry", "line",
	}); err != nil {
		return err
	}
	if err := rows(func(c *Call) error { return out.Write(c.csv()) }); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func (c *Call) csv() []string {
	row := []string{
		c.Time, number(c.Delta), number(c.TMinus), c.Service, c.Operation, c.Account, c.Client, c.Task, c.Proxy, c.Answer,
		strconv.Itoa(c.Nth), c.Path, strconv.Itoa(int(c.Entry)), strconv.Itoa(int(c.Line)),
	}
	for i := 3; i < len(row); i++ {
		row[i] = cell(row[i])
	}
	return row
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

// who names the account, or the address where there is no account.
func (c *Call) who() string {
	if c.Account != "" {
		return c.Account
	}
	return c.Client
}

// mark is "!" for the calls that show a ban.
func (c *Call) mark() string {
	if c.marked {
		return "!"
	}
	return ""
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
