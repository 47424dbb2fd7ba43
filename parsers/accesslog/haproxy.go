package accesslog

import (
	"bytes"
	"encoding/hex"
	"time"
)

// haproxyStamp finds the time in brackets, which has a fraction and no zone.
func haproxyStamp(line []byte) (m moment, head, rest []byte, ok bool) {
	for from := 0; ; {
		i := bytes.IndexByte(line[from:], '[')
		if i < 0 {
			return m, nil, nil, false
		}
		from += i + 1
		m, n := logTime(line[from:])
		if n > 20 && m.grain < time.Second && bytes.HasPrefix(line[from+n:], []byte("] ")) {
			return m, line[:from-1], line[from+n+2:], true
		}
	}
}

// haproxy reads: client:port [time] frontend backend/server timers status bytes
// … "request". The time is that of the request. Its zone is not told, and taken
// for UTC.
func (d *decoder) haproxy(line []byte) error {
	x := &d.x
	m, head, rest, ok := haproxyStamp(line)
	if !ok {
		return errStranger
	}
	x.Start, x.Grain, x.Took = m.at, m.grain, -1
	timers, rest := haproxyTimers(rest)
	if timers == nil {
		return errStranger
	}
	total := timers[bytes.LastIndexByte(timers, '/')+1:]
	x.Took = lasted(bytes.TrimPrefix(total, []byte("+")), time.Millisecond)
	status, rest := next(rest)
	x.Status = max(number(status.text), 0)
	x.Failed = string(status.text) == "-1"
	request, ok := haproxyRequest(rest)
	switch {
	case !ok:
		return unusable("a request line without its end: HAProxy cuts lines at a length that it can be told (len)")
	case string(request) == "<BADREQ>":
		return errNoLine
	}
	if err := d.ask(nil, request); err != nil {
		return err
	}
	if d.passed() {
		return nil
	}
	// The port always follows, and an IPv6 address has no brackets.
	client := lastField(head)
	x.Client = d.address(view(client[:max(bytes.LastIndexByte(client, ':'), 0)]))
	return nil
}

// haproxyTimers finds TR/Tw/Tc/Tr/Ta, and returns what stands behind them too.
func haproxyTimers(rest []byte) (timers, behind []byte) {
	for range 6 {
		var f field
		f, rest = next(rest)
		if bytes.Count(f.text, []byte("/")) == 4 && len(bytes.Trim(f.text, "0123456789/+-")) == 0 {
			return f.text, rest
		}
	}
	return nil, nil
}

// haproxyRequest takes the request line out of its quotes. A quote in it, and what
// cannot be printed, is written as # and two digits.
func haproxyRequest(rest []byte) (request []byte, ok bool) {
	start := bytes.IndexByte(rest, '"')
	if start < 0 {
		return nil, false
	}
	request = rest[start+1:]
	end := bytes.IndexByte(request, '"')
	if end < 0 {
		return nil, false
	}
	request = request[:end]
	if bytes.IndexByte(request, '#') < 0 {
		return request, true
	}
	out := make([]byte, 0, len(request))
	for i := 0; i < len(request); i++ {
		if request[i] == '#' && i+2 < len(request) {
			if c, err := hex.DecodeString(string(request[i+1 : i+3])); err == nil {
				out = append(out, c...)
				i += 2
				continue
			}
		}
		out = append(out, request[i])
	}
	return out, true
}

func lastField(head []byte) []byte {
	head = bytes.TrimRight(head, " \t")
	return head[bytes.LastIndexAny(head, " \t")+1:]
}

// haproxyNoise recognises connections that failed before a request.
func haproxyNoise(line []byte) bool {
	_, _, rest, ok := haproxyStamp(line)
	return ok && bytes.IndexByte(rest, '"') < 0 && bytes.Contains(rest, []byte(": "))
}

func haproxyWhole(line []byte) bool {
	_, _, rest, ok := haproxyStamp(line)
	if !ok {
		return false
	}
	_, ok = haproxyRequest(rest)
	return ok
}
