package verdict

import (
	"math"
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A whom is one side of whom a finding or a ban is about: the account, the address, or
// its subnet. One without key and client stands for all of its scope.
type whom struct {
	scope  scope
	key    timeline.Key
	client string
}

type scope uint8

const (
	everybody scope = iota
	account
	address
	subnet
)

// sides returns whom a finding is about, from each side.
func sides(f *analyzer.Finding) [3]whom {
	return [3]whom{
		{scope: account, key: f.Subject.Account},
		{scope: address, client: f.Subject.Client},
		{scope: subnet, client: subnetOf(f.Subject.Client)},
	}
}

// whom returns whom the ban shuts out.
func (b *Ban) whom() whom {
	switch {
	case b.Says.Account:
		return whom{scope: account, key: b.Subject.Account}
	case b.Subject.Client == "":
		return whom{}
	case b.Says.Subnet:
		return whom{scope: subnet, client: subnetOf(b.Subject.Client)}
	default:
		return whom{scope: address, client: b.Subject.Client}
	}
}

// suspects are findings that earn bans, by whom they are about.
type suspects struct {
	all    []*analyzer.Finding
	places map[whom][]int // in all
}

func newSuspects(findings []*analyzer.Finding) *suspects {
	s := &suspects{places: map[whom][]int{}}
	for _, f := range findings {
		if f.Reason == "" || f.Rule.Outcome {
			continue
		}
		for _, w := range sides(f) {
			s.places[w] = append(s.places[w], len(s.all))
		}
		s.all = append(s.all, f)
	}
	return s
}

// of lists those that may be about whom a ban shut out, in order.
func (s *suspects) of(b *Ban) (some []*analyzer.Finding) {
	who := b.whom()
	if who.scope == everybody {
		return s.all
	}
	places := slices.Concat(s.places[whom{scope: who.scope}], s.places[who])
	slices.Sort(places)
	for _, i := range slices.Compact(places) {
		some = append(some, s.all[i])
	}
	return some
}

// shadows say until when bans that were seen, for a reason, were on, by whom they shut
// out.
type shadows map[shadow]timeline.Instant

type shadow struct {
	whom   whom
	reason service.Reason
}

func newShadows(bans []*Ban) shadows {
	s := shadows{}
	for _, b := range bans {
		who := b.whom()
		all := whom{scope: address}
		if b.Says.Account {
			all = whom{scope: account}
		}
		end := b.Until
		if end == 0 {
			end = math.MaxInt64
		}
		for _, r := range b.Reasons {
			s[shadow{who, r}] = max(s[shadow{who, r}], end)
			s[shadow{all, r}] = max(s[shadow{all, r}], end)
		}
	}
	return s
}

// on reports whether a ban is the one that a finding earned.
func (s shadows) on(f *analyzer.Finding) bool {
	on := func(w whom) bool { return f.First < s[shadow{w, f.Limit.Earns}] }
	who := sides(f)
	return on(whom{}) || slices.ContainsFunc(who[:], on)
}
