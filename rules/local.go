package rules

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A LocalSpec is a rule that a project sets for itself in its configuration: a threshold
// for the calls that it matches, subject by subject. Either Gap is set, or Most counts.
type LocalSpec struct {
	ID       string
	Title    string
	Message  string // how a finding reads, with Placeholders; "" for the title
	Fix      string // "" for a hint at the configuration
	File     string // of the configuration, as to be printed
	Severity analyzer.Severity
	Match    LocalMatch
	Per      analyzer.Scope
	Most     int64         // calls, or different values, that are allowed
	Of       LocalValue    // what is counted
	Within   time.Duration // the span in which Most counts; 0 for the whole recording
	Gap      time.Duration // the least time between two calls; 0 where Most counts
}

// A LocalMatch says which calls a local rule looks at. A field that is zero admits all.
type LocalMatch struct {
	Operations []timeline.Operation
	Code       string         // the error answered
	Class      timeline.Class // that of Code as well, where that is set
	Type       string         // of the task
	Service    string
}

// A LocalValue is what a local rule counts.
type LocalValue uint8

// What can be counted: calls, or different values that they show.
const (
	Calls LocalValue = iota
	Proxies
	Tasks
	Clients
	Accounts
)

// Placeholders are those of a message, which stand in braces.
var Placeholders = []string{"count", "observed", "most", "span"}

// Local makes the rule of a spec. It earns no reason for a ban: its figure is not the
// service's.
func Local(s LocalSpec) *analyzer.Rule {
	limit := s.limit()
	return &analyzer.Rule{
		ID:       s.ID,
		Title:    s.Title,
		Why:      "This is a rule of the project itself and of no service: its limit stands in the configuration.",
		Fix:      cmp.Or(s.Fix, "Keep to the limit that the configuration sets, or set another one there."),
		Severity: s.Severity,
		Bound:    &limit,
		Scope:    s.Per,
		Needs:    s.needs(),
		About:    s.Match.Operations,
		EachTask: s.Of == Tasks || s.Of == Proxies,
		Heed:     s.Match.heed(),
		New:      s.checker,
		Say:      s.say,
	}
}

// limit is the figure of the rule. Its id is none that a profile may have.
func (s *LocalSpec) limit() service.Limit {
	l := service.Limit{
		ID: service.LimitID("local/" + s.ID), Value: s.Most, Span: s.Within, Basis: service.Configured, Source: service.Source{URL: s.File},
	}
	switch {
	case s.Gap > 0:
		l.Bounds, l.Unit, l.Value, l.Least = "between two calls", service.Time, int64(s.Gap), true
	case s.Of == Calls:
		l.Bounds, l.Unit = "calls", service.Requests
	default:
		l.Bounds, l.Unit = s.Of.Noun(s.Most), service.Values
	}
	return l
}

// String names one of what is counted.
func (v LocalValue) String() string { return v.Noun(1) }

// Noun names so many of what is counted.
func (v LocalValue) Noun(n int64) string {
	if n == 1 {
		return [...]string{"call", "proxy", "task", "client", "account"}[v]
	}
	return [...]string{"calls", "proxies", "tasks", "clients", "accounts"}[v]
}

// needs is what a recording must show of a call.
func (s *LocalSpec) needs() (shows timeline.Shows) {
	add := func(needed bool, what timeline.Shows) {
		if needed {
			shows |= what
		}
	}
	add(s.Within > 0 || s.Gap > 0, timeline.ShowsTime)
	add(s.Match.Class != timeline.NoError, timeline.ShowsAnswer)
	add(s.Match.Type != "" || s.Per == analyzer.PerProxy || s.Of == Proxies, timeline.ShowsPayload)
	add(s.Per == analyzer.PerTask || s.Of == Tasks, timeline.ShowsTask)
	add(s.Per == analyzer.PerAccount || s.Of == Accounts, timeline.ShowsKey)
	add(s.Of == Clients, timeline.ShowsClient)
	return shows
}

func (m *LocalMatch) heed() (h analyzer.Heed) {
	if m.Class != timeline.NoError {
		h.Classes = []timeline.Class{m.Class}
	}
	return h
}

// admits reports whether a call that the engine shows is one that the rule looks at.
func (m *LocalMatch) admits(c *timeline.Call) bool {
	return (m.Code == "" || c.Code == m.Code) && (m.Type == "" || typeOf(c) == m.Type)
}

// typeOf returns the type of the task that a call is about; "" where it is not known.
func typeOf(c *timeline.Call) string {
	switch {
	case c.Payload != nil:
		return c.Payload.Type
	case c.Created != nil && c.Created.Payload != nil:
		return c.Created.Payload.Type
	default:
		return ""
	}
}

func (s *LocalSpec) checker(p *service.Profile, l service.Limit) analyzer.Checker {
	switch {
	case s.Match.Service != "" && s.Match.Service != p.Name:
		return nil
	case s.Gap > 0:
		return &spacing{LocalSpec: s}
	case s.Of != Calls:
		return &variety{LocalSpec: s, last: map[analyzer.Subject]timeline.Instant{}}
	default:
		return &repetition{repeats: repeats{call: s.Match.admits}, limit: l, past: s.Severity}
	}
}

func (s *LocalSpec) say(f *analyzer.Finding) lang.Text {
	most, count, observed := strconv.FormatInt(s.Most, 10), int(f.Observed), strconv.Itoa(int(f.Observed))
	if s.Gap > 0 {
		most, count, observed = service.Span(s.Gap), f.Count, seconds(f.Observed).String()
	}
	span := "the whole recording"
	if s.Within > 0 {
		span = service.Span(s.Within)
	}
	replace := strings.NewReplacer("{count}", strconv.Itoa(count), "{observed}", observed, "{most}", most, "{span}", span)
	return lang.T("%s", replace.Replace(cmp.Or(s.Message, s.Title)))
}
