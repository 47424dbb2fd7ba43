package main

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/lang"
)

// tests is what readers of JUnit's XML take from it.
type tests struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Suites   []struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Cases    []test `xml:"testcase"`
	} `xml:"testsuite"`
}

type test struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	Failure *outcome `xml:"failure"`
	Error   *outcome `xml:"error"`
	Skipped *outcome `xml:"skipped"`
	Out     string   `xml:"system-out"`
}

type outcome struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func (c *test) outcome() string {
	switch {
	case c.Failure != nil:
		return "failure"
	case c.Error != nil:
		return "error"
	case c.Skipped != nil:
		return "skipped"
	case c.Out != "":
		return "output"
	default:
		return ""
	}
}

func readJUnit(t *testing.T, text []byte) (all tests) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&all); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if rest, err := dec.Token(); err != io.EOF && strings.TrimSpace(string(rest.(xml.CharData))) != "" {
		t.Errorf("something follows: %v", rest)
	}
	return all
}

// validJUnit holds the counts against the tests, and wants no name twice.
func validJUnit(t *testing.T, text []byte) {
	t.Helper()
	all := readJUnit(t, text)
	whole, seen := map[string]int{}, map[string]bool{}
	for _, s := range all.Suites {
		part := map[string]int{}
		for _, c := range s.Cases {
			part[c.outcome()]++
			whole[c.outcome()]++
			if name := c.Class + "." + c.Name; seen[name] || !strings.HasSuffix(c.Class, "."+s.Name) {
				t.Errorf("test %s is there twice, or in suite %s", name, s.Name)
			}
			seen[c.Class+"."+c.Name] = true
		}
		if s.Tests != len(s.Cases) || s.Failures != part["failure"] || s.Errors != part["error"] || s.Skipped != part["skipped"] {
			t.Errorf("suite %s: %d tests, %d failures, %d errors, %d skipped; in it are %v", s.Name, s.Tests, s.Failures, s.Errors, s.Skipped, part)
		}
	}
	if all.Tests != len(seen) || all.Failures != whole["failure"] || all.Errors != whole["error"] {
		t.Errorf("%d tests, %d failures, %d errors; in it are %v", all.Tests, all.Failures, all.Errors, whole)
	}
}

// Every state of a verdict and every kind of finding is a test with the right outcome.
func TestJUnit(t *testing.T) {
	text := rendered(t, "junit", hostile())
	validJUnit(t, text)
	var got []string
	for _, s := range readJUnit(t, text).Suites {
		for _, c := range s.Cases {
			got = append(got, strings.TrimSpace(c.Class+"."+c.Name+" "+c.outcome()))
		}
	}
	want := `banlint.run.judged error
banlint.capmonster.WrongTaskId failure
banlint.capmonster.BadProxy skipped
banlint.capmonster.ZeroBalance output
banlint.capmonster.RequestBurst
banlint.capmonster.task-poll-limit skipped
banlint.capmonster.poll-interval-short skipped`
	if got := strings.Join(got, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A rule with findings that are mild, grave and suppressed is one test.
func TestJUnitRules(t *testing.T) {
	r := hostile()
	r.Verdicts, r.Exit = nil, 1
	cases := readJUnit(t, rendered(t, "junit", r)).Suites[1].Cases
	if len(cases) != 2 || cases[0].outcome() != "failure" || cases[1].outcome() != "output" {
		t.Errorf("got %+v, want a failure and a test with output", cases)
	}
	if n := strings.Count(cases[0].Failure.Text, "error task-poll-limit"); n != 2 {
		t.Errorf("%d findings shown, want those 2 that are not suppressed", n)
	}
}

// Characters that XML has no place for are replaced.
func TestJUnitCharacters(t *testing.T) {
	r := hostile()
	r.Verdicts[1].Why = lang.T("%s", "a\x00b\x1b\ufffe\xff")
	r.Findings[0].Message = lang.T("%s", "]]>\x00\ufffe\xff")
	text := rendered(t, "junit", r)
	validJUnit(t, text)
	if got, want := readJUnit(t, text).Suites[1].Cases[1].Skipped.Message, "a\ufffdb\ufffd\ufffd\ufffd"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := readJUnit(t, text).Suites[1].Cases[0].Failure.Text, "]]>\ufffd\ufffd\ufffd\n"; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q in it", got, want)
	}
}
