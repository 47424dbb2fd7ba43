package pcap

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

const (
	maxHead    = 256 << 10 // bytes of a start line and its header fields
	maxMessage = 8 << 20   // bytes of a message that are kept
)

// A message is a request or a response, as it was sent.
type message struct {
	raw        []byte // the beginning, if cut
	start, end timeline.Instant
	request    bool
	cut        bool // bytes are missing behind raw
	done       bool // its end was seen
	lost       bool // others may have gone unseen before it

	method string
	status int
	answer *message // to a request
}

// A framer finds the messages in one direction of a connection.
type framer struct {
	state state
	msg   *message
	left  int64 // bytes of the body, or of the chunk, that are still to come
	lost  bool  // something is missing since the last message

	seen      func(*message) // told when a head is complete
	completed func(*message) // told when a message is
	method    func(*message) string
}

type state uint8

const (
	idle      state = iota // between messages
	inHead                 // up to the empty line
	inBody                 // of known length
	inChunk                // of known length
	inSize                 // the line before a chunk
	inTrailer              // the lines behind the last chunk
	inRest                 // up to the end of the connection
	deaf                   // what follows is no HTTP
)

// feed takes the bytes that come next.
func (f *framer) feed(data []byte, at timeline.Instant) {
	for len(data) > 0 && f.state != deaf {
		if f.state == idle {
			if data = bytes.TrimLeft(data, "\r\n"); !begins(data) {
				return
			}
			f.msg = &message{start: at, request: data[0] != 'H' || !bytes.HasPrefix([]byte("HTTP/1."), data[:min(7, len(data))]), lost: f.lost}
			f.state, f.lost = inHead, false
		}
		f.msg.end = at
		switch f.state {
		case inHead:
			data = f.head(data)
		case inSize, inTrailer:
			data = f.line(data)
		default:
			data = f.body(data)
		}
	}
}

// begins reports whether data may be the beginning of a message.
func begins(data []byte) bool {
	if bytes.HasPrefix(data, []byte("HTTP/1.")) {
		return true
	}
	word, _, whole := bytes.Cut(data[:min(len(data), 20)], []byte(" "))
	upper := len(bytes.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) == 0
	partial := bytes.HasPrefix([]byte("HTTP/1."), data)
	return len(data) > 0 && (upper && (len(word) >= 3 && whole || len(word) < 12) || partial)
}

func (m *message) keep(data []byte) {
	room := maxMessage - len(m.raw)
	if len(data) > room {
		data = data[:room]
		defer func() { m.cut = true }()
	}
	if !m.cut {
		m.raw = append(m.raw, data...)
	}
}

// head takes bytes up to the empty line, and returns those behind it.
func (f *framer) head(data []byte) []byte {
	m := f.msg
	line := bytes.IndexByte(m.raw, '\n') < 0
	old := len(m.raw)
	m.raw = append(m.raw, data...)
	if line && bytes.IndexByte(m.raw, '\n') >= 0 && !m.startLine() || len(m.raw) > maxHead+len(data) {
		f.drop()
		return nil
	}
	end := parsers.HeadEnd(m.raw, max(old-3, 0))
	if end < 0 {
		return nil
	}
	rest := data[end-old:]
	m.raw = m.raw[:end]
	f.open()
	return rest
}

// startLine reads the first line, and reports whether it is one.
func (m *message) startLine() bool {
	line, _, _ := bytes.Cut(m.raw, []byte("\n"))
	fields := strings.Fields(string(line[:min(len(line), maxHead)]))
	switch {
	case m.request && len(fields) == 3 && strings.HasPrefix(fields[2], "HTTP/1."):
		m.method = fields[0]
		return true
	case !m.request && len(fields) >= 2:
		code, err := strconv.ParseUint(fields[1], 10, 10)
		m.status = int(code)
		return err == nil && code >= 100
	default:
		return false
	}
}

func (f *framer) drop() {
	f.msg, f.state, f.lost = nil, idle, true
}

// open looks at a complete head for the length of the body.
func (f *framer) open() {
	m := f.msg
	length, chunked := framing(m.raw)
	switch {
	case !m.request && m.bodiless(f.method(m)):
		length, chunked = 0, false
	case chunked:
	case m.request:
		length = max(length, 0)
	}
	f.seen(m)
	switch {
	case chunked:
		f.state = inSize
	case length < 0:
		f.state = inRest
	case length == 0:
		f.finish()
	default:
		f.state, f.left = inBody, length
	}
}

// bodiless reports whether a response has no body, whatever its headers say.
func (m *message) bodiless(method string) bool {
	return m.status < 200 || m.status == 204 || m.status == 304 || method == "HEAD" || method == "CONNECT" && m.status < 300
}

// body takes bytes of a known length, or up to the end.
func (f *framer) body(data []byte) []byte {
	if f.state == inRest {
		f.msg.keep(data)
		return nil
	}
	n := min(f.left, int64(len(data)))
	f.msg.keep(data[:n])
	if f.left -= n; f.left == 0 {
		if f.state == inBody {
			f.finish()
		} else {
			f.state = inSize
		}
	}
	return data[n:]
}

// line takes bytes up to the end of a line between chunks. left counts them
// from the last line break: a line that is empty but for it ends the trailer.
func (f *framer) line(data []byte) []byte {
	end := bytes.IndexByte(data, '\n') + 1
	if end == 0 {
		end = len(data)
	}
	f.msg.keep(data[:end])
	if f.left += int64(end); f.left > maxHead {
		f.broken()
		return nil
	}
	if data[end-1] != '\n' {
		return nil
	}
	raw := f.msg.raw
	text := bytes.TrimSpace(raw[max(len(raw)-int(f.left), 0):])
	if f.msg.cut {
		text = bytes.TrimSpace(data[:end]) // What is not kept is seen only in this segment.
	}
	f.left = 0
	switch {
	case f.state == inTrailer && len(text) == 0:
		f.finish()
	case f.state == inSize && len(text) > 0:
		f.chunk(parsers.ChunkSize(text))
	}
	return data[end:]
}

func (f *framer) chunk(size int) {
	switch {
	case size < 0:
		f.broken()
	case size == 0:
		f.state = inTrailer
	default:
		f.state, f.left = inChunk, int64(size)
	}
}

// broken ends a message whose framing is lost.
func (f *framer) broken() {
	f.msg.cut = true
	f.finish()
	f.lost = true
}

func (f *framer) finish() {
	m := f.msg
	f.msg, f.state, f.left = nil, idle, 0
	m.done = true
	f.completed(m)
}

// gap takes note that bytes were not captured.
func (f *framer) gap(n int64) {
	switch {
	case f.state == inHead:
		f.drop()
	case f.state == inRest:
		f.msg.cut = true
	case f.state == inBody && n <= f.left:
		f.msg.cut = true
		if f.left -= n; f.left == 0 {
			f.finish()
		}
	case f.msg != nil:
		f.broken()
	case f.state == idle:
		f.lost = true
	}
}

// close takes note of the end of the direction.
func (f *framer) close() {
	switch {
	case f.msg == nil:
	case f.state == inRest:
		f.finish()
	case f.state == inHead:
		f.drop()
	default:
		f.msg.cut = true
		f.msg.end = 0
		f.finish()
	}
}
