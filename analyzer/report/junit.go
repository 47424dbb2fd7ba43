package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// What there is of JUnit's XML in a report of ours. The times are there because some
// readers want them, and are 0: the same input gives the same bytes.

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Name    string       `xml:"name,attr"`
	Suites  []junitSuite `xml:"testsuite"`
	junitCounts
}

type junitCounts struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Time     int `xml:"time,attr"`
}

type junitSuite struct {
	Name string `xml:"name,attr"`
	junitCounts
	Skipped int         `xml:"skipped,attr"`
	Cases   []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    int           `xml:"time,attr"`
	Failure *junitOutcome `xml:"failure"`
	Error   *junitOutcome `xml:"error"`
	Skipped *junitOutcome `xml:"skipped"`
	Out     *junitText    `xml:"system-out"`
}

type junitOutcome struct {
	Type    string `xml:"type,attr,omitempty"`
	Message string `xml:"message,attr"`
	junitText
}

// A junitText keeps its line breaks, which would be escaped outside CDATA.
type junitText struct {
	Text string `xml:",cdata"`
}

// junitWidth is how many columns the texts have: what shows them breaks no lines.
const junitWidth = 100

// JUnit writes the report as tests: one suite a service, with one test for each ban
// reason and for each rule broken that no failed reason covers.
func JUnit(w io.Writer, r *Report) error {
	out := junitSuites{Name: r.Tool.Name}
	out.add(r.junitRun())
	for _, name := range r.services() {
		out.add(r.junitService(name))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// add counts the tests of a suite.
func (s *junitSuites) add(suite junitSuite) {
	for i := range suite.Cases {
		c := &suite.Cases[i]
		c.Class = s.Name + "." + suite.Name
		switch {
		case c.Failure != nil:
			suite.Failures++
		case c.Error != nil:
			suite.Errors++
		case c.Skipped != nil:
			suite.Skipped++
		}
	}
	suite.Tests = len(suite.Cases)
	s.Tests += suite.Tests
	s.Failures += suite.Failures
	s.Errors += suite.Errors
	s.Suites = append(s.Suites, suite)
}

// services lists the services with verdicts or findings.
func (r *Report) services() (names []string) {
	for _, v := range r.Verdicts {
		names = append(names, v.Service)
	}
	for _, f := range r.Findings {
		names = append(names, f.Service)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(names, func(name string) bool {
		was := seen[name]
		seen[name] = true
		return was
	})
}

// junitRun tells whether the inputs could be judged, and left as much room as wanted.
func (r *Report) junitRun() junitSuite {
	judged := junitCase{Name: "judged"}
	var said []string
	for _, w := range r.Warnings {
		said = append(said, NewPlaces(r.Inputs).Of(w.Position)+": "+w.folded())
	}
	judged.say(strings.Join(slices.Concat(r.Notes, said), "\n"))
	if r.Exit > 1 {
		judged.Error = &junitOutcome{Type: fmt.Sprintf("exit %d", r.Exit), Message: unfinished[r.Exit], junitText: legible(r.Headline().String())}
	}
	suite := junitSuite{Name: "run", Cases: []junitCase{judged}}
	if r.wanted > 0 {
		suite.Cases = append(suite.Cases, r.junitHeadroom())
	}
	return suite
}

// unfinished words the exit codes of a run that is not to be relied on.
var unfinished = map[int]string{2: "an input could not be read", 3: "not everything could be judged", 130: "interrupted"}

func (r *Report) junitHeadroom() junitCase {
	c := junitCase{Name: "headroom"}
	if tight := r.Tight(); tight != nil {
		s := fmt.Sprintf("less than %g%% is left of the limits of %s", r.wanted*100, strings.Join(tight, ", "))
		c.Failure = &junitOutcome{Type: "headroom", Message: s}
	}
	return c
}

func (r *Report) junitService(name string) junitSuite {
	suite := junitSuite{Name: name}
	covered := map[string]bool{} // reasons whose tests show the findings
	for _, v := range r.Verdicts {
		if v.Service == name {
			covered[v.Reason] = v.State == "banned" || v.State == "would-ban"
			suite.Cases = append(suite.Cases, r.junitVerdict(v))
		}
	}
	var rules []string
	left := map[string][]*Finding{}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Service != name || covered[f.Reason] && !f.Suppressed {
			continue
		}
		if left[f.Rule] == nil {
			rules = append(rules, f.Rule)
		}
		left[f.Rule] = append(left[f.Rule], f)
	}
	for _, rule := range rules {
		suite.Cases = append(suite.Cases, r.junitRule(rule, left[rule]))
	}
	return suite
}

func (r *Report) junitVerdict(v Verdict) junitCase {
	c := junitCase{Name: v.Reason}
	said := v.Word().String() + ": " + newTextWriter(io.Discard, r, Style{}).sentence(v).String()
	switch v.State {
	case "banned", "would-ban":
		r.junitBan(&c, v, said)
	case "near":
		c.say(said)
	case "unknown":
		c.Skipped = &junitOutcome{Message: v.Why.String()}
	}
	return c
}

// junitBan is a failure unless the team has settled that it is none.
func (r *Report) junitBan(c *junitCase, v Verdict, said string) {
	open := r.open(v)
	switch {
	case r.failOn == "never":
		c.say(said + "\n" + r.shown(open).Text)
	case len(open) == 0 && r.accepts(v):
		c.Skipped = &junitOutcome{Message: "suppressed; " + said}
	default:
		c.Failure = &junitOutcome{v.State, said, r.shown(open)}
	}
}

// accepts reports whether findings that a verdict rests on are suppressed.
func (r *Report) accepts(v Verdict) bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Service == v.Service && f.Reason == v.Reason && f.Suppressed })
}

// open lists the findings that a verdict rests on, without suppressed ones.
func (r *Report) open(v Verdict) (list []*Finding) {
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Service == v.Service && f.Reason == v.Reason && !f.Suppressed {
			list = append(list, f)
		}
	}
	return list
}

// junitRule is the test of one rule, which findings of it broke.
func (r *Report) junitRule(rule string, findings []*Finding) junitCase {
	c := junitCase{Name: rule}
	open := slices.DeleteFunc(slices.Clone(findings), func(f *Finding) bool { return f.Suppressed })
	grave := slices.IndexFunc(open, r.fails)
	switch {
	case len(open) == 0:
		c.Skipped = &junitOutcome{Message: "suppressed: " + findings[0].Suppression.Text().String(), junitText: r.shown(findings)}
	case grave >= 0:
		c.Failure = &junitOutcome{open[grave].Severity, open[grave].Message.String(), r.shown(open)}
	default:
		c.say(r.shown(open).Text)
	}
	return c
}

// shown writes findings as people read them.
func (r *Report) shown(findings []*Finding) junitText {
	var b strings.Builder
	t := newTextWriter(&b, r, Style{Width: junitWidth})
	for _, f := range findings {
		t.finding(f)
	}
	t.out.Flush()
	return legible("\n" + b.String())
}

// say makes a text the output of the test; "" is none.
func (c *junitCase) say(s string) {
	if s != "" {
		text := legible(s)
		c.Out = &text
	}
}

// legible replaces what XML has no place for; encoding/xml does so outside CDATA only.
func legible(s string) junitText {
	return junitText{strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff {
			return unicode.ReplacementChar
		}
		return r
	}, s)}
}
