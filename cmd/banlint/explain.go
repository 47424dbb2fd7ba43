package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/config"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/ruledoc"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/rules"
)

type explainCmd struct {
	configFlags
	Topic   string `arg:"" help:"A rule, an error code or its number, or a ban reason."`
	Service string `placeholder:"SERVICE" help:"Whose number it is: ${services}."`
}

// Run explains a topic.
func (c *explainCmd) Run(s *streams) error {
	conf, err := c.configuration()
	if err != nil {
		return err
	}
	book := conf.Book()
	topic := strings.TrimSpace(c.Topic)
	page := report.NewPage(s.out, s.style)
	rule := slices.IndexFunc(rules.All, func(r *analyzer.Rule) bool { return r.ID == strings.ToLower(topic) })
	reason := slices.IndexFunc(reasonNames(), func(n string) bool { return strings.EqualFold(n, topic) })
	code, isCode := codeNamed(book, topic)
	switch {
	case rule >= 0:
		explainRule(page, book, rules.All[rule])
	case reason >= 0:
		explainReason(page, book, service.Reasons[reason].Reason, service.Reasons[reason].Title)
	case isCode:
		explainCode(page, book, code)
	default:
		return c.number(page, book, topic)
	}
	return page.Close()
}

// codeNamed finds a code that all services share, or one of a service's own.
func codeNamed(book service.Book, name string) (service.Code, bool) {
	if code, ok := service.CodeByName(name); ok {
		return code, true
	}
	for _, p := range book {
		if code := p.CodeNamed(strings.ToUpper(name)); code != nil {
			return *code, true
		}
	}
	return service.Code{}, false
}

// number explains an error by its number, which means something else at each
// service, or says what may have been meant.
func (c *explainCmd) number(page *report.Page, book service.Book, topic string) error {
	if code, ok := service.CodeByName("ERROR: " + strings.TrimSpace(strings.TrimPrefix(strings.ToUpper(topic), "ERROR:"))); ok {
		explainCode(page, book, code)
		return page.Close()
	}
	n, err := strconv.Atoi(topic)
	if err != nil {
		return fmt.Errorf("nothing is known of %s%s; see banlint rules for the rules", escape.Name(topic), didYouMean(topic))
	}
	if book, err = of(book, c.Service); err != nil {
		return err
	}
	found := false
	for _, p := range book {
		i := slices.IndexFunc(p.Codes, func(e service.Entry) bool { return n > 0 && e.Number == n })
		if i < 0 {
			continue
		}
		if code, ok := codeNamed(book, p.Codes[i].Code); ok {
			page.Heading(page.In(lang.T("errorId %d at %s", n, p.Title)))
			explainCode(page, book, code)
			found = true
		}
	}
	if !found {
		return fmt.Errorf("no service lists an error with the number %d; those of CapMonster Cloud are always 1", n)
	}
	return page.Close()
}

func explainRule(page *report.Page, book service.Book, r *analyzer.Rule) {
	page.Heading(r.ID)
	page.Sentence(lang.Doc(r.Title))
	page.Field(lang.T("why"), lang.Doc(r.Why))
	page.Field(lang.T("fix"), lang.Doc(r.Fix))
	for _, p := range book {
		if l, ok := p.Limit(r.Limit); ok {
			explainLimit(page, p, l)
		}
	}
}

func explainLimit(page *report.Page, p *service.Profile, l service.Limit) {
	s := lang.T("%s: %s (%s), %s", p.Title, l.Text(), lang.Doc(l.Bounds), lang.Doc(l.Basis.String()))
	if l.Earns != "" {
		s = lang.T("%s, earns %s", s, string(l.Earns))
	}
	if l.Basis == service.Configured {
		l.Source.URL = escape.Name(l.Source.URL)
	}
	page.Field(lang.T("limit"), lang.T("%s; %s", s, l.Source.URL))
	for _, d := range l.Doubts {
		page.Field(lang.T("but"), lang.Doc(d))
	}
}

func explainReason(page *report.Page, book service.Book, reason service.Reason, title string) {
	page.Heading(string(reason))
	page.Sentence(lang.T("earned by %s", lang.Doc(title)))
	for _, p := range book {
		for _, l := range p.Limits {
			if l.Earns == reason {
				explainLimit(page, p, l)
			}
		}
		for _, b := range p.Bans {
			if slices.Contains(b.Earned, reason) {
				page.Field(lang.T("answer"), lang.T("%s: %s, %s", p.Title, b.Code, lasts(b)))
			}
		}
	}
	for _, r := range rules.All {
		if slices.Contains(newRuleRow(r).Reasons, string(reason)) {
			page.Field(lang.T("rule"), lang.T("%s: %s", r.ID, lang.Doc(r.Title)))
		}
	}
}

func lasts(b service.Ban) lang.Text {
	if b.Lasts == 0 {
		return lang.T("no length documented")
	}
	return lang.T("for %s", lang.Span(b.Lasts))
}

// explainCode shows what a code means, what to do on it, and what each service says of
// it.
func explainCode(page *report.Page, book service.Book, code service.Code) {
	page.Heading(code.Name)
	page.Sentence(lang.Doc(code.Meaning))
	page.Field(lang.T("react"), lang.Doc(code.Reaction()))
	page.Field(lang.T("do"), lang.Doc(code.Do))
	for _, s := range ruledoc.Sayings(book, code.Name) {
		page.Entry(s.Service.Title, page.In(s.Text()))
	}
	for _, r := range ruledoc.Watching(rules.All, code) {
		page.Field(lang.T("rule"), lang.T("%s: %s", r.ID, lang.Doc(r.Title)))
	}
	for _, r := range ruledoc.Earning(rules.All, code) {
		page.Field(lang.T("earned"), lang.T("%s: %s", r.ID, lang.Doc(r.Title)))
	}
}

// didYouMean names the topic that is nearest in spelling, if one is near.
func didYouMean(topic string) string {
	best := config.Nearest(topic, topics())
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// topics are what there is to explain.
func topics() (names []string) {
	for _, r := range rules.All {
		names = append(names, r.ID)
	}
	names = append(names, reasonNames()...)
	for _, c := range service.Codes {
		names = append(names, c.Name)
	}
	return names
}
