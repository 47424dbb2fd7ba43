package accesslog

import (
	"bytes"
	"time"
)

// stamp finds the time in brackets that is followed by a request in quotes. head is
// what stands before it, rest begins with the request. A user's name could hold a
// time in brackets, but no quote.
func stamp(line []byte) (m moment, head, rest []byte, ok bool) {
	for from := 0; ; {
		i := bytes.IndexByte(line[from:], '[')
		if i < 0 {
			return m, nil, nil, false
		}
		from += i + 1
		if m, n := bracketed(line[from:]); n > 0 {
			return m, line[:from-1], line[from+n:], from > 2
		}
	}
}

// bracketed reads the time behind a bracket. n is the place of the quote that
// begins the request, 0 where there is none.
func bracketed(b []byte) (m moment, n int) {
	m, n = logTime(b)
	if n == 0 {
		m, n = isoTime(b)
	}
	if n == 0 || !bytes.HasPrefix(b[n:], []byte(`] "`)) {
		return m, 0
	}
	return m, n + len(`] `)
}

func (d *decoder) combined(line []byte) error {
	added, err := d.common(line)
	d.lastedAdded(added)
	return err
}

func (d *decoder) withBody(line []byte) error {
	added, err := d.common(line)
	d.bodyAdded(added)
	d.lastedAdded(added)
	return err
}

// common reads: [host] client ident user [time] "request" status bytes "referrer"
// "agent". added is what stands behind that, nil when nobody wants it.
func (d *decoder) common(line []byte) (added []byte, err error) {
	m, head, rest, ok := stamp(line)
	if !ok {
		return nil, errStranger
	}
	d.x.Start, d.x.Grain, d.x.Took = m.at, m.grain, -1
	request, rest := next(rest)
	status, rest := next(rest)
	d.x.Status = max(number(status.text), 0)
	switch {
	case request.open:
		return nil, errNoLine
	case request.ragged || !isStatus(status):
		return nil, errTorn
	}
	host, client := peers(head)
	if err := d.ask(host, d.plain(request.text)); err != nil || d.passed() {
		return nil, err
	}
	d.x.Client = d.nearest(client)
	return d.named(rest)
}

func isStatus(f field) bool {
	return !f.quoted && (isNone(f.text) && len(f.text) > 0 || len(f.text) == 3 && number(f.text) >= 0)
}

// named reads size, referrer and agent, and returns what stands behind them. A
// referrer may come without quotes when there is none.
func (d *decoder) named(rest []byte) (added []byte, err error) {
	size, rest := next(rest)
	d.x.AnswerSize = max(int(integer(size.text)), 0)
	referrer, rest2 := next(rest)
	if !referrer.quoted && !isNone(referrer.text) {
		return rest, nil
	}
	name, added := next(rest2)
	switch {
	case !name.quoted:
		return rest2, nil
	case name.open || name.ragged || referrer.ragged:
		if _, _, _, again := stamp(rest); again {
			return nil, errTorn
		}
		return nil, nil
	}
	d.agent(view(d.plain(name.text)))
	return added, nil
}

// peers tells the virtual host, nil where the log has none, from what is said of
// the client. A dash in the second place is the user's identity, which is hardly
// ever known: then the first field is the client.
func peers(head []byte) (host, client []byte) {
	first, rest := next(head)
	second, behind := next(rest)
	third, _ := next(behind)
	name := bytes.TrimSuffix(second.text, []byte(","))
	switch {
	case first.quoted || !isHost(first.text), isNone(second.text), len(third.text) == 0:
		return nil, head
	case second.quoted, isAddress(view(name)), string(name) == "unix:":
		return first.text, rest
	case isNone(third.text) && len(bytes.TrimSpace(behind)) > 1:
		return first.text, rest
	default:
		return nil, head
	}
}

func isHost(b []byte) bool {
	for _, c := range b {
		if !isLetter(c) && !isDigit(c) && bytes.IndexByte([]byte("-._:[]"), c) < 0 {
			return false
		}
	}
	return true
}

