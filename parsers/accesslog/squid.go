package accesslog

import (
	"bytes"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
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

// readSquid reads a line of Squid's own format. It is stamped with the end.
func readSquid(line []byte, wanted parsers.Wanted) (x timeline.Exchange, err error) {
	fields, n := squidFields(line)
	end, ok := epoch(fields[squidEnd])
	result, status, found := bytes.Cut(fields[squidResult], []byte("/"))
	if !ok || !found || !isMethod(bytes.TrimRight(result, "0123456789")) {
		return x, errStranger
	}
	x.Start, x.Grain, x.Took = end.at, end.grain, -1
	peer, server, found := bytes.Cut(fields[squidPeer], []byte("/"))
	switch {
	case n < squidLength:
		return x, unusable("a line with fewer fields than Squid writes")
	case !found || !isMethod(bytes.TrimRight(peer, "0123456789")):
		return x, unusable("a line with more fields than Squid writes: an address or a name with a blank")
	}
	took := lasted(fields[squidElapsed], time.Millisecond)
	if took < 0 && fields[squidElapsed][0] != '-' {
		return x, unusable("a duration that is none: wanted milliseconds")
	}
	ended(&x, took) // negative behind a clock that was set back
	x.Status = max(number(status), 0)
	x.Failed = string(status) == "000"
	x.Method = methodName(fields[squidMethod])
	if err := aim(&x, "", "", string(fields[squidURL])); err != nil {
		return x, err
	}
	if bytes.HasSuffix(peer, []byte("DIRECT")) {
		x.Server = address(server)
	}
	if passed(&x, wanted) {
		return x, nil
	}
	x.Client = address(fields[squidClient])
	return x, nil
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
