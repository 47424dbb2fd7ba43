package ruledoc

import (
	"fmt"
	"strings"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
)

// Errors writes every error code of every service.
func Errors(rules []*analyzer.Rule) string {
	p := newPage("Errors")
	p.text("A code means the same at every service that has it. HTTP statuses are those that were seen with it; a wait is what to keep before the " +
		"next try, with how sure it is: documented by the service, or published by another one of the same dialect.")
	var rows [][]string
	for _, c := range service.Codes {
		rows = append(rows, []string{fmt.Sprintf("[%s](#%s)", c.Name, anchor(c.Name)), plain(c.Meaning), c.Reaction()})
	}
	p.table([]string{"code", "meaning", "reaction"}, rows)
	for _, c := range service.Codes {
		p.errorCode(rules, c)
	}
	return p.String()
}

func (p *page) errorCode(rules []*analyzer.Rule, c service.Code) {
	p.heading(c.Name)
	p.raw(fmt.Sprintf("%s **%s** %s", plain(sentence(c.Meaning)), sentence(c.Reaction()), plain(c.Do)))
	var rows [][]string
	for _, s := range Sayings(service.All, c.Name) {
		if s.Source.URL != "" {
			rows = append(rows, []string{s.Service.Title, digits(s.Number), digits(s.HTTP), s.On, s.Ban.String() + s.Wait.String(), plain(s.Says), link(s.Source)})
		}
	}
	if rows != nil {
		p.table([]string{"service", "errorId", "HTTP", "answers", "wait", "what it says", "source"}, rows)
	}
	p.ruleLinks("Rules that watch it", Watching(rules, c))
	p.ruleLinks("Rules that find what earns it", Earning(rules, c))
}

func (p *page) ruleLinks(label string, rules []*analyzer.Rule) {
	var links []string
	for _, r := range rules {
		links = append(links, fmt.Sprintf("[%s](rules/%s.md)", r.ID, r.ID))
	}
	if links != nil {
		p.raw(label + ": " + strings.Join(links, ", ") + ".")
	}
}
