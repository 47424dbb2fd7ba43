// Package pcap reads plain HTTP/1 out of packet captures, as tcpdump and
// Wireshark write them: pcap and pcapng, without any library of the system.
package pcap

import (
	"container/list"
	"errors"
	"io"
	"iter"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// Format is the packet capture.
var Format = &parsers.Format{
	Name:   "pcap",
	Title:  "packet capture of plain HTTP (pcap, pcapng)",
	Shows:  parsers.Facts{Times: "start, µs", Request: "yes", Response: "yes", Remarks: "plain HTTP only: encrypted connections show nothing"},
	Match:  match,
	Split:  split,
	Decode: decode,
}

func match(prefix []byte) string {
	if len(prefix) < 12 {
		return ""
	}
	switch _, magic := orderOf(prefix); magic {
	case magicNG:
		return "pcapng section header"
	case 0:
		return ""
	default:
		return "pcap header"
	}
}

const (
	maxConns = 4096     // that are followed at a time
	maxBytes = 64 << 20 // of messages that are not complete yet
)

func split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		c := &capture{pos: timeline.Position{Source: source}, conns: map[link]*conn{}, order: list.New(), links: map[uint32]bool{}}
		var problem error
		for p, err := range packets(r) {
			if err != nil {
				problem = err
				break
			}
			c.packet(p)
			if !c.flush(yield) {
				return
			}
		}
		for c.order.Len() > 0 {
			c.forget()
			if !c.flush(yield) {
				return
			}
		}
		if c.report(yield) && problem != nil {
			yield(parsers.Record{}, c.broken(problem))
		}
	}
}

// A capture is the state of reading one.
type capture struct {
	pos   timeline.Position // of the last exchange
	conns map[link]*conn
	order *list.List // of the connections, the last used in front
	bytes int        // that the connections take
	ready []pair
	links map[uint32]bool // types of links that are not read, told already
	tls   bool            // a connection was encrypted
	text  []byte
}

func (c *capture) packet(p packet) {
	if !known(p.link) {
		c.links[p.link] = true
		return
	}
	s, ok := segmentOf(p)
	if !ok {
		return
	}
	co := c.conn(s)
	if co == nil {
		return
	}
	c.tls = c.tls || isTLS(s.data) && co.isIdle()
	before := co.bytes()
	co.push(s)
	for c.bytes += co.bytes() - before; c.bytes > maxBytes; {
		c.forget()
	}
}

// isTLS reports whether data is how an encrypted connection begins, or goes on.
func isTLS(data []byte) bool {
	return len(data) > 5 && (data[0] == 0x16 || data[0] == 0x17) && data[1] == 3 && data[2] <= 4
}

// conn finds the segment's connection. One begins with a segment that opens it
// or, where the capture began later, with data.
func (c *capture) conn(s segment) *conn {
	name := linkOf(s)
	if co := c.conns[name]; co != nil {
		c.order.MoveToFront(co.used)
		return co
	}
	if len(s.data) == 0 && s.flags&flagSYN == 0 {
		return nil
	}
	if len(c.conns) >= maxConns {
		c.forget()
	}
	co := newConn(name, func(p pair) { c.ready = append(c.ready, p) })
	c.conns[name], co.used = co, c.order.PushFront(co)
	return co
}

// forget closes the connection that was used the longest ago.
func (c *capture) forget() {
	co := c.order.Remove(c.order.Back()).(*conn)
	delete(c.conns, co.link)
	c.bytes -= co.bytes()
	co.close(false)
}

// flush yields the exchanges that are complete.
func (c *capture) flush(yield func(parsers.Record, error) bool) bool {
	defer func() { clear(c.ready); c.ready = c.ready[:0] }()
	for _, p := range c.ready {
		c.pos.Entry++
		var rec parsers.Record
		var err error
		if p.orphan {
			err = &parsers.Skipped{Pos: c.pos, Reason: "a response to a request that was not captured"}
		} else {
			c.text = p.appendTo(c.text[:0])
			rec = parsers.Record{Pos: c.pos, Text: c.text}
		}
		if !yield(rec, err) {
			return false
		}
	}
	return true
}

// report tells what in the capture could not be read at all.
func (c *capture) report(yield func(parsers.Record, error) bool) bool {
	pos := timeline.Position{Source: c.pos.Source}
	if c.tls && !yield(parsers.Record{}, &parsers.Skipped{Pos: pos, Reason: encrypted}) {
		return false
	}
	return len(c.links) == 0 || yield(parsers.Record{}, &parsers.Skipped{Pos: pos,
		Reason: "packets of a link that is not read; Ethernet, loopback, raw IP and Linux cooked captures are"})
}

const encrypted = "encrypted connections (TLS), which a packet capture does not show the inside of: " +
	"record the calls through mitmproxy (mitmdump -w) or Fiddler, or in the program itself, and give banlint that"

func (c *capture) broken(err error) error {
	pos := c.pos
	pos.Entry++
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &parsers.Cut{Pos: pos, Reason: "the file ends inside a packet"}
	case errors.Is(err, errLength), errors.Is(err, errMagic):
		return &parsers.Cut{Pos: pos, Reason: err.Error()}
	default:
		return err
	}
}
