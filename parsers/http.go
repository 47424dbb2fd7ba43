package parsers

import (
	"net/netip"
	"strings"
)

// Address takes the port and the brackets off an address: "192.0.2.1:5004" and
// "[2001:db8::1]:5004" become "192.0.2.1" and "2001:db8::1". What is no IP
// address becomes "".
func Address(s string) string {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().String()
	}
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a.Unmap().String()
	}
	return ""
}
