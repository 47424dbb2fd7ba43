package pcap

import (
	"encoding/binary"
	"net/netip"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A segment is a piece of a TCP connection, in one direction.
type segment struct {
	from, to netip.AddrPort
	at       timeline.Instant
	seq      uint32
	flags    byte
	data     []byte
	missing  int // bytes behind data that were sent but not captured
}

// Flags of a segment.
const (
	flagFIN = 1
	flagSYN = 2
	flagRST = 4
	flagACK = 16
)

// The types of links that are read.
const (
	linkNull     = 0
	linkEthernet = 1
	linkRawBSD   = 12
	linkRawOpen  = 14
	linkRaw      = 101
	linkLoop     = 108
	linkCooked   = 113
	linkIPv4     = 228
	linkIPv6     = 229
	linkCooked2  = 276
)

// segmentOf reads the segment that a packet carries; there may be none.
func segmentOf(p packet) (segment, bool) {
	ip := ipOf(p)
	if len(ip) == 0 {
		return segment{}, false
	}
	s := segment{at: p.at}
	var from, to netip.Addr
	var tcp []byte
	missing := 0
	switch ip[0] >> 4 {
	case 4:
		from, to, tcp, missing = ipv4(ip)
	case 6:
		from, to, tcp, missing = ipv6(ip)
	}
	if len(tcp) < 20 {
		return segment{}, false
	}
	head := int(tcp[12]>>4) * 4
	if head < 20 || head > len(tcp) {
		return segment{}, false
	}
	s.from = netip.AddrPortFrom(from, binary.BigEndian.Uint16(tcp))
	s.to = netip.AddrPortFrom(to, binary.BigEndian.Uint16(tcp[2:]))
	s.seq, s.flags = binary.BigEndian.Uint32(tcp[4:]), tcp[13]
	s.data, s.missing = tcp[head:], missing
	return s, true
}

// known reports whether packets of the link are understood.
func known(link uint32) bool {
	switch link {
	case linkNull, linkEthernet, linkRawBSD, linkRawOpen, linkRaw, linkLoop, linkCooked, linkIPv4, linkIPv6, linkCooked2:
		return true
	default:
		return false
	}
}

func ipOf(p packet) []byte {
	switch p.link {
	case linkNull, linkLoop:
		return from(p.data, 4)
	case linkEthernet:
		return tagged(from(p.data, 12))
	case linkCooked:
		return tagged(from(p.data, 14))
	case linkCooked2:
		return typed(p.data, 20)
	default:
		return p.data
	}
}

func from(data []byte, at int) []byte {
	if len(data) < at {
		return nil
	}
	return data[at:]
}

// tagged takes off the type of the payload, and the VLAN tags before it.
func tagged(data []byte) []byte {
	for range 3 {
		if len(data) < 4 {
			return nil
		}
		switch binary.BigEndian.Uint16(data) {
		case 0x8100, 0x88a8, 0x9100:
			data = data[4:]
			continue
		}
		return typed(data, 2)
	}
	return nil
}

// typed takes off a header that begins with the type of the payload.
func typed(data []byte, head int) []byte {
	if len(data) < head {
		return nil
	}
	switch binary.BigEndian.Uint16(data) {
	case 0x0800, 0x86dd:
		return data[head:]
	default:
		return nil
	}
}

const protocolTCP = 6

func ipv4(ip []byte) (from, to netip.Addr, tcp []byte, missing int) {
	if len(ip) < 20 {
		return
	}
	head, total := int(ip[0]&15)*4, int(binary.BigEndian.Uint16(ip[2:]))
	fragment := binary.BigEndian.Uint16(ip[6:])&0x3fff != 0
	if head < 20 || head > len(ip) || ip[9] != protocolTCP || fragment {
		return
	}
	if total < head {
		total = len(ip) // The network card was to cut it into packets.
	}
	missing = max(total-len(ip), 0)
	return netip.AddrFrom4([4]byte(ip[12:16])), netip.AddrFrom4([4]byte(ip[16:20])), ip[head:min(total, len(ip))], missing
}

func ipv6(ip []byte) (from, to netip.Addr, tcp []byte, missing int) {
	if len(ip) < 40 {
		return
	}
	total := 40 + int(binary.BigEndian.Uint16(ip[4:]))
	if total == 40 {
		total = len(ip)
	}
	missing = max(total-len(ip), 0)
	next, rest := ip[6], ip[40:min(total, len(ip))]
	for range 8 {
		switch {
		case next == protocolTCP:
			return netip.AddrFrom16([16]byte(ip[8:24])), netip.AddrFrom16([16]byte(ip[24:40])), rest, missing
		case next != 0 && next != 43 && next != 60 || len(rest) < 8:
			return
		}
		size := (int(rest[1]) + 1) * 8
		if size > len(rest) {
			return
		}
		next, rest = rest[0], rest[size:]
	}
	return
}
