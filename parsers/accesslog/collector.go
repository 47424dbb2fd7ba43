package accesslog

import (
	"bytes"

	"github.com/banlint/banlint/parsers"
)

// maxWraps is how many collectors may have put something before a line.
const maxWraps = 3

// unwrap takes off what collectors put before a line: syslog, journald, docker,
// compose, Kubernetes. collected tells whether there was something. objects says that lines are
// JSON objects of their own, of which only what Docker writes is a collector's.
func unwrap(line []byte, objects bool) (text []byte, collected bool) {
	for range maxWraps {
		n := wrapping(line)
		if n == 0 {
			break
		}
		line, collected = bytes.TrimLeft(line[n:], " "), true
	}
	if objects && !bytes.HasPrefix(line, []byte(`{"log":"`)) {
		return line, collected
	}
	if said, ok := parsers.Collected(line); ok {
		return said, true
	}
	return line, collected
}

// wrapping returns the length of what one collector put before a line.
func wrapping(line []byte) int {
	switch {
	case len(line) < 3:
		return 0
	case line[0] == '<':
		return priority(line)
	case len(line) > 16 && line[3] == ' ' && line[6] == ' ' && line[9] == ':' && line[15] == ' ' && month(line[:3]) > 0:
		if n := tag(line[16:]); n > 0 {
			return 16 + n
		}
		return 0
	case len(line) > 20 && line[10] == 'T' && line[13] == ':':
		return dated(line)
	default:
		return composed(line)
	}
}

// priority measures <190>, and the rest of what RFC 5424 puts before a message.
func priority(line []byte) int {
	end := bytes.IndexByte(line[:min(len(line), 6)], '>')
	if end < 0 || number(line[1:end]) < 0 {
		return 0
	}
	rest := line[end+1:]
	if !bytes.HasPrefix(rest, []byte("1 ")) {
		return end + 1
	}
	for range 6 { // version, time, host, program, process, message
		_, rest = next(rest)
	}
	rest = bytes.TrimLeft(rest, " ")
	return len(line) - len(rest) + structured(rest)
}

// structured measures the data in brackets that stands before a message, or the
// dash that stands for none. In them a bracket is escaped.
func structured(b []byte) int {
	switch {
	case bytes.HasPrefix(b, []byte("-")):
		return 1
	case !bytes.HasPrefix(b, []byte("[")):
		return 0
	}
	for i := 1; i < len(b); i++ {
		switch {
		case b[i] == '\\':
			i++
		case b[i] == ']' && (i+1 == len(b) || b[i+1] == ' '):
			return i + 1
		}
	}
	return 0
}

// tag measures "host program[123]: " or "program: ".
func tag(line []byte) int {
	rest := line
	for range 2 {
		var f field
		if f, rest = next(rest); bytes.HasSuffix(f.text, []byte(":")) && !f.quoted {
			return len(line) - len(rest)
		}
	}
	return 0
}

// dated measures a time of ISO 8601, and the host and program of syslog or the
// stream of Kubernetes behind it. Part of a line of Kubernetes is none.
func dated(line []byte) int {
	_, n := isoTime(line)
	if n == 0 || n >= len(line) || line[n] != ' ' {
		return 0
	}
	stream, rest := next(line[n:])
	switch string(stream.text) {
	case "stdout", "stderr":
		if whole, after := next(rest); string(whole.text) == "F" {
			return len(line) - len(after)
		}
		return 0
	default:
		return n + tag(line[n:])
	}
}

// composed measures the name of a service and the bar behind it.
func composed(line []byte) int {
	name := bytes.IndexByte(line, ' ')
	n := max(name, 0)
	for n < len(line) && line[n] == ' ' {
		n++
	}
	if name <= 0 || n+1 >= len(line) || line[n] != '|' || line[n+1] != ' ' {
		return 0
	}
	for _, c := range line[:name] {
		if !isLetter(c) && !isDigit(c) && c != '-' && c != '_' && c != '.' {
			return 0
		}
	}
	return n + 1
}