// nearest returns the last of the addresses at the beginning: the one that the
// connection came from. Those before it are the word of a header.
func (d *decoder) nearest(fields []byte) (client string) {
	for {
		var f field
		f, fields = next(fields)
		if f.quoted {
			continue
		}
		text := bytes.TrimSuffix(f.text, []byte(","))
		if isNone(text) {
			return client
		}
		ip := d.address(view(text))
		if ip == "" {
			return client
		}
		client = ip
	}
}

// bodyAdded finds the request body among the fields that were added: the last that
// looks like one. A dash in every such place stands for an empty one.
func (d *decoder) bodyAdded(added []byte) {
	var body field
	for len(added) > 0 {
		var f field
		f, added = next(added)
		if f.quoted && (isBody(f.text) || isNone(f.text) && !isBody(body.text)) {
			body = f
		}
	}
	if body.quoted {
		d.requestBody(d.plain(body.text))
		d.x.RequestBody.Cut = body.open
	}
}

// isBody tells a request body from other things that servers log in quotes.
func isBody(text []byte) bool {
	if bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("--")) {
		return true
	}
	name, _, found := bytes.Cut(text[:min(len(text), 64)], []byte("="))
	for _, c := range name {
		if !isDigit(c) && !isLetter(c) && c != '_' && c != '%' && c != '[' && c != ']' {
			return false
		}
	}
	return found && len(name) > 0
}

// lastedAdded finds the time that the exchange took among the fields that were
// added. nginx writes rt= or seconds with a fraction, and stamps the end; Traefik
// writes milliseconds with their unit, Apache one number of microseconds, and both
// stamp the start.
func (d *decoder) lastedAdded(added []byte) {
	var last []byte
	bare := 0
	for len(added) > 0 {
		var f field
		f, added = next(added)
		if f.quoted || len(f.text) == 0 {
			last = nil
			continue
		}
		if took := nginxTook(f.text); took >= 0 {
			d.ended(took)
			return
		}
		bare++
		last = f.text
	}
	if ms, found := bytes.CutSuffix(last, []byte("ms")); found {
		d.x.Took = lasted(ms, time.Millisecond)
	} else if bare == 1 && number(last) >= 0 {
		d.x.Took = lasted(last, time.Microsecond)
	}
}

// nginxTook reads rt=0.020, request_time=0.020 or 0.020; -1 for something else.
func nginxTook(b []byte) time.Duration {
	for _, name := range [...]string{"rt=", "request_time="} {
		if value, found := bytes.CutPrefix(b, []byte(name)); found {
			return lasted(value, time.Second)
		}
	}
	if i := bytes.IndexByte(b, '.'); i > 0 && len(b)-i == 4 {
		return lasted(b, time.Second)
	}
	return -1
}

// combinedNoise recognises what servers write among their records: lines that
// begin with a date of another kind.
func combinedNoise(line []byte) bool {
	if !startsWithDate(line) && line[0] != '#' {
		return false
	}
	_, _, _, ok := stamp(line)
	return !ok
}

func startsWithDate(line []byte) bool {
	line = bytes.TrimPrefix(line, []byte("["))
	switch {
	case len(line) < 10:
		return false
	case line[4] == '-' || line[4] == '/':
		return number(line[:4]) > 0 && number(line[5:7]) > 0 && line[7] == line[4]
	case line[3] == ' ':
		return month(line[:3]) > 0 || month(line[4:7]) > 0
	default:
		return false
	}
}

// combinedWhole reports whether a line goes on to the size, and every quote is
// closed.
func combinedWhole(line []byte) bool {
	_, _, rest, ok := stamp(line)
	for i := 0; ok && len(rest) > 0; i++ {
		var f field
		f, rest = next(rest)
		if f.open || i == 1 && !isStatus(f) {
			return false
		}
		if i >= 2 && len(rest) == 0 {
			return true
		}
	}
	return false
}

// combinedEnough reports whether a line was cut behind the size. A line of the
// common form ends there, so that a shorter cut of the same line is a record.
func combinedEnough(line []byte) bool {
	_, _, rest, ok := stamp(line)
	request, rest := next(rest)
	status, rest := next(rest)
	_, rest = next(rest)
	return ok && !request.open && isStatus(status) && len(rest) > 0
}
