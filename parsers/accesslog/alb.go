package accesslog

import (
	"bytes"
	"time"
)

// The places of what AWS load balancers write: https 2026-11-21T03:04:51.186641Z app/name/id
// 192.0.2.1:44740 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://host:443/ HTTP/1.1"
// "agent" ... Classic ones leave out the type.
const (
	albTime = iota
	albName
	albClient
	albTarget
	albWaits  // three times: to send the request on, until the target answers, to send that on
	albStatus = albWaits + 3
	albBytes  = albStatus + 2 // two numbers
	albLine   = albBytes + 2
	albAgent  = albLine + 1
	albLength = albAgent + 1
)

// albTypes are what a line may begin with.
var albTypes = map[string]bool{"http": true, "https": true, "h2": true, "grpcs": true, "ws": true, "wss": true}

func albFields(line []byte) (fields [albLength]field, n int) {
	f, rest := next(line)
	if albTypes[string(f.text)] {
		line = rest
	}
	for n < albLength && len(line) > 0 {
		if f, line = next(line); len(f.text) > 0 || f.quoted {
			fields[n] = f
			n++
		}
	}
	return fields, n
}

// alb reads a line of a load balancer of AWS. It is stamped with the end.
func (d *decoder) alb(line []byte) error {
	fields, n := albFields(line)
	m, length := isoTime(fields[albTime].text)
	if length == 0 || length != len(fields[albTime].text) || n <= albLine || !fields[albLine].quoted || bytes.IndexByte(fields[albClient].text, ':') < 0 {
		return errStranger
	}
	x := &d.x
	x.Start, x.Grain, x.Took = m.at, m.grain, -1
	took, known := time.Duration(0), true
	for _, f := range fields[albWaits:albStatus] {
		wait := lasted(f.text, time.Second)
		took, known = took+wait, known && wait >= 0
	}
	if known {
		d.ended(took)
	}
	x.Status = max(number(fields[albStatus].text), 0)
	if request := fields[albLine].text; !bytes.HasPrefix(request, []byte("- ")) {
		if err := d.ask(nil, request); err != nil {
			return err
		}
	} else {
		return errNoRequest
	}
	if d.passed() {
		return nil
	}
	x.Client = d.address(view(fields[albClient].text))
	d.agent(view(d.plain(fields[albAgent].text)))
	return nil
}

func albNoise([]byte) bool { return false }

func albWhole(line []byte) bool {
	fields, n := albFields(line)
	return n == albLength && !fields[albAgent].open
}
