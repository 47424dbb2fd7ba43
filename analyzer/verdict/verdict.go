// Package verdict says what the findings together mean: for each reason for
// which a service bans, whether the recorded client is banned, would be, is near
// it, is clear of it, or cannot be judged.
package verdict

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A State is how a client stands with regard to one reason for a ban.
type State string

// The states, gravest first.
const (
	Banned   State = "banned"    // the ban shows in the answers
	WouldBan State = "would-ban" // a limit was passed
	Near     State = "near"      // most of a limit is used up, or it was passed elsewhere
	Unknown  State = "unknown"   // the recording cannot tell
	Clear    State = "clear"     // judged, and nothing
)

// near is the share of a limit, in percent, past which a client is near a ban.
const near = 80

// hidden is the share of calls, in percent, up to which a recording may fail to
// show what a rule needs without hiding a behaviour from it.
const hidden = 10

// A Verdict is how a client stands with regard to one reason of one service.
type Verdict struct {
	Service *service.Profile
	Reason  service.Reason
	State   State
	At      timeline.Instant  // when the ban began, would begin, or the limit came near
	Until   timeline.Instant  // when it ends at the earliest; 0 when nobody says
	By      timeline.Position // of the request that earned it
	Basis   service.Basis     // of the limit that counts
	Why     string            // in one sentence
	Earned  bool              // By is the request that passed the limit, and not the first that was refused
	Among   int               // how many reasons the ban that was seen may have had; 0 without a ban
	Assumed bool              // the cause of the ban is not in the recording: the reason is what the document names
}

// Judge returns one verdict for every reason of every service met. Findings that
// a ban was seen learn their reason from it.
func Judge(r *analyzer.Report) []Verdict {
	var verdicts []Verdict
	for _, s := range r.Services {
		j := judgement{report: r, seen: s, findings: findingsOf(r, s.Profile.Name)}
		j.attribute()
		for _, reason := range s.Profile.Reasons() {
			verdicts = append(verdicts, j.verdict(reason))
		}
	}
	return verdicts
}

func findingsOf(r *analyzer.Report, name string) (some []*analyzer.Finding) {
	for _, f := range r.Findings {
		if f.Service == name {
			some = append(some, f)
		}
	}
	return some
}

// judgement is the work on one service.
type judgement struct {
	report   *analyzer.Report
	seen     *analyzer.Seen
	findings []*analyzer.Finding
	bans     []ban // that were seen, by their beginning
}

// A ban is one that shows in the answers.
type ban struct {
	finding    *analyzer.Finding // that it was seen
	says       service.Ban       // what its code says
	earned     []service.Reason  // what it was for, as far as can be told
	documented bool              // earned is what the document says, for want of a cause in the recording
}

// attribute finds out what the bans that were seen were for: what the client did
// before them, or else what the service documents their codes for.
func (j *judgement) attribute() {
	for _, f := range j.findings {
		if f.Rule.Scope != analyzer.PerBan {
			continue
		}
		b := ban{finding: f}
		b.says, _ = j.seen.Profile.Ban(f.Evidence[0].Code)
		b.earned = j.causes(&b)
		if len(b.earned) == 0 || b.says.Sole {
			b.earned, b.documented = b.says.Earned, true
		}
		j.bans = append(j.bans, b)
	}
	slices.SortStableFunc(j.bans, func(a, b ban) int { return cmp.Compare(a.finding.First, b.finding.First) })
	for _, f := range j.findings {
		if b := j.banAt(f.First); f.Rule.Outcome && b != nil && len(b.earned) > 0 {
			f.Reason = b.earned[0]
		}
	}
}

// banAt returns the last ban that had begun by then; nil for none.
func (j *judgement) banAt(t timeline.Instant) (last *ban) {
	for i := range j.bans {
		if last == nil || j.bans[i].finding.First <= t {
			last = &j.bans[i]
		}
	}
	return last
}

// memory is how long before a ban its cause can lie, where the ban's own length
// is not known.
const memory = 10 * time.Minute

// causes lists the reasons whose limits were passed shortly before the ban, or,
// where none was, those for which the client was heading: an estimate may be too
// high.
func (j *judgement) causes(b *ban) (reasons []service.Reason) {
	began := b.finding.First
	recent := began.Add(-max(memory, b.says.Lasts))
	for _, severity := range []analyzer.Severity{analyzer.Error, analyzer.Warning} {
		for _, f := range j.findings {
			first := f.First
			if severity == analyzer.Error && f.Passed != nil {
				first = f.Passed.Start
			}
			if f.Reason != "" && f.Severity == severity && !f.Rule.Outcome && first <= began && f.Last >= recent &&
				!slices.Contains(reasons, f.Reason) {
				reasons = append(reasons, f.Reason)
			}
		}
		if len(reasons) > 0 {
			return reasons
		}
	}
	return nil
}

func (j *judgement) verdict(reason service.Reason) Verdict {
	v := Verdict{Service: j.seen.Profile, Reason: reason}
	worst := j.worst(reason)
	for i := range j.bans {
		if slices.Contains(j.bans[i].earned, reason) {
			j.banned(&v, &j.bans[i], worst)
			return v
		}
	}
	switch {
	case worst != nil && worst.Passed != nil:
		j.wouldBan(&v, worst)
	case j.near(&v, worst):
	case j.blind(&v):
	case slices.ContainsFunc(j.bans, func(b ban) bool { return len(b.earned) == 0 }):
		v.State, v.Why = Unknown, "a ban was answered, but neither its code nor the recording tells what it was for"
	case slices.ContainsFunc(j.bans, func(b ban) bool { return b.assumed() }):
		v.State, v.Why = Unknown, "the ban may have been for this as well: its cause is not in the recording"
	default:
		v.State, v.Why = Clear, "judged, and nothing found"
	}
	return v
}

