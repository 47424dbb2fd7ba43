// Package analyzer runs rules over a timeline and folds what they report into
// findings. It owns what no rule has to think of: which calls belong together,
// and the order in which findings come out.
package analyzer

import (
	"cmp"
	"slices"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A Report is the outcome of a run.
type Report struct {
	Findings []*Finding // by severity, then by time
	Headroom []Headroom // the worst subject of each limit, by rule and service
	Services []*Seen    // that the calls were made to, in the order of the book
	Rules    []*Rule    // that were run
	Calls    int
}

// A Headroom is how much of a limit the worst subject has used up.
type Headroom struct {
	Rule    *Rule
	Service string
	Limit   service.Limit
	Used    float64
	At      *timeline.Call // when it had
}

// Counts reports whether the limit is one that a client uses up: calls counted up to
// a ban. A gap may be as short as the documents allow.
func (h *Headroom) Counts() bool { return h.Limit.Earns != "" && !h.Limit.Least }

// Left returns what is left of the limit, as a share of it: 0 at the limit, less than
// that past it.
func (h *Headroom) Left() float64 {
	most := h.Limit.Most()
	switch {
	case most == 0:
		return 0
	case h.Limit.Least:
		return (h.Used - most) / most
	default:
		return (most - h.Used) / most
	}
}

// Seen says what the calls to one service could show.
type Seen struct {
	Profile *service.Profile
	Calls   int
	last    timeline.Instant // when the last one was sent
	taken   int              // tasks that the service took, to be asked for
	ops     map[timeline.Operation]*shown
}

type shown struct {
	calls   int
	lacking [8]int // by bit of timeline.Shows
}

// Lack returns, of the calls that a rule looks at, how many there are, how many
// lack what it needs most, and what that is.
func (s *Seen) Lack(r *Rule) (calls, lacking int, what timeline.Shows) {
	var byBit [8]int
	for op, o := range s.ops {
		if r.About != nil && !slices.Contains(r.About, op) {
			continue
		}
		calls += o.calls
		for bit := range byBit {
			if r.Needs&(1<<bit) != 0 {
				byBit[bit] += o.lacking[bit]
			}
		}
	}
	lacking = slices.Max(byBit[:])
	return calls, lacking, 1 << slices.Index(byBit[:], lacking)
}

// Partial reports whether the recording lacks a kind of call that must have been
// made: no task is sent or asked for in it, or tasks are sent and never asked for.
func (s *Seen) Partial() bool {
	sent, asked := s.ops[timeline.CreateTask] != nil, s.ops[timeline.GetTaskResult] != nil
	return !asked && (!sent || s.taken > 0)
}

// Run checks calls, which come in order of time, against the rules.
func Run(calls []timeline.Call, rules []*Rule, book service.Book) *Report {
	return Watch(calls, rules, book, nil)
}

// A Use is how much of a limit a subject had used up by a call.
type Use struct {
	Rule  *Rule
	Limit *service.Limit
	Call  *timeline.Call
	Used  float64
}

// Watch is Run, and tells of every use of a limit on the way, unless watch is nil.
func Watch(calls []timeline.Call, rules []*Rule, book service.Book, watch func(Use)) *Report {
	r := &run{book: book, watch: watch, seen: map[string]*Seen{}}
	r.report.Rules = rules
	for i := range r.scopes {
		r.scopes[i].subjects = map[subjectKey]subject{}
		r.scopes[i].plans = map[*service.Profile]*plan{}
	}
	for _, rule := range rules {
		s := &r.scopes[rule.Scope]
		s.rules = append(s.rules, rule)
	}
	for i := range calls {
		r.note(&calls[i])
		r.check(&calls[i])
	}
	r.finish(len(calls))
	return &r.report
}

type run struct {
	book     service.Book
	scopes   [scopeCount]scopeState
	watch    func(Use)
	seen     map[string]*Seen
	findings []*Finding // silent ones included
	report   Report
}

// scopeState holds the subjects of one scope.
type scopeState struct {
	rules    []*Rule
	subjects map[subjectKey]subject
	plans    map[*service.Profile]*plan
	enders   []*Pass // whose checkers are Enders, in the order in which they were needed
}

// A subject is one of a scope: the rules that apply to it, and a pass for each. A pass
// is empty until a call comes that its rule looks at.
type subject struct {
	plan   *plan
	passes []Pass
}

// plan is the rules as they apply to the calls to one service.
type plan struct {
	profile *service.Profile
	rules   []applied
	heed    [2][timeline.Operations][]int // by whether a call is Also and by its operation: the rules that look at it
}

// applied is a rule with the figure that it holds calls against.
type applied struct {
	rule  *Rule
	limit *service.Limit
}

// plan returns the rules that apply to a service. A rule whose limit the service
// does not have is not applicable, which is not the same as passed.
func (s *scopeState) plan(profile *service.Profile) *plan {
	if p, ok := s.plans[profile]; ok {
		return p
	}
	p := &plan{profile: profile}
	for _, rule := range s.rules {
		if l, ok := profile.Limit(rule.Limit); ok || rule.Limit == "" {
			p.rules = append(p.rules, applied{rule, &l})
		}
	}
	for i, a := range p.rules {
		for op := range timeline.Operations {
			for also, lists := range p.heed {
				if a.rule.concerns(op, also == 1) {
					p.heed[also][op] = append(lists[op], i)
				}
			}
		}
	}
	s.plans[profile] = p
	return p
}

// heeds returns the rules that look at a call.
func (p *plan) heeds(c *timeline.Call) []int {
	if c.Also {
		return p.heed[1][c.Op]
	}
	return p.heed[0][c.Op]
}

// subjectKey tells subjects of one scope apart. Fields outside the scope are
// zero.
type subjectKey struct {
	service string
	account timeline.Key
	task    timeline.TaskID
	client  string
	proxy   timeline.Proxy
	request uint64 // or the fingerprint of a challenge
	code    string
}

// subject returns whom of the scope a call concerns, if anyone.
func (s Scope) subject(c *timeline.Call) (k subjectKey, ok bool) {
	k.service = c.Service
	switch s {
	case PerTask:
		k.task = c.Task
		return k, c.Task != timeline.TaskID{}
	case PerAccount:
		k.account = c.Key
		return k, true
	case PerProxy:
		k.proxy = c.Proxy
		return k, !c.Proxy.IsZero()
	case PerRequest:
		k.account, k.request = c.Key, c.Request
		return k, c.Request != 0
	case PerBan:
		k.client = c.Client
		return k, k.ban(c)
	case PerCode:
		k.code = c.Code
		return k, c.Code != ""
	case PerChallenge:
		k.account, k.request = c.Key, challenge(c)
		return k, k.request != 0
	default:
		k.client = c.Client
		return k, true
	}
}

// challenge returns the fingerprint of the challenge that the task of a call was sent
// with; 0 for none.
func challenge(c *timeline.Call) uint64 {
	switch {
	case c.Payload != nil:
		return c.Payload.Challenge
	case c.Created != nil && c.Created.Payload != nil:
		return c.Created.Payload.Challenge
	default:
		return 0
	}
}

// ban notes the kind of ban that a call was answered with, if any.
func (k *subjectKey) ban(c *timeline.Call) bool {
	if c.Class != timeline.Banned {
		return false
	}
	k.code = c.Code
	if b, ok := service.ByName(c.Service).Ban(c.Code); ok && b.Account {
		k.account = c.Key
	}
	return true
}

func (r *run) check(c *timeline.Call) {
	for scope := range scopeCount {
		s := &r.scopes[scope]
		if len(s.rules) == 0 {
			continue
		}
		key, ok := scope.subject(c)
		if !ok {
			continue
		}
		who, ok := s.subjects[key]
		if !ok {
			who.plan = s.plan(r.book.Of(c))
			who.passes = make([]Pass, len(who.plan.rules))
			s.subjects[key] = who
		}
		for _, i := range who.plan.heeds(c) {
			p := &who.passes[i]
			if p.rule == nil {
				r.begin(p, who.plan.rules[i], who.plan.profile, s)
			}
			if p.checker != nil {
				p.checker.Check(p, c)
			}
		}
	}
}

// concerns reports whether the rule looks at calls of an operation, or at what one more
// task makes of them.
func (r *Rule) concerns(op timeline.Operation, also bool) bool {
	return (!also || r.EachTask || r.Scope == PerTask) && (r.About == nil || slices.Contains(r.About, op))
}

// begin makes the checker of a pass.
func (r *run) begin(p *Pass, a applied, profile *service.Profile, s *scopeState) {
	*p = Pass{run: r, rule: a.rule, service: profile.Name, limit: a.limit, checker: a.rule.New(profile, *a.limit)}
	if _, ok := p.checker.(Ender); ok {
		s.enders = append(s.enders, p)
	}
}

// end tells the checkers that the recording is over. What did not happen cannot be
// told from one that lacks a kind of call altogether.
func (r *run) end() {
	for i := range r.scopes {
		for _, p := range r.scopes[i].enders {
			if s := r.seen[p.service]; !s.Partial() {
				p.checker.(Ender).End(p, s.last)
			}
		}
	}
}

// note counts what a call could show.
func (r *run) note(c *timeline.Call) {
	s := r.seen[c.Service]
	if s == nil {
		s = &Seen{Profile: r.book.Of(c), ops: map[timeline.Operation]*shown{}}
		r.seen[c.Service] = s
	}
	s.Calls++
	s.last = c.Start
	if c.Op == timeline.CreateTask && c.State == timeline.Accepted {
		s.taken++
	}
	o := s.ops[c.Op]
	if o == nil {
		o = &shown{}
		s.ops[c.Op] = o
	}
	o.calls++
	for bit := range o.lacking {
		if !c.Shows.Has(1 << bit) {
			o.lacking[bit]++
		}
	}
}

func (r *run) finish(calls int) {
	r.end()
	r.report.Calls = calls
	for _, p := range r.book {
		if s := r.seen[p.Name]; s != nil {
			r.report.Services = append(r.report.Services, s)
		}
	}
	for _, f := range r.findings {
		if f.Refuted() {
			f.Severity, f.Passed = min(f.Severity, Info), nil
		}
	}
	r.report.Findings = fold(r.findings)
	for _, f := range r.report.Findings {
		f.Fix = advice(f)
		f.Message = f.Rule.Say(f)
	}
	slices.SortStableFunc(r.report.Findings, compareFindings)
	slices.SortStableFunc(r.report.Headroom, func(a, b Headroom) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Rule.ID, b.Rule.ID))
	})
}

