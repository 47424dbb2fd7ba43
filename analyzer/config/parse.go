package config

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/banlint/banlint/analyzer/service"
)

// Severities are those of findings, mildest first.
var Severities = []string{"info", "warning", "error"}

// Operations are those that a suppression can name.
var Operations = []string{"createTask", "getTaskResult", "getBalance", "report", "other"}

// Parse reads a configuration. builtin are the ids of the rules that banlint has.
func Parse(file string, src []byte, builtin []string) (*Config, error) {
	p := &parser{file: file, builtin: builtin, rules: builtin, book: service.All}
	c := &Config{File: file, Rules: map[string]string{}}
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(doc.Content) > 0 && !empty(doc.Content[0]) {
		p.rules = slices.Concat(builtin, localIDs(doc.Content[0]))
		p.services(doc.Content[0])
		p.config(c, doc.Content[0])
		c.book = p.book
	}
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	return c, nil
}

type parser struct {
	file    string
	builtin []string // ids of banlint's own rules
	rules   []string // and of local ones
	book    service.Book
	errs    []error
}

// services reads the services and their limits, which all else may name.
func (p *parser) services(n *yaml.Node) {
	if own := member(n, "services"); own != nil {
		p.sequence(own, p.ownService)
	}
	if limits := member(n, "limits"); limits != nil {
		p.serviceLimits(limits)
	}
}

// fail notes what is wrong with a node.
func (p *parser) fail(n *yaml.Node, format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf("%s:%d:%d: %s", p.file, n.Line, n.Column, fmt.Sprintf(format, args...)))
}

func (p *parser) config(c *Config, n *yaml.Node) {
	p.mapping(n, members{
		"fail-on":          func(v *yaml.Node) { c.FailOn = p.choice(v, append(slices.Clone(Severities), "never")) },
		"fail-on-headroom": func(v *yaml.Node) { c.FailOnHeadroom = p.percentage(v) },
		"require": func(v *yaml.Node) {
			p.sequence(v, func(v *yaml.Node) { c.Require = append(c.Require, p.choice(v, reasons())) })
		},
		"baseline":     func(v *yaml.Node) { c.Baseline = p.text(v) },
		"services":     func(*yaml.Node) {}, // read before
		"limits":       func(*yaml.Node) {},
		"hosts":        func(v *yaml.Node) { p.hosts(c, v) },
		"rules":        func(v *yaml.Node) { p.ruleSettings(c, v) },
		"local-rules":  func(v *yaml.Node) { p.sequence(v, func(v *yaml.Node) { p.localRule(c, v) }) },
		"suppressions": func(v *yaml.Node) { p.sequence(v, func(v *yaml.Node) { p.suppression(c, v) }) },
	})
}

func reasons() (names []string) {
	for _, r := range service.Reasons {
		names = append(names, string(r.Reason))
	}
	return names
}

func (p *parser) hosts(c *Config, n *yaml.Node) {
	p.pairs(n, func(k, v *yaml.Node) {
		if name := p.choice(v, p.book.Names()); name != "" {
			c.Hosts = append(c.Hosts, Host{k.Value, name})
		}
	})
}

func (p *parser) ruleSettings(c *Config, n *yaml.Node) {
	p.pairs(n, func(k, v *yaml.Node) {
		rule := p.choice(k, p.rules)
		if setting := p.choice(v, append([]string{"off"}, Severities...)); rule != "" && setting != "" {
			c.Rules[rule] = setting
		}
	})
}

func (p *parser) suppression(c *Config, n *yaml.Node) {
	s := &Suppression{Line: n.Line}
	p.mapping(n, members{
		"rule":        func(v *yaml.Node) { s.Rule = p.choice(v, p.rules) },
		"service":     func(v *yaml.Node) { s.Service = p.choice(v, p.book.Names()) },
		"operation":   func(v *yaml.Node) { s.Operation = p.choice(v, Operations) },
		"path":        func(v *yaml.Node) { s.Path = p.pattern(v) },
		"fingerprint": func(v *yaml.Node) { s.Fingerprint = p.text(v) },
		"reason":      func(v *yaml.Node) { s.Reason = p.text(v) },
		"until":       func(v *yaml.Node) { s.Until = p.date(v) },
	})
	if n.Kind == yaml.MappingNode {
		p.must(n, "a suppression", "rule")
		p.must(n, "a suppression", "reason")
	}
	c.Suppressions = append(c.Suppressions, s)
}

