// Package script reads timelines written as text. The tests of the rules and
// their pages use the same ones.
//
// A file holds sections, each a timeline of its own:
//
//	== bad: polls every second
//	service capmonster
//	+0s     createTask    key=K1 task=7 -> ok
//	+2s x3  getTaskResult key=K1 task=7 -> processing
//	+1s     getTaskResult key=K1 task=7 -> ready   # want warning "after 1s"
//
// A line gives the time since the line before, how often the call is repeated at
// that interval, the operation, its fields, and what the service answered. A want
// comment expects a finding of that severity: one that passed its limit with a
// call of the line, or, short of a limit, began with one.
//
// Besides "service" there are the settings "grain 1s" (how coarse times are),
// "took 50ms" (from request to answer) and "hides answer" (what the recording
// does not show: answer, task, key, payload or time).
package script

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A Script is one timeline.
type Script struct {
	Title string
	Line  int32  // of the title
	Text  string // as written
	Calls []timeline.Call
	Wants []Want

	book service.Book
	base timeline.Call // what every call has unless its line says otherwise
	now  timeline.Instant
}

// A Want is a finding that a line of a script expects.
type Want struct {
	Line     int32
	Severity string
	Pattern  *regexp.Regexp
}

// start is when every script begins.
var start = timeline.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))

// Parse reads the timelines of a file about known services.
func Parse(file, src string) ([]*Script, error) { return ParseBy(service.All, file, src) }

// ParseBy reads the timelines of a file about the services of a book.
func ParseBy(book service.Book, file, src string) ([]*Script, error) {
	var scripts []*Script
	var s *Script
	for i, text := range strings.Split(src, "\n") {
		pos := timeline.Position{Source: file, Line: int32(i + 1)}
		if title, ok := strings.CutPrefix(text, "== "); ok {
			s = &Script{Title: title, Line: pos.Line, book: book, now: start}
			s.base.Took = 0
			s.base.Status = 200
			s.base.Shows = timeline.ShowsKey | timeline.ShowsTask | timeline.ShowsAnswer | timeline.ShowsPayload | timeline.ShowsTime | timeline.ShowsKeyed
			scripts = append(scripts, s)
			continue
		}
		if s == nil {
			if strings.TrimSpace(text) == "" {
				continue
			}
			return nil, fmt.Errorf("%s: text before the first section", pos)
		}
		s.Text += text + "\n"
		if err := s.line(pos, text); err != nil {
			return nil, fmt.Errorf("%s: %w", pos, err)
		}
	}
	return scripts, nil
}

var wantPattern = regexp.MustCompile(`want (info|warning|error) "(.*)"`)

func (s *Script) line(pos timeline.Position, text string) error {
	text, comment, _ := strings.Cut(text, "#")
	if m := wantPattern.FindStringSubmatch(comment); m != nil {
		pattern, err := regexp.Compile(m[2])
		if err != nil {
			return err
		}
		s.Wants = append(s.Wants, Want{pos.Line, m[1], pattern})
	} else if strings.Contains(comment, "want") {
		return fmt.Errorf("a want is written: want error \"pattern\"")
	}
	fields := strings.Fields(text)
	switch {
	case len(fields) == 0:
		return nil
	case strings.HasPrefix(fields[0], "+"):
		return s.calls(pos, fields)
	default:
		return s.setting(fields[0], fields[1:])
	}
}

func (s *Script) setting(name string, values []string) (err error) {
	if len(values) != 1 {
		return fmt.Errorf("setting %q takes one value", name)
	}
	switch name {
	case "service":
		p := s.book.ByName(values[0])
		if p == nil {
			return fmt.Errorf("no service %q", values[0])
		}
		s.base.Service = p.Name
	case "grain":
		s.base.Grain, err = time.ParseDuration(values[0])
	case "took":
		s.base.Took, err = time.ParseDuration(values[0])
	case "hides":
		shows, ok := map[string]timeline.Shows{
			"answer": timeline.ShowsAnswer, "task": timeline.ShowsTask, "key": timeline.ShowsKey | timeline.ShowsKeyed,
			"payload": timeline.ShowsPayload, "time": timeline.ShowsTime,
		}[values[0]]
		if !ok {
			return fmt.Errorf("nothing is called %q that could be hidden", values[0])
		}
		s.base.Shows &^= shows
	default:
		return fmt.Errorf("no setting %q", name)
	}
	return err
}

// maxCalls is how many calls a timeline may have: it is read by people.
const maxCalls = 100_000

