package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// What a bundle shows of each task, and of all.
const (
	maxFaulty  = 50  // tasks
	maxFirst   = 3   // result requests at the beginning of a task
	maxLast    = 2   // and at its end
	maxErrors  = 5   // refused calls of a task
	maxRefused = 100 // refused calls that belong to no task at fault
)

// faults are the tasks and calls that findings are about.
type faults struct {
	byTask   map[string]*faultyTask
	tasks    []*faultyTask // the gravest first
	more     int           // tasks that are left out
	evidence map[report.Position]bool

	calls   []*picked // that belong to no task at fault
	refused []*refusal
	speech  string // language of the service's users; "" for English
	speaks  func(url string) bool
	written int // exchanges
}

// A faultyTask is a task that a finding is about.
type faultyTask struct {
	id       string
	rules    []string
	kind     string // its type; "" when it was not recorded
	created  *picked
	first    []*picked // result requests
	last     []*picked // as many as maxLast
	errors   []*picked
	results  int
	from, to timeline.Instant
	codes    map[string]int
}

// A picked exchange is one that may be shown, and the calls that it makes.
type picked struct {
	x     timeline.Exchange
	calls []timeline.Call
}

// newFaults finds the tasks and calls that a report finds fault with.
func newFaults(r *report.Report) *faults {
	f := &faults{byTask: map[string]*faultyTask{}, evidence: map[report.Position]bool{}}
	for i := range r.Findings {
		finding := &r.Findings[i]
		if finding.Severity == "info" {
			continue
		}
		for _, e := range finding.Evidence {
			f.evidence[e.Position] = true
		}
		if id := finding.Subject.Task; id != "" && !strings.HasPrefix(id, "(") {
			f.task(id, finding.Rule)
		}
	}
	return f
}

func (f *faults) task(id, rule string) {
	t := f.byTask[id]
	switch {
	case t == nil && len(f.tasks) == maxFaulty:
		f.more++
		return
	case t == nil:
		t = &faultyTask{id: id, codes: map[string]int{}}
		f.byTask[id] = t
		f.tasks = append(f.tasks, t)
	}
	if !slices.Contains(t.rules, rule) {
		t.rules = append(t.rules, rule)
	}
}

// pickers makes a worker's function that keeps the exchanges with services.
func pickers(where *known) func() parsers.Convert[picked] {
	return func() parsers.Convert[picked] {
		reader := where.Reader()
		return func(x *timeline.Exchange, out []picked) []picked {
			calls, outcome := reader.Read(x, nil)
			if outcome != service.Recognised {
				return out
			}
			return append(out, picked{x.Clone(), calls})
		}
	}
}

// take keeps an exchange where it is of a task at fault, evidence, or refused.
func (f *faults) take(p *picked, base timeline.Position) {
	if strings.Contains(service.Host(p.x.URL), "rucaptcha") {
		f.speech = "ru"
	}
	kept := *p // what it points to is ours
	kept.x.Pos = kept.x.Pos.After(base)
	belongs := false
	for i := range kept.calls {
		if t := f.byTask[kept.calls[i].Task.String()]; t != nil {
			t.take(&kept, &kept.calls[i])
			belongs = true
		}
	}
	refused := false
	for i := range kept.calls {
		if c := &kept.calls[i]; c.Class != timeline.NoError {
			f.refuse(c)
			refused = true
		}
	}
	if !belongs && (f.evidence[report.PositionOf(kept.x.Pos)] || refused && len(f.calls) < maxRefused) {
		f.calls = append(f.calls, &kept)
	}
}

// A refusal is an error that calls of a kind were answered with.
type refusal struct {
	call, answer string
	count        int
	first, last  timeline.Instant
}

func (f *faults) refuse(c *timeline.Call) {
	call, answer := c.Op.String(), cmp.Or(c.Code, c.Class.String())
	i := slices.IndexFunc(f.refused, func(r *refusal) bool { return r.call == call && r.answer == answer })
	if i < 0 {
		i = len(f.refused)
		f.refused = append(f.refused, &refusal{call: call, answer: answer, first: c.Start})
	}
	r := f.refused[i]
	r.count++
	r.first, r.last = min(r.first, c.Start), max(r.last, c.Start)
}

// refusals lists errors, those met most often first.
func (f *faults) refusals() []*refusal {
	slices.SortStableFunc(f.refused, func(a, b *refusal) int { return b.count - a.count })
	return f.refused[:min(len(f.refused), maxFaulty)]
}

// take notes a call of the task.
func (t *faultyTask) take(p *picked, c *timeline.Call) {
	if t.from == 0 || c.Start < t.from {
		t.from = c.Start
	}
	t.to = max(t.to, c.Start)
	if c.Code != "" {
		t.codes[c.Code]++
	}
	switch {
	case c.Op == timeline.CreateTask:
		t.created = p
		if c.Payload != nil {
			t.kind = c.Payload.Type
		}
		return
	case c.Op == timeline.GetTaskResult:
		t.results++
	}
	switch {
	case len(t.first) < maxFirst:
		t.first = append(t.first, p)
	case c.Class != timeline.NoError && len(t.errors) < maxErrors:
		t.errors = append(t.errors, p)
	default:
		if t.last = append(t.last, p); len(t.last) > maxLast {
			t.last = t.last[1:]
		}
	}
}

// exchanges are those that are shown, each once, as they were recorded.
func (f *faults) exchanges() []*picked {
	all := slices.Clone(f.calls)
	for _, t := range f.tasks {
		if t.created != nil {
			all = append(all, t.created)
		}
		all = slices.Concat(all, t.first, t.errors, t.last)
	}
	order := func(a, b *picked) int {
		return cmp.Or(strings.Compare(a.x.Pos.Source, b.x.Pos.Source), cmp.Compare(a.x.Pos.Entry, b.x.Pos.Entry), cmp.Compare(a.x.Pos.Line, b.x.Pos.Line))
	}
	slices.SortStableFunc(all, order)
	return slices.CompactFunc(all, func(a, b *picked) bool { return order(a, b) == 0 })
}
