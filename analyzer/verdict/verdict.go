// Package verdict says what the findings together mean: for each reason for
// which a service bans, whether the recorded client is banned, would be, is near
// it, is clear of it, or cannot be judged.
package verdict

import (
	"fmt"
	"slices"

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
	report     *analyzer.Report
	seen       *analyzer.Seen
	findings   []*analyzer.Finding
	ban        *analyzer.Finding // that a ban was seen; nil when none was
	says       service.Ban       // what its code says
	earned     []service.Reason  // what it was for, as far as can be told
	documented bool              // earned is what the document says, for want of a cause in the recording
}

// attribute finds out what a ban that was seen was for: what the client did
// before it, or else what the service documents its code for.
func (j *judgement) attribute() {
	for _, f := range j.findings {
		if f.Rule.ID == "ban-seen" && (j.ban == nil || f.First < j.ban.First) {
			j.ban = f
		}
	}
	if j.ban == nil {
		return
	}
	j.says, _ = j.seen.Profile.Ban(j.ban.Evidence[0].Code)
	j.earned = j.causes()
	if len(j.earned) == 0 || j.says.Sole {
		j.earned, j.documented = j.says.Earned, true
	}
	for _, f := range j.findings {
		if f.Rule.Outcome && len(j.earned) > 0 {
			f.Reason = j.earned[0]
		}
	}
}

// causes lists the reasons whose limits were passed before the ban, or, where
// none was, those for which the client was heading: an estimate may be too high.
func (j *judgement) causes() (reasons []service.Reason) {
	for _, severity := range []analyzer.Severity{analyzer.Error, analyzer.Warning} {
		for _, f := range j.findings {
			began := f.First
			if severity == analyzer.Error && f.Passed != nil {
				began = f.Passed.Start
			}
			if f.Reason != "" && f.Severity == severity && began <= j.ban.First && !slices.Contains(reasons, f.Reason) {
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
	switch {
	case slices.Contains(j.earned, reason):
		j.banned(&v, worst)
	case worst != nil && worst.Passed != nil:
		j.wouldBan(&v, worst)
	case j.near(&v, worst):
	case j.blind(&v):
	case j.ban != nil && len(j.earned) == 0:
		v.State, v.Why = Unknown, "a ban was answered, but neither its code nor the recording tells what it was for"
	case j.assumed():
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

func (j *judgement) banned(v *Verdict, worst *analyzer.Finding) {
	first := &j.ban.Evidence[0]
	v.State, v.Basis = Banned, service.Observed
	v.At, v.By = first.Start, first.Pos
	if worst != nil {
		v.Basis = worst.Limit.Basis
		// Past a documented limit the ban is earned; past an estimate it shows only
		// when the service acts.
		if v.Basis == service.Documented && worst.Passed != nil && worst.Passed.Start <= first.Start {
			v.At, v.By, v.Earned = worst.Passed.Start, worst.Passed.Pos, true
		}
	}
	v.Until = j.until(v.At, j.says)
	v.Why = fmt.Sprintf("%s was answered", first.Code)
	if v.Assumed = j.assumed(); v.Assumed {
		v.Why += "; its cause is not in the recording, and this is what the document names"
	}
}

// assumed reports whether the recording holds a ban and nothing that could have
// earned it.
func (j *judgement) assumed() bool { return j.ban != nil && j.documented && !j.says.Sole }

// until returns when a ban that began at t ends: its length after the last
// request in it, where every request starts it anew.
func (j *judgement) until(t timeline.Instant, ban service.Ban) timeline.Instant {
	if ban.Lasts == 0 || t == 0 {
		return 0
	}
	if ban.Restart {
		for _, f := range j.findings {
			if f.Rule.Outcome {
				t = max(t, f.Last)
			}
		}
	}
	return t.Add(ban.Lasts)
}

func (j *judgement) wouldBan(v *Verdict, worst *analyzer.Finding) {
	v.State, v.Basis, v.Why = WouldBan, worst.Limit.Basis, worst.Message
	v.At, v.By, v.Earned = worst.Passed.Start, worst.Passed.Pos, true
	for _, ban := range v.Service.Bans {
		if len(ban.Earned) == 0 || ban.Lasts == 0 || v.At == 0 {
			continue
		}
		if slices.Contains(ban.Earned, v.Reason) || v.Until == 0 && ban.Restart {
			v.Until = max(v.At, worst.Last).Add(ban.Lasts)
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
			v.Why = fmt.Sprintf("%d of %s used up (%s)", int(h.Used), h.Limit, h.Limit.Bounds)
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

// blind reports whether the recording fails to show what a rule about the reason
// needs.
func (j *judgement) blind(v *Verdict) bool {
	for _, rule := range j.report.Rules {
		limit, ok := v.Service.Limit(rule.Limit)
		if !ok || limit.Earns != v.Reason {
			continue
		}
		if calls, lacking := j.seen.Lack(rule); lacking*100 > calls*hidden {
			v.State, v.Why = Unknown, fmt.Sprintf("%d of %d calls do not show %s", lacking, calls, needs(rule.Needs))
			return true
		}
	}
	return false
}

// needs words what a rule needs to see.
func needs(s timeline.Shows) string {
	switch {
	case s.Has(timeline.ShowsAnswer):
		return "what the service answered"
	case s.Has(timeline.ShowsTask):
		return "which task they are about"
	case s.Has(timeline.ShowsKey):
		return "their key"
	case s.Has(timeline.ShowsTime):
		return "when they were sent"
	default:
		return "the request"
	}
}
