package accesslog

import "bytes"

// Nearly all lines of a log are written alike. What is here reads such a line in one
// go, without a look at what else it could be, as that would be read; ok is false for
// any other, and the exchange is good for nothing then. BenchmarkEach and its line
// with a user tell what that brings.

func (d *decoder) quickCombined(line []byte) (ok bool, err error) {
	added, ok, err := d.quickCommon(line)
	d.lastedAdded(added)
	return ok, err
}

func (d *decoder) quickWithBody(line []byte) (ok bool, err error) {
	added, ok, err := d.quickCommon(line)
	d.bodyAdded(added)
	d.lastedAdded(added)
	return ok, err
}

// quickCommon is common for a line that begins with an IPv4 address and two dashes,
// and has no escapes in the request: 192.0.2.10 - - [time] "request" status ...
func (d *decoder) quickCommon(line []byte) (added []byte, ok bool, err error) {
	const between = " - - ["
	length := lengthIPv4(view(line))
	client, rest := line[:length], line[length:]
	if length == 0 || len(rest) < len(between) || string(rest[:len(between)]) != between {
		return nil, false, nil
	}
	rest = rest[len(between):]
	m, length := d.last.bracketed(rest)
	if length == 0 {
		return nil, false, nil
	}
	request := rest[length+1:]
	if length = bytes.IndexByte(request, '"'); length < 0 {
		return nil, false, nil
	}
	request, rest = request[:length], request[length+1:]
	if len(rest) < len(" 200 ") || rest[0] != ' ' || rest[4] != ' ' || bytes.IndexByte(request, '\\') >= 0 {
		return nil, false, nil
	}
	status := pair(rest[1:])*10 + int(rest[3]-'0')
	if status < 0 || !isDigit(rest[3]) {
		return nil, false, nil
	}
	d.x.Start, d.x.Grain, d.x.Took, d.x.Status = m.at, m.grain, -1, status
	if err := d.ask(nil, request); err != nil || d.passed() {
		return nil, true, err
	}
	d.x.Client = view(client)
	added, err = d.quickNamed(rest[4:])
	return added, true, err
}

// quickNamed is named. No referrer is what clients of an API send.
func (d *decoder) quickNamed(rest []byte) (added []byte, err error) {
	const between = ` "-" "`
	size, length := leading(rest[1:])
	name, found := bytes.CutPrefix(rest[1+length:], []byte(between))
	if end := bytes.IndexByte(name, '"'); length > 0 && found && end > len("-") && bytes.IndexByte(name[:end], '\\') < 0 {
		if added = name[end+1:]; len(added) == 0 || added[0] == ' ' {
			d.agent(view(name[:end]))
			d.x.AnswerSize = max(int(size), 0)
			return added, nil
		}
	}
	return d.named(rest)
}

// quickSquid is squid for a line without tabs and fields in quotes.
func (d *decoder) quickSquid(line []byte) (ok bool, err error) {
	if bytes.IndexByte(line, '\t') >= 0 {
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
	length := max(bytes.IndexByte(rest, ' '), 0)
	s.target, rest = rest[:length], rest[min(length+1, len(rest)):]
	user, rest := until(rest, ' ')
	s.peer, rest = until(rest, '/')
	s.server, rest = until(rest, ' ')
	if !begins(s.elapsed) || !begins(s.client) || !begins(size) || !begins(s.method) || !begins(s.target) || !begins(user) || !begins(rest) {
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

// begins tells that a field begins there, and that it is none in quotes.
func begins(b []byte) bool { return len(b) > 0 && b[0] != ' ' && b[0] != '"' }

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
