package pcap

import (
	"bytes"
	"container/list"
	"net/netip"
	"slices"

	"github.com/banlint/banlint/analyzer/timeline"
)

const (
	maxHeldSegments = 64      // that wait for an earlier one, in one direction
	maxHeldBytes    = 1 << 20 // of these
	maxWaiting      = 1000    // requests of a connection without an answer yet
)

// A pair is a request and the response to it, if there was one.
type pair struct {
	request, response *message
	client, server    netip.AddrPort
	failed            bool // the connection was closed without an answer
	orphan            bool // a response alone
}

// A link is a connection's name: both ends, whichever comes first.
type link struct{ low, high netip.AddrPort }

func linkOf(s segment) link {
	if s.from.Compare(s.to) < 0 {
		return link{s.from, s.to}
	}
	return link{s.to, s.from}
}

// A conn is a TCP connection.
type conn struct {
	link    link
	streams [2]stream // from the low end, from the high end
	waiting []*message
	client  netip.AddrPort // who sent the first request
	emit    func(pair)
	used    *list.Element // place in the order of use
}

// A stream is one direction of a connection.
type stream struct {
	framer framer
	known  bool   // next is known
	next   uint32 // number of the byte that is due
	held   []segment
	bytes  int // of those held
	ended  bool
}

func newConn(l link, emit func(pair)) *conn {
	c := &conn{link: l, emit: emit}
	for i := range c.streams {
		c.streams[i].framer = framer{seen: func(m *message) { c.seen(m, i) }, completed: c.completed, method: c.methodFor}
	}
	return c
}

func (c *conn) stream(s segment) *stream {
	if s.from == c.link.low {
		return &c.streams[0]
	}
	return &c.streams[1]
}

func (c *conn) server() netip.AddrPort {
	if c.client == c.link.low {
		return c.link.high
	}
	return c.link.low
}

// push takes the next segment of the connection.
func (c *conn) push(s segment) {
	st := c.stream(s)
	switch {
	case s.flags&flagRST != 0:
		c.close(true)
	case s.flags&flagSYN != 0:
		c.opened(s)
	case len(s.data)+s.missing > 0 || s.flags&flagFIN != 0:
		st.push(s)
		if c.streams[0].ended && c.streams[1].ended {
			c.close(true)
		}
	}
}

// opened takes note that the connection begins, maybe anew between the same ends.
func (c *conn) opened(s segment) {
	if s.flags&flagACK == 0 && (c.streams[0].ended || c.streams[1].ended || c.bytes() > 0) {
		c.close(true)
		for i := range c.streams {
			f := &c.streams[i].framer
			c.streams[i] = stream{framer: framer{seen: f.seen, completed: f.completed, method: f.method}}
		}
	}
	st := c.stream(s)
	st.known, st.next = true, s.seq+1
}

func (st *stream) push(s segment) {
	if !st.known {
		st.known, st.next = true, s.seq
	}
	if int32(s.seq-st.next) > 0 {
		st.hold(s)
		if len(st.held) > maxHeldSegments || st.bytes > maxHeldBytes {
			st.skip()
		}
	} else {
		st.take(s)
	}
	st.drain()
}

// hold keeps a segment that came early.
func (st *stream) hold(s segment) {
	s.data = bytes.Clone(s.data)
	st.bytes += len(s.data)
	i, _ := slices.BinarySearchFunc(st.held, s, func(a, b segment) int { return int(int32(a.seq - b.seq)) })
	st.held = slices.Insert(st.held, i, s)
}

// skip gives up what was due before the first segment held.
func (st *stream) skip() {
	st.framer.gap(int64(st.held[0].seq - st.next))
	st.next = st.held[0].seq
}

// drain takes the held segments whose turn has come.
func (st *stream) drain() {
	for len(st.held) > 0 && int32(st.held[0].seq-st.next) <= 0 {
		s := st.held[0]
		st.held = slices.Delete(st.held, 0, 1)
		st.bytes -= len(s.data)
		st.take(s)
	}
}

