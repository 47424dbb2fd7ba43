package analyzer

import (
	"slices"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// Severity says how close a pattern is to a ban.
type Severity uint8

// The severities, mildest first.
const (
	Silent  Severity = iota // not yet worth a word; such findings are not reported
	Info                    // wasteful, not dangerous
	Warning                 // heading for a limit
	Error                   // past a limit
)

func (s Severity) String() string {
	return [...]string{"silent", "info", "warning", "error"}[s]
}

// A Scope says whose calls one checker sees.
type Scope uint8

// The scopes a rule may have.
const (
	PerTask      Scope = iota
	PerAccount         // an account key
	PerClient          // an address that calls; all calls where addresses are not shown
	PerProxy           // a proxy given to tasks
	PerRequest         // requests with the same content
	PerBan             // answers of one kind of ban, by whom it shuts out
	PerCode            // answers with one error code
	PerChallenge       // tasks that were sent with one challenge
	scopeCount
)

func (s Scope) String() string {
	return [...]string{"task", "account", "client", "proxy", "request", "ban", "code", "challenge"}[s]
}

// A Rule describes one pattern of calls that a service answers with a ban, or
// that wastes them. Its documentation is in it and nowhere else.
type Rule struct {
	ID       string          // names the fault in kebab case, and reads well after "allow"
	Title    string          // one line, no full stop
	Why      string          // what the service does about it
	Fix      string          // what to change in the client
	Severity Severity        // the gravest that it reports
	Limit    service.LimitID // the figure of the profile that it holds calls against
	Bound    *service.Limit  // a figure in its place that the user has set, for all services; nil for none
	Scope    Scope
	Needs    timeline.Shows       // what a recording must show of a call to be judged by it
	About    []timeline.Operation // the calls it looks at; nil for all
	Codes    []string             // error codes that bear it out
	Answers  []timeline.Class     // classes of errors that it watches, beside those codes
	EachTask bool                 // it looks at every task that a request asks for, not at the request
	Heed     Heed                 // of the calls it looks at, those that tell it something
	Follows  bool                 // once it has met a subject by such a call, all others of the subject tell it something as well
	Shared   bool                 // one checker serves all subjects of a service: it remembers nothing of them
	After    []string             // ids of rules whose findings lead to this one
	Outcome  bool                 // it shows what a ban looks like rather than what earns one

	// New returns a checker for one subject of the scope, or for all, at a service that
	// has the limit; nil where the rule does not concern the service.
	New func(p *service.Profile, l service.Limit) Checker

	// Say words a finding, once all its calls are known.
	Say func(f *Finding) lang.Text
}

// figure returns what the rule holds calls against at a service; ok is false where the
// service lacks it.
func (r *Rule) figure(p *service.Profile) (l service.Limit, ok bool) {
	if r.Bound != nil {
		return *r.Bound, true
	}
	l, ok = p.Limit(r.Limit)
	return l, ok || r.Limit == ""
}

// A Heed says by its answer or by its flaws which call a rule has to be shown. The engine
// chooses by it, so that most calls concern few rules: a rule loses nothing by calls it
// would not have reacted to. The zero Heed admits all.
type Heed struct {
	Classes []timeline.Class // errors of these classes
	States  []timeline.State // answers with these states
	Trouble bool             // HTTP 429 and 5xx, or no answer
	Keyless bool             // requests without a key
	Settled bool             // all but result requests that brought neither a result nor an error
	Flaws   timeline.Flaws   // requests with one of these
	Told    bool             // calls of a task after an answer that tells what to do: it is over, or asked for too fast
	Reports bool             // reports on answers: what came before them, the story of the task tells
	None    bool             // none: the story tells it all at the end
}

// admits reports whether a call is admitted for its answer.
func (h *Heed) admits(c *timeline.Call) bool {
	switch {
	case h.None:
		return false
	case h.Reports:
		return c.Op == timeline.Report
	case h.Settled:
		return c.Op != timeline.GetTaskResult || c.State == timeline.Ready || c.Class != timeline.NoError
	case h.Classes == nil && h.States == nil && !h.Trouble && !h.Keyless:
		return h.Flaws == 0
	default:
		return slices.Contains(h.Classes, c.Class) || slices.Contains(h.States, c.State) ||
			h.Trouble && troubled(c) || h.Keyless && c.Key.IsZero()
	}
}

func troubled(c *timeline.Call) bool { return c.Status == 429 || c.Status >= 500 || c.Status == 0 }

// A Checker holds the state of one rule for one subject. It sees the subject's
// calls one at a time, in order of time.
type Checker interface {
	Check(p *Pass, c *timeline.Call)
}

// An Ender is a Checker that has something to say when the recording ends, of what
// did not happen. For a subject that is forgotten it ends then.
type Ender interface {
	// End is called once, with the time of the last call to the service, or with that
	// at which the subject was forgotten. An offence is reported with the call that
	// began the matter.
	End(p *Pass, last timeline.Instant)
}

// A Subject is whom a finding is about. A field is zero where the offending
// calls do not agree on it, or do not show it.
type Subject struct {
	Account timeline.Key
	Task    timeline.TaskID
	Client  string
	Proxy   timeline.Proxy
}

// Refuted reports whether the recording shows that the limit is not in force: the
// service served the worst that was seen.
func (f *Finding) Refuted() bool { return f.Served != 0 && !worse(&f.Limit, f.Observed, f.Served) }

// A Finding is one rule broken by one subject.
type Finding struct {
	Rule     *Rule
	Severity Severity
	Profile  *service.Profile
	Service  string
	Subject  Subject
	Reason   service.Reason // for a ban that it earns; "" for none
	Limit    service.Limit  // that was passed
	Message  lang.Text
	Fix      lang.Text

	Count    int     // offending calls
	Observed float64 // the worst figure seen, in the unit of the limit
	Served   float64 // the worst figure past the limit that the service served all the same; 0 for none
	Subjects int     // how many tasks, proxies or requests share the fault
	Worst    timeline.TaskID
	First    timeline.Instant
	Last     timeline.Instant
	Evidence []timeline.Call // the first offending calls, in order
	Passed   *timeline.Call  // a copy of the one that passed the limit; nil where none has
	Past     int             // offending calls after Passed
	Library  *timeline.Library
	Cause    *Finding       // that it follows from; nil for a root
	Unbanned *timeline.Call // served although the limit, an estimate, had been passed; nil for none

	// By the numbers of their subjects, findings fold to the same in any order.
	number int   // of the first subject, which is that of its first offending call
	worst  int   // of the one that brought Observed
	passed int   // of the one whose call Passed is
	owners []int // of Evidence: the numbers of the subjects whose calls they are
}
