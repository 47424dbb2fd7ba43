package main

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// An oddity is something about a call, or about what may have been one, that the reader of a
// report should know: because of it less could be judged.
type oddity uint8

// The oddities.
const (
	noTime     oddity = iota // there is no time, unlike with others
	oddAnswer                // of an answer
	oddRequest               // of a request
	noHost                   // unlike with others
	oddAddress               // of what is then no call
	oddMethod
	oddTime
	oddText
	oddStatus
	oddTook
	oddBody
	twoAddresses
	oddHeader
	oddities
)

// oddly says what is odd, and what follows.
var oddly = [oddities]string{
	noTime:       "a call without a time that can be read, unlike the others: no pace is judged by it",
	oddAnswer:    "an answer that is recorded and cannot be read for certain, being cut, broken or saying two things: nothing is judged by it",
	oddRequest:   "a request that is recorded and cannot be read for certain, being cut, broken or giving its key twice: whose it is, is not known",
	noHost:       "a call that names no host, unlike the others: it is taken to be to the service that calls without a host are taken for",
	oddAddress:   "an exchange whose address is none: whether it is a call is not known",
	oddMethod:    "an exchange whose method is none",
	oddTime:      "a time that cannot be read, or is not from 2000 to 2099: it is taken for not recorded",
	oddText:      "a call with bytes that are no UTF-8: they are taken for unknown characters",
	oddStatus:    "a status that is none of HTTP: it is taken for not recorded",
	oddTook:      "a duration that cannot be: it is taken for not recorded",
	oddBody:      "a body that is not coded as it is said to be: it is taken as it stands, or for not recorded",
	twoAddresses: "an exchange with two addresses: the last is taken",
	oddHeader:    "a header field whose value is no text, or holds raw control characters",
}

// gaps are the oddities of an input.
type gaps struct {
	timed int    // calls with a time
	aimed string // source of the last call with a host
	met   [oddities]struct {
		calls int
		first timeline.Position
	}
}

// odd is a set of oddities.
type odd uint16

func (o *odd) add(what oddity, is bool) {
	if is {
		*o |= 1 << what
	}
}

// oddOf finds what is odd about an exchange that makes calls, or that nobody knows.
func oddOf(x *timeline.Exchange, outcome service.Outcome) (o odd) {
	o.add(oddAddress, !isURL(x.URL) || outcome == service.Foreign && !utf8.ValidString(x.URL))
	o.add(oddMethod, !isMethod(x.Method) || x.Method == "" && outcome != service.Foreign)
	if outcome == service.Foreign {
		return o
	}
	o.add(oddText, !isText(x))
	if x.Doubts == 0 {
		return o
	}
	for doubt, what := range map[timeline.Doubts]oddity{
		timeline.DoubtStart: oddTime, timeline.DoubtStatus: oddStatus, timeline.DoubtTook: oddTook, timeline.DoubtBody: oddBody,
		timeline.DoubtAddress: twoAddresses, timeline.DoubtHeader: oddHeader,
	} {
		o.add(what, x.Doubts&doubt != 0)
	}
	return o
}

// isURL reports whether a text may be an address, or the path of one.
func isURL(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		rest, ok = strings.CutPrefix(s, "http://")
	}
	switch {
	case ok && !strings.HasPrefix(rest, "["), s == "":
	case ok:
		_, err := url.Parse(s)
		return err == nil
	case s[0] != '/':
		scheme, _, found := strings.Cut(s, ":")
		if !found || strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+.-") != "" {
			return false
		}
	}
	for _, c := range []byte(s) {
		if c < ' ' || c == 0x7f {
			return false
		}
	}
	return true
}

// isHost reports whether a text may be the host of an address.
func isHost(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune(".-_:[]%", c)
	})
}

// isMethod reports whether a text may be a method, or none was recorded.
func isMethod(s string) bool {
	if len(s) > 20 {
		return false
	}
	for _, c := range []byte(s) {
		if (c|0x20 < 'a' || c|0x20 > 'z') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// isText reports whether what is text in an exchange is UTF-8. Images are not looked at.
func isText(x *timeline.Exchange) bool {
	for _, b := range [...][]byte{x.RequestBody.Bytes, x.ResponseBody.Bytes} {
		if len(b) > 0 && b[0] == '{' && !utf8.Valid(b) {
			return false
		}
	}
	return utf8.ValidString(x.URL)
}

// see counts what is odd about an exchange.
func (g *gaps) see(x *exchange) {
	o := x.odd
	if x.outcome == service.Recognised {
		timed := x.call.Shows.Has(timeline.ShowsTime)
		if timed {
			g.timed++
		}
		if !x.hostless {
			g.aimed = x.call.Pos.Source
		}
		o.add(noTime, !timed)
		o.add(noHost, x.hostless)
		o.add(oddAnswer, x.response && !x.call.Shows.Has(timeline.ShowsAnswer))
		o.add(oddRequest, x.requestBody && !x.keyInURL && !x.call.Shows.Has(timeline.ShowsKeyed))
	}
	for what := oddity(0); o != 0; what, o = what+1, o>>1 {
		if o&1 == 0 {
			continue
		}
		m := &g.met[what]
		if m.calls == 0 {
			m.first = x.call.Pos
		}
		m.calls++
	}
}

func (g *gaps) warnings() (warnings []report.Warning) {
	for what, m := range g.met {
		usual := oddity(what) == noTime && g.timed == 0 || oddity(what) == noHost && g.aimed != m.first.Source
		if m.calls > 0 && !usual {
			warnings = append(warnings, report.Warning{Position: report.PositionOf(m.first), Message: oddly[what], Count: m.calls})
		}
	}
	return warnings
}
