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
	addresses timeline.ByClient[party]
	subnets   map[string]*party
	account   *party   // that was looked up last: mostly the next is the same
	from      []*party // where parties puts whom a call comes from

	bansAccounts, bansSubnets bool // the service has such bans

	bans     []*Ban               // that the answers show, in order of time
	told     *Ban                 // that somebody tells of; nil for none
	respites map[passing]*respite // of the estimates that were passed
}

func newLedger(p *service.Profile, told Told) *ledger {
	l := &ledger{
		service: p, respites: map[passing]*respite{},
		accounts: map[timeline.Key]*party{}, subnets: map[string]*party{},
	}
	for _, b := range p.Bans {
		l.bansAccounts = l.bansAccounts || b.Account
		l.bansSubnets = l.bansSubnets || b.Subnet
	}
	if told.At != 0 {
		l.told = newTold(p, told)
	}
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
	if len(l.respites) > 0 && c.State != timeline.NoState && c.Shows.Has(timeline.ShowsTime) {
		l.served(c)
	}
	if l.told != nil {
		l.told.hear(c)
	}
}

// parties returns whom a call comes from, as far as the service bans such: the account,
// the address, and its subnet. They are good until the next call.
func (l *ledger) parties(c *timeline.Call) []*party {
	l.from = l.from[:0]
	if l.bansAccounts {
		l.from = append(l.from, l.accountOf(c.Key))
	}
	address := l.addressOf(c.Client)
	l.from = append(l.from, address)
	if l.bansSubnets {
		l.from = append(l.from, address.subnet)
	}
	return l.from
}

func (l *ledger) accountOf(key timeline.Key) *party {
	if l.account == nil || l.account.key != key {
		l.account = find(l.accounts, key)
		l.account.key = key
	}
	return l.account
}

func (l *ledger) addressOf(client string) *party {
	p := l.addresses.Get(client)
	if p == nil {
		p = &party{client: client}
		if l.bansSubnets {
			p.subnet = find(l.subnets, subnetOf(client))
		}
		l.addresses.Put(client, p)
	}
	return p
}

// find returns the party of that name, a new one where there is none.
func find[T comparable](parties map[T]*party, name T) *party {
	p := parties[name]
	if p == nil {
		p = &party{}
		parties[name] = p
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
	p := l.addressOf(c.Client)
	switch {
	case b.Says.Account:
		p = l.accountOf(c.Key)
	case b.Says.Subnet:
		p = p.subnet
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