// members are what a mapping may have.
type members map[string]func(*yaml.Node)

func (p *parser) mapping(n *yaml.Node, known members) {
	p.pairs(n, func(k, v *yaml.Node) {
		read := known[k.Value]
		if read == nil {
			p.fail(k, "unknown key %s%s", quoted(k.Value), hint(k.Value, sorted(known)))
			return
		}
		read(v)
	})
}

func sorted(m members) (names []string) {
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// pairs reads the members of a mapping, each of which may stand once.
func (p *parser) pairs(n *yaml.Node, read func(k, v *yaml.Node)) {
	if empty(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		p.fail(n, "wanted keys and values, found %s", kindOf(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if seen[k.Value] {
			p.fail(k, "the key %s stands here twice", quoted(k.Value))
		}
		seen[k.Value] = true
		read(k, n.Content[i+1])
	}
}

func (p *parser) sequence(n *yaml.Node, read func(*yaml.Node)) {
	switch {
	case empty(n):
	case n.Kind != yaml.SequenceNode:
		p.fail(n, "wanted a list, found %s", kindOf(n))
	default:
		for _, item := range n.Content {
			read(item)
		}
	}
}

// text reads a value that must not be empty.
func (p *parser) text(n *yaml.Node) string {
	switch {
	case n.Kind != yaml.ScalarNode:
		p.fail(n, "wanted a text, found %s", kindOf(n))
		return ""
	case strings.TrimSpace(n.Value) == "":
		p.fail(n, "wanted a text, found nothing")
	}
	return n.Value
}

// choice reads one of some names; "" when it is none.
func (p *parser) choice(n *yaml.Node, known []string) string {
	s := p.text(n)
	if s == "" || slices.Contains(known, s) {
		return s
	}
	p.fail(n, "%s is not known here%s", quoted(s), hint(s, known))
	return ""
}

var name = regexp.MustCompile(`^[A-Za-z][A-Za-z_.-]{0,39}$`)

// quoted quotes what may be a name, and of all else says how long it is: secrets are put
// into wrong places as well.
func quoted(s string) string {
	if name.MatchString(s) {
		return `"` + s + `"`
	}
	return fmt.Sprintf("a text of %d characters", utf8.RuneCountInString(s))
}

// few is how many names a hint lists.
const few = 12

// hint says what may have been meant.
func hint(name string, known []string) string {
	if near := Nearest(name, known); near != "" {
		return "; did you mean " + near + "?"
	}
	if len(known) <= few {
		return "; wanted one of " + strings.Join(known, ", ")
	}
	return "; see banlint rules"
}

func (p *parser) percentage(n *yaml.Node) string {
	s := p.text(n)
	if x, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64); s != "" && (err != nil || !(x > 0 && x <= 100)) {
		p.fail(n, "wanted a percentage above 0 and up to 100, as in 20%%")
	}
	return s
}

var dated = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

func (p *parser) date(n *yaml.Node) string {
	s := p.text(n)
	if _, err := time.Parse(time.DateOnly, s); s != "" && (err != nil || !dated.MatchString(s)) {
		p.fail(n, "wanted a day, as in 2026-12-31")
	}
	return s
}

func (p *parser) pattern(n *yaml.Node) string {
	s := p.text(n)
	if _, err := path.Match(s, ""); err != nil {
		p.fail(n, "wanted a pattern of paths, as in recordings/*.har")
	}
	return s
}

// empty reports whether a key has no value.
func empty(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys and values"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias, which is not taken here"
	default:
		return quoted(n.Value)
	}
}