func (s *Script) calls(pos timeline.Position, fields []string) error {
	if s.base.Service == "" {
		return fmt.Errorf("the service is named before the first call, as in: service capmonster")
	}
	step, err := time.ParseDuration(strings.TrimPrefix(fields[0], "+"))
	if err != nil {
		return err
	}
	fields = fields[1:]
	times := 1
	if len(fields) > 0 && strings.HasPrefix(fields[0], "x") {
		if times, err = strconv.Atoi(fields[0][1:]); err != nil || times < 1 {
			return fmt.Errorf("a call is repeated as in x3, not %s", fields[0])
		}
		fields = fields[1:]
	}
	if times > maxCalls-len(s.Calls) {
		return fmt.Errorf("a timeline has at most %d calls", maxCalls)
	}
	c := s.base
	c.Pos = pos
	for _, f := range fields {
		if err := set(&c, f); err != nil {
			return err
		}
	}
	if c.Op == timeline.CreateTask && c.Payload == nil {
		c.Payload = &timeline.Payload{Image: -1}
	}
	for range times {
		s.now = s.now.Add(step)
		c.Start = s.now
		c.Pos.Entry = int32(len(s.Calls) + 1)
		s.Calls = append(s.Calls, c)
	}
	return nil
}

var operations = []timeline.Operation{
	timeline.CreateTask, timeline.GetTaskResult, timeline.GetBalance, timeline.Report, timeline.OtherOperation,
}

// set applies one word of a line to a call.
func set(c *timeline.Call, word string) error {
	if i := slices.IndexFunc(operations, func(o timeline.Operation) bool { return o.String() == word }); i >= 0 {
		c.Op = operations[i]
		return nil
	}
	if name, value, ok := strings.Cut(word, "="); ok {
		return setField(c, name, value)
	}
	switch word {
	case "->":
	case "ok":
		c.State = timeline.Accepted
	case "processing":
		c.State = timeline.Processing
	case "ready":
		c.State = timeline.Ready
	case "lost":
		c.Status = 0
	case "correct":
		c.Correct = true
	case "also":
		c.Also = 1
	case "cached", "nocache", "callback":
		if c.Payload == nil {
			c.Payload = &timeline.Payload{Image: -1}
		}
		c.Payload.Cached, c.Payload.NoCache = word == "cached", word == "nocache"
		c.Payload.Callback = c.Payload.Callback || word == "callback"
	default:
		return setError(c, word)
	}
	return nil
}

func setError(c *timeline.Call, word string) error {
	name := strings.ReplaceAll(word, "ERROR:", "ERROR: ")
	code, ok := service.CodeByName(name)
	if !ok {
		return fmt.Errorf("unknown word %q", word)
	}
	c.Code, c.Class = code.Name, code.Class
	return nil
}

func setField(c *timeline.Call, name, value string) (err error) {
	switch name {
	case "key":
		c.Key = timeline.NewKey(value)
	case "task":
		c.Task = timeline.NewTaskID(value)
	case "client":
		c.Client = value
	case "proxy":
		c.Proxy = timeline.NewProxy(value)
	case "request":
		c.Request = fingerprint(value)
	case "image", "side", "type", "missing", "challenge":
		if c.Payload == nil {
			c.Payload = &timeline.Payload{Image: -1}
		}
		return setPayload(c.Payload, name, value)
	case "unlisted":
		c.Code, c.Class = value, timeline.OtherError
	case "retry":
		var n int
		n, err = strconv.Atoi(value)
		c.Retry = int16(n)
	case "defect":
		if c.Library == nil {
			return fmt.Errorf("a defect is one of a library, which is named before it")
		}
		c.Library = &timeline.Library{Name: c.Library.Name, Official: true, Defect: value}
	case "flaw":
		flaw, ok := timeline.FlawByName(value)
		if !ok {
			return fmt.Errorf("no flaw is called %q", value)
		}
		c.Flaws.Add(flaw)
	case "library":
		c.Library = &timeline.Library{Name: value, Official: true}
	case "status":
		var n int
		n, err = strconv.Atoi(value)
		c.Status = int16(n)
	default:
		return fmt.Errorf("unknown field %q", name)
	}
	return err
}

// setPayload sets a fact of a task.
func setPayload(p *timeline.Payload, name, value string) (err error) {
	var n int64
	switch name {
	case "type":
		p.Type = value
	case "missing":
		p.Missing = value
	case "challenge":
		p.Challenge = fingerprint(value)
	default:
		n, err = strconv.ParseInt(value, 10, 32)
		if name == "image" {
			p.Image = n
		} else {
			p.Side = int32(n)
		}
	}
	return err
}

func fingerprint(value string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(value))
	return h.Sum64()
}

// Timeline orders and links the calls of the script.
func (s *Script) Timeline() *timeline.Timeline { return timeline.New(slices.Clone(s.Calls)) }

// Analyze runs rules over the script's calls.
func (s *Script) Analyze(rules ...*analyzer.Rule) *analyzer.Report {
	return analyzer.Run(s.Timeline().Calls, rules, s.book)
}
