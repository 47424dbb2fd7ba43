package pcap

import (
	"bytes"
	"container/list"
	"encoding/binary"
	"testing"
)

// segmentAt makes a packet of a client's segment, whose bytes begin at a number.
func segmentAt(port uint16, seq int, data []byte) packet {
	ip := binary.BigEndian.AppendUint16([]byte{0x45, 0}, uint16(40+len(data)))
	ip = append(ip, 0, 0, 0, 0, 64, protocolTCP, 0, 0, 192, 0, 2, 1, 198, 51, 100, 7)
	ip = binary.BigEndian.AppendUint16(ip, port)
	ip = binary.BigEndian.AppendUint32(append(ip, 0, 80), uint32(seq))
	ip = append(ip, 0, 0, 0, 0, 5<<4, flagACK, 0, 0, 0, 0, 0, 0)
	return packet{link: linkRaw, data: append(ip, data...)}
}

// What connections take is bounded, whatever part of a message they have come to.
func TestMemory(t *testing.T) {
	for name, begin := range map[string]string{
		"heads without end":   "GET / HTTP/1.1\r\nX: ",
		"answers without end": "HTTP/1.1 200 OK\r\n\r\n",
	} {
		c := &capture{conns: map[link]*conn{}, order: list.New(), links: map[uint32]bool{}}
		text := append([]byte(begin), bytes.Repeat([]byte("x"), 4*60_000)...)
		for port := range uint16(300) {
			for at := 0; at < len(text); at += 60_000 {
				c.packet(segmentAt(1+port, at, text[at:min(at+60_000, len(text))]))
			}
		}
		held := 0
		for _, co := range c.conns {
			for i := range co.streams {
				if m := co.streams[i].framer.msg; m != nil {
					held += len(m.raw)
				}
			}
		}
		if held > maxBytes || held < maxBytes/2 || held != c.bytes {
			t.Errorf("%s: %d bytes are held and %d counted, of %d allowed", name, held, c.bytes, maxBytes)
		}
	}
}
