package behaviour

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/verdict"
)

// verdicts compares how the two stand with regard to each reason for a ban.
func (c *comparison) verdicts() {
	for _, r := range service.Reasons {
		old, now := c.verdict(c.old, r.Reason), c.verdict(c.now, r.Reason)
		if old.State == now.State || old.State == "" && !grave(now.State) || now.State == "" && !grave(old.State) {
			continue
		}
		if !grave(old.State) && !grave(now.State) {
			c.miss(Unshown{ID: string(r.Reason), Name: string(r.Reason), New: now.State == verdict.Unknown, Why: cmp.Or(unknown(old), unknown(now))})
			continue
		}
		if gravity[old.State]+gravity[now.State] == gravity[verdict.Near] && c.steady(r.Reason) {
			continue
		}
		change := Change{
			Kind: OfVerdict, ID: string(r.Reason), Name: string(r.Reason), Means: now.Why.String(),
			Old: Value{Word: word(old.State)}, New: Value{Word: word(now.State)}, Trend: Neutral,
		}
		switch a, b := gravity[old.State], gravity[now.State]; {
		case b > a:
			change.Trend = Riskier
		case b < a && now.State == verdict.Clear:
			change.Trend = Safer
		case b < a && grave(now.State):
			change.Trend = Safer
		}
		c.add(change)
	}
}

// steady reports whether both sides use up about as much of what a reason allows: that
// one is near a ban and the other not is where the bar happens to lie.
func (c *comparison) steady(reason service.Reason) bool {
	old, now := c.share(c.old, reason), c.share(c.now, reason)
	return old > 0 && now > 0 && max(old, now)-min(old, now) <= partOfUsed*max(old, now)
}

// share is the largest part of a limit for the reason that is used up.
func (c *comparison) share(s *Side, reason service.Reason) (used float64) {
	for i := range s.Analysis.Headroom {
		if h := &s.Analysis.Headroom[i]; h.Service == c.profile.Name && h.Limit.Earns == reason && h.Counts() {
			used = max(used, 1-h.Left())
		}
	}
	return used
}

// unknown says why a verdict cannot be given; "" where it can.
func unknown(v verdict.Verdict) string {
	if v.State == verdict.Unknown {
		return v.Why.String()
	}
	return ""
}

// gravity orders the states. What cannot be told is no better and no worse than
// what is clear.
var gravity = map[verdict.State]int{verdict.Near: 1, verdict.WouldBan: 2, verdict.Banned: 3}

func grave(s verdict.State) bool { return gravity[s] > 0 }

// word is the state as reports write it.
func word(s verdict.State) string {
	switch s {
	case "":
		return "no calls"
	case verdict.Banned:
		return "BANNED"
	case verdict.WouldBan:
		return "WOULD BAN"
	case verdict.Unknown:
		return "not judged"
	default:
		return string(s)
	}
}

func (c *comparison) verdict(s *Side, reason service.Reason) verdict.Verdict {
	i := slices.IndexFunc(s.Verdicts, func(v verdict.Verdict) bool { return v.Service.Name == c.profile.Name && v.Reason == reason })
	if i < 0 {
		return verdict.Verdict{}
	}
	return s.Verdicts[i]
}

// fault is what findings are told apart by: not by how often, whose or when. That a
// ban was seen is the same whatever it was for, which the verdict says.
type fault struct {
	rule   string
	reason service.Reason
}

// findings compares what was found.
func (c *comparison) findings() {
	old, now := c.faults(c.old), c.faults(c.now)
	all := maps.Clone(old)
	maps.Copy(all, now)
	for _, f := range slices.SortedFunc(maps.Keys(all), func(a, b fault) int {
		return cmp.Or(cmp.Compare(all[b].Severity, all[a].Severity), cmp.Compare(a.rule, b.rule), cmp.Compare(a.reason, b.reason))
	}) {
		before, after := severity(old[f]), severity(now[f])
		if before == after || borderline(old[f], now[f]) || c.accident(old[f], now[f]) {
			continue
		}
		change := Change{
			Kind: OfFinding, ID: f.rule, Name: f.rule, Limit: all[f].Limit, Means: all[f].Message.String(),
			Old: Value{Word: found(before)}, New: Value{Word: found(after)}, Trend: Safer,
		}
		if f.reason != "" {
			change.Name += " (" + string(f.reason) + ")"
			change.Detail = string(f.reason)
		}
		switch {
		case after > before:
			change.Trend = Riskier
		case after == analyzer.Silent:
			change.Means = "before: " + change.Means
		}
		c.add(change)
	}
}

// accident reports whether two findings short of an error, one of which may be missing,
// are of so few calls that chance makes them come and go.
func (c *comparison) accident(old, now *analyzer.Finding) bool {
	if severity(old) == analyzer.Error || severity(now) == analyzer.Error {
		return false
	}
	return chance(c.offences(c.old, old), c.offences(c.now, now)) >= luck
}

// offences is how many of a side's calls a finding is about. Those that follow an
// answer count once for each: one answer to many workers is one occasion.
func (c *comparison) offences(s *Side, f *analyzer.Finding) Figure {
	all := s.Behaviour.calls(place{c.profile.Name, ""})
	if f == nil {
		return Figure{Of: all}
	}
	occasions := 0
	for _, class := range f.Rule.Answers {
		occasions += s.Behaviour.classes[classAt{c.profile.Name, class}]
	}
	if occasions == 0 {
		occasions = all
	}
	return Figure{Of: all, hits: min(f.Count, occasions, all)}
}

// faults lists the gravest finding of each fault.
func (c *comparison) faults(s *Side) map[fault]*analyzer.Finding {
	list := map[fault]*analyzer.Finding{}
	for _, f := range s.Analysis.Findings {
		key := fault{f.Rule.ID, f.Reason}
		if f.Rule.Outcome {
			key.reason = ""
		}
		if f.Service == c.profile.Name && f.Severity > severity(list[key]) {
			list[key] = f
		}
	}
	return list
}

func severity(f *analyzer.Finding) analyzer.Severity {
	if f == nil {
		return analyzer.Silent
	}
	return f.Severity
}

func found(s analyzer.Severity) string {
	if s == analyzer.Silent {
		return "not found"
	}
	return s.String()
}

// border is how far past a limit of time, as a part of it, a finding may lie and
// still come from the jitter of a client that keeps to it.
const border = 0.1

// borderline reports whether a finding that only one side has is one of time and so
// close to its limit that it comes and goes with the jitter of timers.
func borderline(a, b *analyzer.Finding) bool {
	f := a
	switch {
	case a != nil && b != nil:
		return false
	case a == nil:
		f = b
	}
	return f.Limit.Unit == service.Time && math.Abs(f.Observed-f.Limit.Most()) <= border*f.Limit.Most()
}
