package verdict

import (
	"slices"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A ledger is what is remembered of the calls to one service.
type ledger struct {
	service   *service.Profile
	calls     int
	accounts  map[timeline.Key]*party
	addresses map[string]*party
	subnets   map[string]*party // nil where the service does not ban them
	account   *party            // of the last call: the next is mostly of the same
	address   *party
	from      []*party             // these, and the subnet
	bans      []*Ban               // that the answers show, in order of time
	told      *Ban                 // that somebody tells of; nil for none
	respites  map[passing]*respite // of the estimates that were passed
}

func newLedger(p *service.Profile, told Told) *ledger {
	l := &ledger{service: p, accounts: map[timeline.Key]*party{}, addresses: map[string]*party{}, respites: map[passing]*respite{}}
	if slices.ContainsFunc(p.Bans, func(b service.Ban) bool { return b.Subnet }) {
		l.subnets = map[string]*party{}
	}
	if told.At != 0 {
		l.told = newTold(p, told)
	}
	l.account, l.address = l.accountOf(timeline.Key{}), l.addressOf("")
	return l
}

// call takes up a call.
func (l *ledger) call(c *timeline.Call) {
	l.calls++
	from := l.parties(c)
	if c.Class == timeline.Banned {
		l.refused(c, from)
	} else {
		other(c, from)
	}
	for _, p := range from {
		p.trace(c, l.calls)
	}
	if c.State != timeline.NoState && c.Shows.Has(timeline.ShowsTime) {
		served(c, from[0], from[1])
	}
	if l.told != nil {
		l.told.hear(c)
	}
}

// parties returns whom a call comes from: the account, the address, and its subnet where
// the service bans those. It is good until the next call.
func (l *ledger) parties(c *timeline.Call) []*party {
	if l.account.key != c.Key {
		l.account = l.accountOf(c.Key)
	}
	if l.address.client != c.Client {
		l.address = l.addressOf(c.Client)
	}
	l.from = append(l.from[:0], l.account, l.address)
	if l.subnets != nil {
		l.from = append(l.from, l.address.subnet)
	}
	return l.from
}

func (l *ledger) accountOf(key timeline.Key) *party {
	p := l.accounts[key]
	if p == nil {
		p = &party{key: key}
		l.accounts[key] = p
	}
	return p
}

func (l *ledger) addressOf(client string) *party {
	p := l.addresses[client]
	if p == nil {
		p = &party{client: client}
		if l.subnets != nil {
			p.subnet = l.subnetOf(subnetOf(client))
		}
		l.addresses[client] = p
	}
	return p
}

func (l *ledger) subnetOf(subnet string) *party {
	p := l.subnets[subnet]
	if p == nil {
		p = &party{client: subnet}
		l.subnets[subnet] = p
	}
	return p
}

// refused takes up an answer of a ban.
func (l *ledger) refused(c *timeline.Call, from []*party) {
	counted := false
	for _, p := range from {
		for _, b := range p.on(c.Start) {
			b.during(c)
			counted = counted || b.Code == c.Code
		}
	}
	if counted {
		return
	}
	b := newBan(l.service, c)
	p := from[1]
	switch {
	case b.Says.Account:
		p = from[0]
	case b.Says.Subnet:
		p = from[2]
	}
	b.Before, b.traces = !p.met, slices.Clone(p.traces)
	l.bans, p.bans, p.open = append(l.bans, b), append(p.bans, b), append(p.open, b)
}

// other takes up any other answer: a request that is served ends the bans of who
// sent it, whatever the documents say.
func other(c *timeline.Call, from []*party) {
	for _, p := range from {
		p.met = true
		for _, b := range p.on(c.Start) {
			switch {
			case c.Start < b.known:
			case c.State != timeline.NoState && b.Says.Subnet && c.Client != b.Subject.Client: // it is not shut out
			case c.State != timeline.NoState:
				b.Until, b.Lifted = c.Start, true
			default:
				b.during(c)
			}
		}
	}
}
