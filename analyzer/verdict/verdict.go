// Package verdict says what the findings together mean: for each reason for
// which a service bans, whether the recorded client is banned, would be, is near
// it, is clear of it, or cannot be judged.
package verdict

import (
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
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
	Why     lang.Text         // in one sentence
	Earned  bool              // By is the request that passed the limit, and not the first that was refused
	Among   int               // how many reasons the ban that was seen may have had; 0 without a ban
	Assumed bool              // the cause of the ban is not in the recording: the reason is what the document names
}

// A Judgement is what the findings of a run mean.
type Judgement struct {
	Verdicts []Verdict // one for every reason of every service met
	Bans     []*Ban    // that were seen, and that are due; by service, then by time
	Left     int       // answers of bans that are like very many others, and not among Bans
}

// busiest returns the service that most calls were made to; nil for none.
func busiest(r *analyzer.Report) (most *analyzer.Seen) {
	for _, s := range r.Services {
		if most == nil || s.Calls > most.Calls {
			most = s
		}
	}
	return most
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
	ledger   *ledger
	seen     *analyzer.Seen
	findings []*analyzer.Finding
	bans     []*Ban // that were seen, by their beginning; then those that are due
	told     *Ban   // the one of them that somebody tells of; nil for none
	shadows  shadows
}

func (j *judgement) verdict(reason service.Reason) Verdict {
	v := Verdict{Service: j.seen.Profile, Reason: reason}
	worst := j.worst(reason)
	for _, seen := range []bool{true, false} {
		for _, b := range j.bans {
			if b.Seen() == seen && slices.Contains(b.Reasons, reason) {
				v.of(b, reason)
				return v
			}
		}
	}
	switch {
	case j.near(&v, worst):
	case j.blind(&v):
	case slices.ContainsFunc(j.bans, func(b *Ban) bool { return len(b.Reasons) == 0 }):
		v.State, v.Why = Unknown, lang.T("a ban was answered, but neither its code nor the recording tells what it was for")
	case slices.ContainsFunc(j.bans, func(b *Ban) bool { return b.Assumed }):
		v.State, v.Why = Unknown, lang.T("the ban may have been for this as well: its cause is not in the recording")
	default:
		v.State, v.Why = Clear, lang.T("judged, and nothing found")
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

// of makes the verdict that a ban gives.
func (v *Verdict) of(b *Ban, reason service.Reason) {
	v.At, v.By, v.Until, v.Basis, v.Earned = b.Began, b.By, b.Until, b.Basis, b.Earned
	if !b.Seen() {
		v.State, v.Why = WouldBan, b.Causes[0].Message
		return
	}
	v.State, v.Among, v.Assumed = Banned, len(b.Reasons), b.Assumed
	v.Why = lang.T("%s was answered", b.Code)
	if b.Told {
		v.Why = lang.T("a ban is known that the recording does not show")
	}
	if b.Assumed {
		v.Why = lang.T("%s; its cause is not in the recording, and this is what the document names", v.Why)
	}
}

// near reports whether the client was heading for the ban.
func (j *judgement) near(v *Verdict, worst *analyzer.Finding) bool {
	for _, h := range j.report.Headroom {
		if h.Service != v.Service.Name || h.Limit.Earns != v.Reason || !h.Counts() {
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
func used(h analyzer.Headroom) lang.Text {
	s := lang.T("%d %s", int(h.Used), lang.Doc(h.Limit.Bounds))
	if h.Limit.Span > 0 {
		s = lang.T("%s within %s", s, lang.Span(h.Limit.Span))
	}
	if h.Rule.Scope == analyzer.PerTask {
		s = lang.T("%s (%s)", s, h.At.Task.String())
	}
	if h.Limit.Basis == service.Estimated {
		return lang.T("%s; banlint's bar is %d", s, h.Limit.Value)
	}
	return lang.T("%s, of %d allowed", s, h.Limit.Value)
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
			v.State, v.Why = Unknown, lang.T("%d of %s do not show %s", lacking, lang.Count(calls, "call"), needs(what))
			return true
		}
	}
	if about == 0 && j.seen.Partial() {
		v.State, v.Why = Unknown, lang.T("the recording holds none of the calls that it is about")
		return true
	}
	return false
}

// needs words what a call may fail to show.
func needs(what timeline.Shows) lang.Text {
	switch what {
	case timeline.ShowsAnswer:
		return lang.T("what the service answered")
	case timeline.ShowsTask:
		return lang.T("which task they are about")
	case timeline.ShowsKey, timeline.ShowsKeyed:
		return lang.T("their key")
	case timeline.ShowsTime:
		return lang.T("when they were sent")
	default:
		return lang.T("what was asked")
	}
}
