package verdict

import (
	"cmp"
	"slices"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A ledger is what is remembered of the calls to one service.
type ledger struct {
	service    *service.Profile
	calls      int
	room       int      // for young parties; 0 for no bound
	young, old parties  // who called since the last turn, and who did not; old is nil before the first
	account    *party   // that was looked up last: mostly the next is the same
	from       []*party // where parties puts whom a call comes from

	bansAccounts, bansSubnets bool // the service has such bans

	bans     []*Ban               // that the answers show, in order of time; the first of very many
	left     int                  // answers of bans that are not among them
	told     *Ban                 // that somebody tells of; nil for none
	respites map[passing]*respite // of the estimates that were passed
}

// partySize is about how many bytes it takes to remember a party and its kinds of calls.
const partySize = 512

func newLedger(p *service.Profile, told Told, room int) *ledger {
	l := &ledger{service: p, respites: map[passing]*respite{}, young: newParties(), room: room / 2 / partySize}
	for _, b := range p.Bans {
		l.bansAccounts = l.bansAccounts || b.Account
		l.bansSubnets = l.bansSubnets || b.Subnet
	}
	if told.At != 0 {
		l.told = newTold(p, told)
	}
	return l
}

// maxBans is how many bans of a service are kept apart: nobody reads more.
const maxBans = 1000

// call takes up a call.
func (l *ledger) call(c *timeline.Call) {
	l.calls++
	if l.room > 0 && l.young.count > l.room {
		l.young, l.old, l.account = newParties(), l.young, nil
	}
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
		l.account = find(l, l.young.accounts, l.old.accounts, key)
		l.account.key = key
	}
	return l.account
}

func (l *ledger) addressOf(client string) *party {
	p := l.young.addresses.Get(client)
	if p == nil {
		p = cmp.Or(l.old.addresses.Get(client), &party{client: client})
		if l.bansSubnets {
			p.subnet = find(l, l.young.subnets, l.old.subnets, subnetOf(client))
		}
		l.young.addresses.Put(client, p)
		l.young.count++
	}
	return p
}

// find returns the party of that name, who is young then: a new one where there is none.
func find[T comparable](l *ledger, young, old map[T]*party, name T) *party {
	p := young[name]
	if p == nil {
		p = cmp.Or(old[name], &party{})
		young[name] = p
		l.young.count++
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
	if len(l.bans) == maxBans {
		l.left++
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
