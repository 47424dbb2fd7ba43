package config

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/rules"
)

// thresholds are the members of a local rule of which it has one.
var thresholds = []string{"most", "distinct", "gap"}

// scopes are those that a local rule may have.
var scopes = []analyzer.Scope{analyzer.PerAccount, analyzer.PerClient, analyzer.PerTask, analyzer.PerProxy}

// values are what a local rule may count different ones of.
var values = []rules.LocalValue{rules.Proxies, rules.Tasks, rules.Clients, rules.Accounts}

var (
	kebab    = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	taskType = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
)

// localIDs returns the ids of the local rules of a configuration. Rules may be named before
// they are set.
func localIDs(config *yaml.Node) (ids []string) {
	list := member(config, "local-rules")
	if list == nil || list.Kind != yaml.SequenceNode {
		return nil
	}
	for _, n := range list.Content {
		if id := member(n, "id"); id != nil && kebab.MatchString(id.Value) {
			ids = append(ids, id.Value)
		}
	}
	return ids
}

func (p *parser) localRule(c *Config, n *yaml.Node) {
	s := rules.LocalSpec{File: p.file, Per: analyzer.PerAccount}
	p.mapping(n, members{
		"id":       func(v *yaml.Node) { s.ID = p.newID(c, v) },
		"title":    func(v *yaml.Node) { s.Title = p.sentence(v) },
		"match":    func(v *yaml.Node) { p.match(&s.Match, v) },
		"per":      func(v *yaml.Node) { s.Per = oneOf(p, v, scopes) },
		"most":     func(v *yaml.Node) { s.Most = p.number(v, 0) },
		"distinct": func(v *yaml.Node) { p.distinct(&s, v) },
		"gap":      func(v *yaml.Node) { s.Gap = p.duration(v) },
		"within":   func(v *yaml.Node) { s.Within = p.duration(v) },
		"severity": func(v *yaml.Node) { s.Severity = severityOf(p.choice(v, Severities)) },
		"message":  func(v *yaml.Node) { s.Message = p.message(v) },
		"fix":      func(v *yaml.Node) { s.Fix = p.sentence(v) },
	})
	if n.Kind == yaml.MappingNode || empty(n) {
		p.must(n, "a local rule", "id")
		p.must(n, "a local rule", "severity")
		p.threshold(n)
		p.fitting(&s, n)
	}
	if s.Title == "" {
		s.Title = strings.ReplaceAll(s.ID, "-", " ")
	}
	c.Local = append(c.Local, s)
}

// newID reads an id that no other rule has.
func (p *parser) newID(c *Config, n *yaml.Node) string {
	id := p.text(n)
	switch {
	case id == "":
	case !kebab.MatchString(id) || len(id) > maxID:
		p.fail(n, "wanted an id in kebab case of at most %d characters, as in too-many-creates", maxID)
	case slices.Contains(p.builtin, id):
		p.fail(n, "%s is the id of a rule of banlint's own", quoted(id))
	case slices.ContainsFunc(c.Local, func(s rules.LocalSpec) bool { return s.ID == id }):
		p.fail(n, "another local rule has the id %s", quoted(id))
	}
	return id
}

// maxID bounds an id.
const maxID = 40

func (p *parser) match(m *rules.LocalMatch, n *yaml.Node) {
	p.mapping(n, members{
		"operation": func(v *yaml.Node) { m.Operations = p.operation(v) },
		"error":     func(v *yaml.Node) { m.Code, m.Class = p.error(v) },
		"type":      func(v *yaml.Node) { m.Type = p.taskType(v) },
		"service":   func(v *yaml.Node) { m.Service = p.choice(v, p.book.Names()) },
	})
}

func (p *parser) operation(n *yaml.Node) []timeline.Operation {
	name := p.choice(n, Operations)
	for op := range timeline.Operations {
		if op.String() == name {
			return []timeline.Operation{op}
		}
	}
	return nil
}

// error reads the code of an error, or the name of a class of errors.
func (p *parser) error(n *yaml.Node) (string, timeline.Class) {
	s := p.text(n)
	code, class, ok := service.ErrorNamed(s)
	if s == "" || ok {
		return code, class
	}
	known := service.ClassNames()
	for _, c := range service.Codes {
		known = append(known, c.Name)
	}
	if near := Nearest(s, known); near != "" {
		p.fail(n, "%s is no known error; did you mean %s?", quoted(s), near)
	} else {
		p.fail(n, "%s is no known error; wanted the code of one, or one of %s", quoted(s), strings.Join(service.ClassNames(), ", "))
	}
	return "", timeline.NoError
}

func (p *parser) taskType(n *yaml.Node) string {
	s := p.text(n)
	if s != "" && !taskType.MatchString(s) {
		p.fail(n, "wanted a type of tasks, as in ImageToTextTask")
	}
	return s
}

func (p *parser) distinct(s *rules.LocalSpec, n *yaml.Node) {
	p.mapping(n, members{
		"of":   func(v *yaml.Node) { s.Of = oneOf(p, v, values) },
		"most": func(v *yaml.Node) { s.Most = p.number(v, 1) },
	})
	if n.Kind == yaml.MappingNode || empty(n) {
		p.must(n, "distinct", "of")
		p.must(n, "distinct", "most")
	}
}

// threshold wants a local rule to have one threshold.
func (p *parser) threshold(n *yaml.Node) {
	var has []string
	for _, name := range thresholds {
		if member(n, name) != nil {
			has = append(has, name)
		}
	}
	switch {
	case len(has) == 0:
		p.fail(n, "a local rule must have a threshold: most, distinct or gap")
	case len(has) > 1:
		p.fail(n, "a local rule has one threshold, not both %s and %s", has[0], has[1])
	case has[0] == "gap" && member(n, "within") != nil:
		p.fail(member(n, "within"), "a gap is the least time between two calls, and has no span")
	}
}

// fitting wants the members of a local rule to go together. The analyzer remembers a subject
// for a while, and no figure may reach further back.
func (p *parser) fitting(s *rules.LocalSpec, n *yaml.Node) {
	if v := member(n, "distinct"); v != nil && s.Of.String() == s.Per.String() {
		p.fail(v, "each %s is one %s: wanted different ones of something else", s.Per, s.Of)
	}
	for _, t := range []struct {
		name string
		time time.Duration
	}{{"within", s.Within}, {"gap", s.Gap}} {
		if most := s.Per.Memory(); t.time > most {
			p.fail(member(n, t.name), "wanted at most %s per %s: after that long without a call it is taken for a new one", service.Span(most), s.Per)
		}
	}
}