// flush takes all held segments, be there gaps between them.
func (st *stream) flush() {
	for len(st.held) > 0 {
		st.skip()
		st.drain()
	}
}

// take hands on what is new in a segment that is due or was sent before.
func (st *stream) take(s segment) {
	old := int(st.next - s.seq)
	if s.flags&flagFIN != 0 && !st.ended {
		defer st.end()
	}
	if old >= len(s.data)+s.missing {
		return
	}
	st.next = s.seq + uint32(len(s.data)+s.missing)
	if old < len(s.data) {
		st.framer.feed(s.data[old:], s.at)
		old = len(s.data)
	}
	if missing := len(s.data) + s.missing - old; missing > 0 {
		st.framer.gap(int64(missing))
	}
}

func (st *stream) end() {
	st.ended = true
	st.framer.close()
}

// seen takes note of a request's head, so that an answer may come before its body.
func (c *conn) seen(m *message, from int) {
	if !m.request {
		return
	}
	if !c.client.IsValid() {
		c.client = [...]netip.AddrPort{c.link.low, c.link.high}[from]
	}
	if c.waiting = append(c.waiting, m); len(c.waiting) > maxWaiting {
		c.give(c.waiting[0], false)
	}
}

// awaited is the first request without an answer, or nil.
func (c *conn) awaited(response *message) *message {
	for _, m := range c.waiting {
		if m.answer == nil && (response == nil || !after(m.start, response.start)) {
			return m
		}
	}
	return nil
}

func after(a, b timeline.Instant) bool { return a != 0 && b != 0 && a > b }

func (c *conn) methodFor(response *message) string {
	if m := c.awaited(response); m != nil {
		return m.method
	}
	return ""
}

// completed takes note of a message's end.
func (c *conn) completed(m *message) {
	if !m.request && m.status >= 200 || m.status == 101 {
		c.answered(m)
	}
	for len(c.waiting) > 0 && c.waiting[0].done && c.waiting[0].answer != nil {
		c.give(c.waiting[0], false)
	}
}

func (c *conn) answered(response *message) {
	if response.lost {
		c.resync(response)
	}
	request := c.awaited(response)
	if request == nil {
		c.emit(pair{response: response, orphan: true})
		return
	}
	request.answer = response
	if response.status == 101 || request.method == "CONNECT" && response.status < 300 {
		c.streams[0].framer.state, c.streams[1].framer.state = deaf, deaf
		request.done = true
	}
}

// resync gives up the requests whose answers were not captured: of those that
// were sent before the response, all but the last.
func (c *conn) resync(response *message) {
	last := -1
	for i, m := range c.waiting {
		if m.answer == nil && !after(m.start, response.start) {
			last = i
		}
	}
	for range last {
		c.give(c.waiting[0], false)
	}
}

func (c *conn) give(request *message, failed bool) {
	c.waiting = slices.DeleteFunc(c.waiting, func(m *message) bool { return m == request })
	c.emit(pair{request: request, response: request.answer, client: c.client, server: c.server(), failed: failed && request.answer == nil})
}

// close gives away what there is. failed says that the connection is known to
// have ended, so that no answer can have come later.
func (c *conn) close(failed bool) {
	for i := range c.streams {
		st := &c.streams[i]
		st.flush()
		if m := st.framer.msg; m != nil && !failed {
			m.cut = true
		}
		st.framer.close()
	}
	for len(c.waiting) > 0 {
		c.give(c.waiting[0], failed)
	}
}

// isIdle reports whether neither end is in the middle of a message.
func (c *conn) isIdle() bool {
	return c.streams[0].framer.msg == nil && c.streams[1].framer.msg == nil
}

// bytes is what the connection takes of memory.
func (c *conn) bytes() int {
	n := 0
	for i := range c.streams {
		n += c.streams[i].bytes
		f := &c.streams[i].framer
		if m := f.msg; m != nil && (!m.request || f.state == inHead) { // other requests wait, below
			n += len(m.raw)
		}
	}
	for _, m := range c.waiting {
		n += len(m.raw)
		if m.answer != nil {
			n += len(m.answer.raw)
		}
	}
	return n
}