// advice puts the fix in terms of the client library or of the ban, where they are
// known.
func advice(f *Finding) string {
	if f.Rule.Scope == PerBan {
		return sitOut(f)
	}
	if f.Limit.ID == service.PollInterval && f.Library != nil && f.Library.Advice != "" {
		return f.Fix + " In " + f.Library.Name + ": " + f.Library.Advice + "."
	}
	return f.Fix
}

// sitOut says what to do about a ban, and for how long.
func sitOut(f *Finding) string {
	fix := f.Rule.Fix
	if code, ok := service.CodeByName(f.Evidence[0].Code); ok {
		fix = code.Do
	}
	if ban, ok := service.ByName(f.Service).Ban(f.Evidence[0].Code); ok && ban.Lasts > 0 {
		fix += " The block lasts " + service.Span(ban.Lasts)
		if ban.Restart {
			fix += ", and each further violation may start it anew"
		}
		fix += "."
	}
	return fix
}

func compareFindings(a, b *Finding) int {
	return cmp.Or(
		cmp.Compare(b.Severity, a.Severity),
		cmp.Compare(a.First, b.First),
		compareBool(a.Rule.Outcome, b.Rule.Outcome),
		cmp.Compare(a.Service, b.Service),
		cmp.Compare(a.Rule.ID, b.Rule.ID),
		cmp.Compare(a.Evidence[0].Pos.Source, b.Evidence[0].Pos.Source),
		cmp.Compare(a.Evidence[0].Pos.Entry, b.Evidence[0].Pos.Entry),
	)
}

// compareBool puts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}
