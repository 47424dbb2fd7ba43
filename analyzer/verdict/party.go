package verdict

import (
	"net/netip"
	"slices"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A party is whom a ban can shut out: an account, an address, or its subnet.
type party struct {
	key    timeline.Key // of an account
	client string       // of an address
	subnet *party       // of an address, at a service that bans subnets; nil for none

	met     bool    // it was answered otherwise than with a ban
	open    []*Ban  // that are on, as far as is known
	bans    []*Ban  // all of them, in order of time
	traces  []trace // of each kind of call, the last
	waiting waits   // for any call
	unseen  waits   // of an account: for a call that does not show its address
}

// parties are those that called since a time.
type parties struct {
	accounts  map[timeline.Key]*party
	addresses timeline.ByClient[party]
	subnets   map[string]*party
	count     int
}

func newParties() parties {
	return parties{accounts: map[timeline.Key]*party{}, subnets: map[string]*party{}}
}

// A trace is the last call of a kind.
type trace struct {
	op   timeline.Operation
	code string
	pos  timeline.Position
	nth  int // of the calls to the service
}

// kinds is how many kinds of calls a party leaves traces of: what is told of a ban is
// about the last ones, and codes that are made up must not take up memory.
const kinds = 32

// trace notes a call, the nth.
func (p *party) trace(c *timeline.Call, nth int) {
	oldest := 0
	for i := range p.traces {
		t := &p.traces[i]
		if t.op == c.Op && t.code == c.Code {
			t.pos, t.nth = c.Pos, nth
			return
		}
		if t.nth < p.traces[oldest].nth {
			oldest = i
		}
	}
	t := trace{c.Op, c.Code, c.Pos, nth}
	if len(p.traces) < kinds {
		p.traces = append(p.traces, t)
	} else {
		p.traces[oldest] = t
	}
}

// on returns the bans of the party that are on at a time, and forgets the others.
func (p *party) on(t timeline.Instant) []*Ban {
	if len(p.open) > 0 {
		p.open = slices.DeleteFunc(p.open, func(b *Ban) bool { return !b.on(t) })
	}
	return p.open
}

// The lengths of what is taken for a subnet: no document says.
const (
	bits4 = 24
	bits6 = 64
)

// subnetOf returns the subnet of an address; what is none is returned as it is.
func subnetOf(client string) string {
	addr, err := netip.ParseAddr(client)
	if err != nil {
		return client
	}
	bits := bits6
	if addr = addr.Unmap(); addr.Is4() {
		bits = bits4
	}
	prefix, err := addr.WithZone("").Prefix(bits)
	if err != nil {
		return client
	}
	return prefix.String()
}
