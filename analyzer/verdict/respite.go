package verdict

import (
	"cmp"
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A respite is what speaks against an estimate that was passed: the first call that was
// served although a ban would have been on.
type respite struct {
	from, until timeline.Instant // when the ban would have been on; until is 0 when nobody says
	served      *timeline.Call   // nil for none so far
}

// passing names a respite: the call that passed the limit, as its finding has it, and
// what it would have been banned for.
type passing struct {
	call   *timeline.Call
	reason service.Reason
}

// passed takes up that a finding passed its limit.
func (l *ledger) passed(f *analyzer.Finding) {
	c, name := f.Passed, passing{f.Passed, f.Limit.Earns}
	if !f.Limit.Basis.Assumed() || f.Limit.Earns == "" || l.respites[name] != nil {
		return
	}
	says, _ := l.service.BanFor(f.Limit.Earns)
	r := &respite{from: c.Heard()}
	if says.Lasts > 0 {
		r.until = c.Start.Add(says.Lasts)
	}
	l.respites[name] = r
	byAccount := &l.accountOf(c.Key).waiting
	if !says.Account && c.Shows.Has(timeline.ShowsClient) {
		l.addressOf(c.Client).waiting.add(r)
		byAccount = &l.accountOf(c.Key).unseen
	}
	if !c.Key.IsZero() {
		byAccount.add(r)
	}
}

// waits are respites whose call has not come yet, by the time from which it counts.
type waits []*respite

func (w *waits) add(r *respite) {
	i, _ := slices.BinarySearchFunc(*w, r.from, func(r *respite, from timeline.Instant) int { return cmp.Compare(r.from, from) })
	*w = slices.Insert(*w, i, r)
}

// serve ends the waits that a call which was served ends: it answers them, or comes too
// late to.
func (w *waits) serve(c *timeline.Call) {
	if len(*w) == 0 {
		return
	}
	n := 0
	var served *timeline.Call
	for ; n < len(*w) && (*w)[n].from <= c.Start; n++ {
		r := (*w)[n]
		if r.served != nil || r.until != 0 && c.Start >= r.until {
			continue
		}
		if served == nil {
			served = new(*c)
		}
		r.served = served
	}
	*w = slices.Delete(*w, 0, n)
}

// served takes up a call that was served to those who wait for one of its account, or of
// its address where both show one.
func (l *ledger) served(c *timeline.Call) {
	account := l.accountOf(c.Key)
	account.waiting.serve(c)
	if c.Shows.Has(timeline.ShowsClient) {
		l.addressOf(c.Client).waiting.serve(c)
	} else {
		account.unseen.serve(c)
	}
}

// refute lowers findings whose assumed limit the recording shows to be another: their
// subject was served after the ban would have begun.
func (j *judgement) refute() {
	for _, f := range j.findings {
		if f.Passed == nil || j.shadows.on(f) {
			continue
		}
		if r := j.ledger.respites[passing{f.Passed, f.Limit.Earns}]; r != nil && r.served != nil {
			f.Severity, f.Unbanned = min(f.Severity, analyzer.Warning), r.served
			f.Message = refuted(f)
		}
	}
}

func refuted(f *analyzer.Finding) lang.Text {
	if f.Limit.Basis == service.Configured {
		return lang.T("%s; still served afterwards, so the limit in force is higher than the configured one", f.Message)
	}
	return lang.T("%s; still served afterwards, so the limit in force is higher than the estimate", f.Message)
}
