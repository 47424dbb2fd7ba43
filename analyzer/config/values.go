package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/rules"
)

// member returns the value of a member of a mapping; nil for none.
func member(n *yaml.Node, name string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// must wants a mapping to have a member.
func (p *parser) must(n *yaml.Node, what, name string) {
	if member(n, name) == nil {
		p.fail(n, "%s must have %s %s", what, article(name), name)
	}
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an"
	}
	return "a"
}

// oneOf reads the name of one of some values; the first when it is none.
func oneOf[T fmt.Stringer](p *parser, n *yaml.Node, known []T) T {
	name := p.choice(n, namesOf(known))
	return known[max(0, slices.IndexFunc(known, func(v T) bool { return v.String() == name }))]
}

func namesOf[T fmt.Stringer](list []T) (names []string) {
	for _, v := range list {
		names = append(names, v.String())
	}
	return names
}

// severityOf returns the severity of a name; Silent for none.
func severityOf(name string) analyzer.Severity {
	return analyzer.Silent + analyzer.Severity(slices.Index(Severities, name)+1)
}

// mostCalls is the largest number of calls.
const mostCalls = 1_000_000_000

func (p *parser) number(n *yaml.Node, least int64) int64 {
	x, err := strconv.ParseInt(n.Value, 10, 64)
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil || x < least || x > mostCalls {
		p.fail(n, "wanted a number from %d to %d", least, mostCalls)
		return least
	}
	return x
}

var lasting = regexp.MustCompile(`^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`)

func (p *parser) duration(n *yaml.Node) time.Duration {
	s := p.text(n)
	d, err := time.ParseDuration(s)
	if s != "" && (!lasting.MatchString(s) || err != nil || d <= 0) {
		p.fail(n, "wanted a time, as in 90s or 1h30m")
		return 0
	}
	return d
}

// maxSentence bounds a text that reports print.
const maxSentence = 300

// sentence reads a text that reports print. Its line breaks are those of the file.
func (p *parser) sentence(n *yaml.Node) string {
	s := strings.Join(strings.Fields(p.text(n)), " ")
	odd := strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || r == utf8.RuneError })
	if odd || utf8.RuneCountInString(s) > maxSentence {
		p.fail(n, "wanted a text of at most %d characters that can be printed", maxSentence)
	}
	return s
}

var braced = regexp.MustCompile(`\{[^{}]*\}`)

// message reads how findings of a local rule read.
func (p *parser) message(n *yaml.Node) string {
	s := p.sentence(n)
	var known []string
	for _, name := range rules.Placeholders {
		known = append(known, "{"+name+"}")
	}
	for _, name := range braced.FindAllString(s, -1) {
		if !slices.Contains(known, name) {
			p.fail(n, "%s stands in braces; wanted one of %s", quoted(strings.Trim(name, "{}")), strings.Join(known, ", "))
		}
	}
	return s
}
