package ruledoc

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/script"
	"github.com/banlint/banlint/analyzer/service"
)

// Page writes the page of a rule. Its examples are the first bad and the first good
// timeline of its tests; what is said of the bad one, the rule itself says.
func Page(r *analyzer.Rule, timelines []*script.Script) string {
	p := newPage(r.ID)
	p.text(sentence(r.Title))
	p.facts(r)
	p.heading("Why")
	p.text(r.Why)
	p.heading("What to do")
	p.text(r.Fix)
	p.figures(r)
	p.example(r, timelines, "bad: ", "What it finds")
	p.example(r, timelines, "good: ", "What it lets pass")
	return p.String()
}

func (p *page) facts(r *analyzer.Rule) {
	rows := [][]string{{"gravest severity", r.Severity.String()}, {"one finding per", r.Scope.String()}}
	add := func(name, value string) {
		if value != "" {
			rows = append(rows, []string{name, value})
		}
	}
	add("ban reasons", quoted(Reasons(r)))
	add("calls", calls(r))
	add("must be in the recording", r.Needs.String())
	add("errors", errorLinks(codesOf(r)))
	p.table([]string{"", ""}, rows)
}

// calls lists the operations that a rule looks at.
func calls(r *analyzer.Rule) string {
	var names []string
	for _, op := range r.About {
		names = append(names, op.String())
	}
	if names == nil {
		return "all"
	}
	return strings.Join(names, ", ")
}

// manyCodes are too many to name them.
const manyCodes = 12

func errorLinks(codes []service.Code) string {
	var links []string
	for _, c := range codes {
		links = append(links, fmt.Sprintf("[%s](../errors.md#%s)", c.Name, anchor(c.Name)))
	}
	if rest := len(links) - manyCodes; rest > 0 {
		links = append(links[:manyCodes], fmt.Sprintf("and [%d more](../errors.md)", rest))
	}
	return strings.Join(links, ", ")
}

// figures writes what each service says of the rule's limit.
func (p *page) figures(r *analyzer.Rule) {
	p.heading("Figures")
	if r.Limit == "" {
		p.text("The rule holds calls against no figure of a service: it is the same at all of them.")
		return
	}
	var rows [][]string
	var without []string
	for _, s := range service.All {
		l, ok := s.Limit(r.Limit)
		if !ok {
			without = append(without, s.Title)
			continue
		}
		rows = append(rows, append([]string{s.Title}, limitCells(l)...))
	}
	p.raw(fmt.Sprintf("The limit is [`%s`](../limits.md).", r.Limit))
	p.table(append([]string{"service"}, limitHeadings...), rows)
	if without != nil {
		p.text("Does not apply at " + strings.Join(without, ", ") + ": no such limit is known there.")
	}
}

var want = regexp.MustCompile(` *# want .*`)

func (p *page) example(r *analyzer.Rule, timelines []*script.Script, kind, heading string) {
	for _, s := range timelines {
		title, ok := strings.CutPrefix(s.Title, kind)
		if !ok {
			continue
		}
		p.heading(heading)
		p.text(sentence(strings.TrimSuffix(title, ".")))
		p.code(want.ReplaceAllString(s.Text, ""))
		for _, f := range s.Analyze(r).Findings {
			fmt.Fprintf(p, "\n> **%s**: %s\n>\n> %s\n", f.Severity, plain(f.Message.String()), plain(f.Fix.String()))
		}
		return
	}
}

// Index writes the list of all rules, which links to their pages.
func Index(rules []*analyzer.Rule) string {
	p := newPage("Rules")
	p.raw("Each rule has a page with its reasons, its figures at every service, and an example that is a test of the rule at the same time.\n" +
		"What error codes mean is in [errors](../errors.md), and all figures are in [limits](../limits.md).")
	var rows [][]string
	for _, r := range rules {
		rows = append(rows, []string{fmt.Sprintf("[%s](%s.md)", r.ID, r.ID), r.Severity.String(), r.Scope.String(), quoted(Reasons(r)), plain(r.Title)})
	}
	p.table([]string{"rule", "gravest", "per", "ban reason", "what it finds"}, rows)
	return p.String()
}
