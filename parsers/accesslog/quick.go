package accesslog

import "bytes"

// Nearly all lines of a log begin alike. What follows reads such a line without a
// look at what else it could be; ok is false for any other.

func (d *decoder) quickCombined(line []byte) (ok bool, err error) {
	added, ok, err := d.quick(line)
	d.lastedAdded(added)
	return ok, err
}

func (d *decoder) quickWithBody(line []byte) (ok bool, err error) {
	added, ok, err := d.quick(line)
	d.bodyAdded(added)
	d.lastedAdded(added)
	return ok, err
}

// quick is common for a line that begins: 192.0.2.10 - - [time] "
func (d *decoder) quick(line []byte) (added []byte, ok bool, err error) {
	const between = " - - ["
	end := bytes.IndexByte(line, ' ')
	if end < 0 || !isIPv4(view(line[:end])) || !bytes.HasPrefix(line[end:], []byte(between)) {
		return nil, false, nil
	}
	rest := line[end+len(between):]
	m, n := d.last.bracketed(rest)
	if n == 0 {
		return nil, false, nil
	}
	rest, err = d.asked(m, nil, rest[n:])
	if err != nil || d.passed() {
		return nil, true, err
	}
	d.x.Client = view(line[:end])
	added, err = d.named(rest)
	return added, true, err
}

// quickSquid is squid for a line without tabs and quotes.
func (d *decoder) quickSquid(line []byte) (ok bool, err error) {
	if bytes.IndexByte(line, '\t') >= 0 || bytes.IndexByte(line, '"') >= 0 {
		return false, nil
	}
	var s squidLine
	stamp, rest := until(line, ' ')
	s.elapsed, rest = until(bytes.TrimLeft(rest, " "), ' ')
	s.client, rest = until(rest, ' ')
	s.result, rest = until(rest, '/')
	s.status, rest = until(rest, ' ')
	size, rest := until(rest, ' ')
	s.method, rest = until(rest, ' ')
	length := bytes.IndexByte(rest, ' ')
	if length <= 0 {
		return false, nil
	}
	s.target, rest = rest[:length], rest[length+1:]
	user, rest := until(rest, ' ')
	s.peer, rest = until(rest, '/')
	s.server, rest = until(rest, ' ')
	if min(len(s.elapsed), len(s.client), len(size), len(s.method), len(user), len(rest)) == 0 || rest[0] == ' ' {
		return false, nil
	}
	// A bar there is a collector's, and what is UDP is not a client's.
	if s.elapsed[0] == '|' || bytes.HasPrefix(s.result, []byte("UDP_")) || !isResult(s.result) || !isResult(s.peer) {
		return false, nil
	}
	if s.end, ok = epoch(stamp); !ok {
		return false, nil
	}
	return true, d.squidLine(&s)
}

// until cuts a text at a character that is not far.
func until(b []byte, c byte) (before, after []byte) {
	for i := range b {
		if b[i] == c {
			return b[:i], b[i+1:]
		}
	}
	return nil, nil
}

// A memo is the last stamp that was read. Those of a busy log hardly change from
// line to line.
type memo struct {
	text []byte // up to the request
	m    moment
}

func (s *memo) bracketed(b []byte) (m moment, n int) {
	if n = len(s.text); n > 0 && bytes.HasPrefix(b, s.text) {
		return s.m, n - 1
	}
	if m, n = bracketed(b); n > 0 {
		s.text, s.m = append(s.text[:0], b[:n+1]...), m
	}
	return m, n
}
