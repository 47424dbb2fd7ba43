package saz

import (
	"bytes"
	"encoding/xml"
	"fmt"

	"github.com/banlint/banlint/parsers"
)

var layout = &parsers.Layout{Members: rewrite}

// rewrite writes a session's request, response, and of what Fiddler knew the times and the
// addresses.
func rewrite(rec parsers.Record, r parsers.Replacer) ([]parsers.Member, error) {
	old := string(rec.Text)
	name := fmt.Sprintf("raw/%d", rec.Pos.Entry)
	var members []parsers.Member
	for _, ending := range []string{"_c.txt", "_s.txt"} {
		raw, err := rec.Attached(old + ending)
		if err != nil {
			continue // of an aborted session there is no response
		}
		members = append(members, parsers.Member{Name: name + ending, Text: r.Message(parsers.PlainMessage(raw))})
	}
	var s session
	if text, err := rec.Attached(old + "_m.xml"); err == nil {
		_ = xml.Unmarshal(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), &s)
	}
	return append(members, parsers.Member{Name: name + "_m.xml", Text: s.known(r)}), nil
}

// known writes what is read of a session.
func (s *session) known(r parsers.Replacer) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n<Session>\n  <SessionTimers")
	for _, t := range []struct{ name, value string }{
		{"ClientBeginRequest", s.Timers.Begin}, {"FiddlerBeginRequest", s.Timers.Sent},
		{"ServerDoneResponse", s.Timers.Done}, {"ClientDoneResponse", s.Timers.Heard},
	} {
		if instant(t.value) != 0 {
			fmt.Fprintf(&b, " %s=%q", t.name, t.value)
		}
	}
	b.WriteString(" />\n  <SessionFlags>\n")
	for _, name := range []string{"x-clientip", "x-hostIP"} {
		if address := parsers.Address(s.flag(name)); address != "" {
			fmt.Fprintf(&b, "    <SessionFlag N=%q V=%q />\n", name, r.Field("ip", address))
		}
	}
	b.WriteString("  </SessionFlags>\n</Session>\n")
	return b.Bytes()
}
