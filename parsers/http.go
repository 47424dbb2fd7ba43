package parsers

import (
	"net/netip"
	"strconv"
	"strings"
)

// Address takes the port and the brackets off an address: "192.0.2.1:5004" and
// "[2001:db8::1]:5004" become "192.0.2.1" and "2001:db8::1". What is no IP
// address becomes "".
func Address(s string) string {
	host, port, ported := strings.Cut(s, ":")
	if a, err := netip.ParseAddr(host); err == nil && a.Is4() && (!ported || isPort(port)) {
		return host // of these most recordings are full, and they are written in one way only
	}
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().String()
	}
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a.Unmap().String()
	}
	return ""
}

func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}
