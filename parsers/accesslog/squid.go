package accesslog

import (
	"bytes"
	"time"
)

// The places of what Squid writes: 1795230291.909 22 127.0.0.1 TCP_MISS/200 282
// POST http://host/path - FIRSTUP_PARENT/127.0.0.1 application/json
const (
	squidEnd = iota
	squidElapsed
	squidClient
	squidResult
	squidBytes
	squidMethod
	squidURL
	squidUser
	squidPeer
	squidType
	squidLength
)

// squidFields takes a line apart. n is how many fields it has, as far as they count.
func squidFields(line []byte) (fields [squidLength][]byte, n int) {
	for n < squidLength && len(line) > 0 {
		var f field
		if f, line = next(line); len(f.text) > 0 {
			fields[n] = f.text
			n++
		}
	}
	return fields, n
}

// A squidLine is what counts of a line.
type squidLine struct {
	end             moment
	elapsed, client []byte
	result, status  []byte
	method, target  []byte
	peer, server    []byte
}

// squid reads a line of Squid's own format. It is stamped with the end.
func (d *decoder) squid(line []byte) error {
	fields, n := squidFields(line)
	s := squidLine{
		elapsed: fields[squidElapsed], client: fields[squidClient], method: fields[squidMethod], target: fields[squidURL],
	}
	var ok, found bool
	s.end, ok = epoch(fields[squidEnd])
	s.result, s.status, found = bytes.Cut(fields[squidResult], []byte("/"))
	if !ok || !found || !isResult(s.result) {
		return errStranger
	}
	s.peer, s.server, found = bytes.Cut(fields[squidPeer], []byte("/"))
	switch {
	case n < squidLength:
		return unusable("a line with fewer fields than Squid writes")
	case !found || !isResult(s.peer):
		return unusable("a line with more fields than Squid writes: an address or a name with a blank")
	}
	return d.squidLine(&s)
}

// squidLine makes an exchange of a line that is known to be one.
func (d *decoder) squidLine(s *squidLine) error {
	x := &d.x
	x.Start, x.Grain, x.Took = s.end.at, s.end.grain, -1
	took := lasted(s.elapsed, time.Millisecond)
	if took < 0 && s.elapsed[0] != '-' {
		return unusable("a duration that is none: wanted milliseconds")
	}
	d.ended(took) // negative behind a clock that was set back
	x.Status = max(number(s.status), 0)
	x.Failed = string(s.status) == "000"
	x.Method = view(s.method)
	if err := d.aim("", "", view(s.target)); err != nil {
		return err
	}
	if bytes.HasSuffix(s.peer, []byte("DIRECT")) {
		x.Server = d.address(view(s.server))
	}
	if d.passed() {
		return nil
	}
	x.Client = d.address(view(s.client))
	return nil
}

// isResult recognises capitals, and perhaps digits behind them.
func isResult(b []byte) bool {
	for len(b) > 0 && isDigit(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return isMethod(b)
}

// squidNoise recognises what caches ask each other, and comments.
func squidNoise(line []byte) bool {
	if line[0] == '#' || !bytes.Contains(line[:min(len(line), 100)], []byte(" UDP_")) {
		return line[0] == '#'
	}
	fields, _ := squidFields(line)
	return bytes.HasPrefix(fields[squidResult], []byte("UDP_"))
}

func squidWhole(line []byte) bool {
	_, n := squidFields(line)
	return n == squidLength
}