// worst returns the gravest finding that earns the reason, the first of its
// severity; nil for none.
func (j *judgement) worst(reason service.Reason) (worst *analyzer.Finding) {
	for _, f := range j.findings {
		if f.Reason == reason && f.Limit.Earns == reason && (worst == nil || f.Severity > worst.Severity) {
			worst = f
		}
	}
	return worst
}

func (j *judgement) banned(v *Verdict, b *ban, worst *analyzer.Finding) {
	first := &b.finding.Evidence[0]
	v.State, v.Basis = Banned, service.Observed
	v.At, v.By, v.Among = first.Start, first.Pos, len(b.earned)
	if worst != nil {
		v.Basis = worst.Limit.Basis
		// Past a documented limit the ban is earned; past an estimate it shows only
		// when the service acts.
		if v.Basis == service.Documented && worst.Passed != nil && worst.Passed.Start <= first.Start {
			v.At, v.By, v.Earned = worst.Passed.Start, worst.Passed.Pos, true
		}
	}
	v.Until = j.until(v.At, b)
	v.Why = fmt.Sprintf("%s was answered", first.Code)
	if v.Assumed = b.assumed(); v.Assumed {
		v.Why += "; its cause is not in the recording, and this is what the document names"
	}
}

// assumed reports whether the recording holds the ban and nothing that could have
// earned it.
func (b *ban) assumed() bool { return b.documented && !b.says.Sole && len(b.earned) > 0 }

// until returns when a ban that began at t ends: its length after the last
// request in it, where every request starts it anew.
func (j *judgement) until(t timeline.Instant, b *ban) timeline.Instant {
	if b.says.Lasts == 0 || t == 0 {
		return 0
	}
	t = max(t, b.finding.First)
	if b.says.Restart {
		t = max(t, b.finding.Last)
	}
	return t.Add(b.says.Lasts)
}

func (j *judgement) wouldBan(v *Verdict, worst *analyzer.Finding) {
	v.State, v.Basis, v.Why = WouldBan, worst.Limit.Basis, worst.Message
	v.At, v.By, v.Earned = worst.Passed.Start, worst.Passed.Pos, true
	for _, ban := range v.Service.Bans {
		if len(ban.Earned) == 0 || ban.Lasts == 0 || v.At == 0 {
			continue
		}
		if slices.Contains(ban.Earned, v.Reason) || v.Until == 0 && ban.Restart {
			v.Until = max(v.Until, max(v.At, worst.Last).Add(ban.Lasts))
		}
	}
}

// near reports whether the client was heading for the ban.
func (j *judgement) near(v *Verdict, worst *analyzer.Finding) bool {
	for _, h := range j.report.Headroom {
		if h.Service != v.Service.Name || h.Limit.Earns != v.Reason || h.Limit.Least {
			continue
		}
		if h.Used*100 > float64(h.Limit.Value)*near {
			v.State, v.Basis, v.At, v.By = Near, h.Limit.Basis, h.At.Start, h.At.Pos
			v.Why = used(h)
			return true
		}
	}
	if worst == nil || worst.Severity < analyzer.Warning {
		return false
	}
	v.State, v.Basis, v.At, v.By = Near, worst.Limit.Basis, worst.First, worst.Evidence[0].Pos
	v.Why = worst.Message
	return true
}

// used words how much of a limit is used up.
func used(h analyzer.Headroom) string {
	s := fmt.Sprintf("%d %s", int(h.Used), h.Limit.Bounds)
	if h.Limit.Span > 0 {
		s += " within " + service.Span(h.Limit.Span)
	}
	if h.Rule.Scope == analyzer.PerTask {
		s += " (" + h.At.Task.String() + ")"
	}
	if h.Limit.Basis == service.Estimated {
		return fmt.Sprintf("%s; banlint's bar is %d", s, h.Limit.Value)
	}
	return fmt.Sprintf("%s, of %d allowed", s, h.Limit.Value)
}

// blind reports whether the recording fails to show what a rule about the reason
// needs: in a share of the calls, in more than the limit allows, or because it
// holds none of the calls that the reason is about.
func (j *judgement) blind(v *Verdict) bool {
	about := 0
	for _, rule := range j.report.Rules {
		limit, ok := v.Service.Limit(rule.Limit)
		if !ok || limit.Earns != v.Reason {
			continue
		}
		calls, lacking, what := j.seen.Lack(rule)
		about += calls
		unseen := limit.Unit == service.Requests && limit.Value > 0 && int64(lacking) > limit.Value
		if lacking*100 > calls*hidden || unseen {
			v.State, v.Why = Unknown, fmt.Sprintf("%d of %d calls do not show %s", lacking, calls, needs(what))
			return true
		}
	}
	if about == 0 && j.seen.Partial() {
		v.State, v.Why = Unknown, "the recording holds none of the calls that it is about"
		return true
	}
	return false
}

// needs words what a call may fail to show.
func needs(what timeline.Shows) string {
	switch what {
	case timeline.ShowsAnswer:
		return "what the service answered"
	case timeline.ShowsTask:
		return "which task they are about"
	case timeline.ShowsKey, timeline.ShowsKeyed:
		return "their key"
	case timeline.ShowsTime:
		return "when they were sent"
	default:
		return "what was asked"
	}
}
