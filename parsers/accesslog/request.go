package accesslog

import (
	"bytes"
	"net/netip"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

const (
	errNoRequest = unusable("a connection without a request")
	errNoLine    = unusable("a request line that is none: wanted METHOD target HTTP/version")
	errNoTarget  = unusable("a request for something that is no address")
	errTorn      = unusable("no status behind the request: two lines that ran into one, or a bare quote")
)

// ask reads a request line, such as POST /createTask HTTP/1.1. Its target may hold
// blanks.
func (d *decoder) ask(host, line []byte) error {
	if isNone(line) {
		return errNoRequest
	}
	end := methodLength(line)
	if end == 0 || end == len(line) || line[end] != ' ' {
		return errNoLine
	}
	d.x.Method = view(line[:end])
	return d.aim("", view(host), view(unversioned(line[end+1:])))
}

// unversioned takes the blanks before a target off it, and HTTP/1.1 behind it.
func unversioned(target []byte) []byte {
	for len(target) > 0 && target[0] == ' ' {
		target = target[1:]
	}
	if n := len(target) - len(" HTTP/1.1"); n >= 0 && string(target[n:]) == " HTTP/1.1" {
		return target[:n]
	}
	if i := bytes.LastIndexByte(target, ' '); i >= 0 && bytes.HasPrefix(target[i+1:], []byte("HTTP/")) {
		return target[:i]
	}
	return target
}

func isMethod(b []byte) bool { return len(b) > 0 && methodLength(b) == len(b) }

// methodLength measures the method at the beginning.
func methodLength(b []byte) (n int) {
	for n < len(b) && (b[n] >= 'A' && b[n] <= 'Z' || b[n] == '-' || b[n] == '_') {
		n++
	}
	return n
}

// aim puts the URL together. Without a host it is path and query; without a scheme
// the port tells it.
func (d *decoder) aim(scheme, host, target string) error {
	switch x := &d.x; {
	case x.Method == "CONNECT":
		if !strings.Contains(target, ":") || strings.ContainsAny(target, "/ ") {
			return errNoTarget
		}
		x.Tunnel, x.URL = true, view(d.join("https://", target))
	case strings.HasPrefix(target, "/"):
		x.URL = d.absolute(scheme, host, target)
	case target == "*":
		x.URL = d.absolute(scheme, host, "/")
	case isAbsolute(target):
		x.URL = target
	default:
		return errNoTarget
	}
	return nil
}

func (d *decoder) absolute(scheme, host, target string) string {
	switch {
	case host == "" || host == "-" || host == "_":
		return target
	case scheme == "" && strings.HasSuffix(host, ":80"):
		scheme = "http"
	case scheme == "":
		scheme = "https"
	}
	return view(d.join(scheme, "://", host, target))
}

func isAbsolute(target string) bool {
	letters := 0
	for letters < len(target) && isLetter(target[letters]) {
		letters++
	}
	rest, found := strings.CutPrefix(target[letters:], "://")
	return letters > 0 && found && rest != ""
}

// requestBody notes what a log has in its place for a body. Nothing stands for an
// empty body where there can be none, and else for one that the server did not
// see, such as an upload that it passed on.
func (d *decoder) requestBody(body []byte) {
	if isNone(body) {
		d.x.RequestBody.Shown = d.x.Method == "GET" || d.x.Method == "HEAD"
		return
	}
	d.x.RequestBody = timeline.Body{Bytes: body, Shown: true}
}

func (d *decoder) agent(name string) {
	if name != "" && name != "-" {
		d.header("User-Agent", name)
	}
}

// address is parsers.Address, at less cost for what needs no change, as an IPv4
// address without a port, and for what is none at a glance.
func (d *decoder) address(text string) string {
	if isIPv4(text) {
		return text
	}
	if len(text) > len("::") && !isAddress(text) {
		return ""
	}
	if a, err := netip.ParseAddr(text); err == nil && text[len(text)-1] != ']' { // which is no part of a zone
		start := len(d.made)
		d.made = a.Unmap().AppendTo(d.made)
		return view(d.made[start:])
	}
	return parsers.Address(text)
}

func isIPv4(text string) bool { return len(text) > 0 && lengthIPv4(text) == len(text) }

// lengthIPv4 measures the four numbers below 256, without zeros before them, at the
// beginning; 0 for anything else.
func lengthIPv4(text string) (length int) {
	dots, digits, n := 0, 0, 0
	for ; length < len(text); length++ {
		c := text[length] - '0'
		switch {
		case c <= 9 && (digits == 0 || n > 0):
			digits, n = digits+1, n*10+int(c)
			if n > 255 {
				return 0
			}
		case c <= 9:
			return 0
		case text[length] == '.' && digits > 0 && dots < 3:
			dots, digits, n = dots+1, 0, 0
		case dots == 3 && digits > 0:
			return length
		default:
			return 0
		}
	}
	if dots < 3 || digits == 0 {
		return 0
	}
	return length
}

// isAddress tells an IP address from a name, as far as a glance can.
func isAddress(text string) bool {
	colons, letters := 0, 0
	for _, c := range []byte(text) {
		switch {
		case c == ':':
			colons++
		case c == '%':
			return colons > 1
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			letters++
		case !isDigit(c) && c != '.' && c != '[' && c != ']':
			return false
		}
	}
	return len(text) > 2 && (letters == 0 || colons > 1)
}

// ended notes how long an exchange took, and turns the stamp of its end back to
// its start.
func (d *decoder) ended(took time.Duration) {
	if took < 0 {
		return
	}
	d.x.Took = took
	if d.x.Start != 0 {
		d.x.Start = d.x.Start.Add(-took)
	}
}
