package verdict

import (
	"net/netip"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A party is whom a ban can shut out: an account, an address, or its subnet.
type party struct {
	service string
	scope   scope
	key     timeline.Key
	client  string
}

type scope uint8

const (
	nobody scope = iota
	account
	address
	subnet
)

// parties returns whom a call comes from.
func parties(c *timeline.Call) [3]party {
	return [3]party{
		{c.Service, account, c.Key, ""},
		{c.Service, address, timeline.Key{}, c.Client},
		{c.Service, subnet, timeline.Key{}, subnetOf(c.Client)},
	}
}

// party returns whom the ban shuts out; the zero party where that is not known.
func (b *Ban) party() party {
	switch {
	case b.Told:
		return party{}
	case b.Says.Account:
		return party{b.Service.Name, account, b.Subject.Account, ""}
	case b.Says.Subnet:
		return party{b.Service.Name, subnet, timeline.Key{}, subnetOf(b.Subject.Client)}
	default:
		return party{b.Service.Name, address, timeline.Key{}, b.Subject.Client}
	}
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
