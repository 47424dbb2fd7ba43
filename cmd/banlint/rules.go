package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/ruledoc"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/rules"
)

type rulesCmd struct {
	Format string `short:"f" enum:"text,table,json" default:"text" help:"What to write: ${enum}."`
}

// ruleRow is one rule as the command lists it.
type ruleRow struct {
	ID       string   `json:"id"`
	Severity string   `json:"severity"` // the gravest that it reports
	Scope    string   `json:"scope"`
	Reasons  []string `json:"reasons"` // for a ban that it guards against, at any service
	Basis    string   `json:"basis"`   // of its figure at each service that has one
	Title    string   `json:"title"`
}

// Run lists the rules.
func (c *rulesCmd) Run(s *streams) error {
	rows := make([]ruleRow, len(rules.All))
	for i, r := range rules.All {
		rows[i] = newRuleRow(r)
	}
	switch c.Format {
	case "json":
		return writeJSON(s, rows)
	case "table":
		cells := make([][]string, len(rows))
		for i, r := range rows {
			cells[i] = []string{r.ID, r.Severity, r.Scope, strings.Join(r.Reasons, " "), r.Title, r.Basis}
		}
		return report.Grid(s.out, s.style, []string{"rule", "severity", "per", "ban reason", "what it finds", "basis of its figure"}, cells)
	default:
		return writeRules(s, rows)
	}
}

func writeRules(s *streams, rows []ruleRow) error {
	page := report.NewPage(s.out, s.style)
	for _, r := range rows {
		head := fmt.Sprintf("%-31s %-8s per %-8s %s", r.ID, r.Severity, r.Scope, strings.Join(r.Reasons, ", "))
		page.Entry(head, page.In(lang.Doc(r.Title)), r.Basis)
	}
	return page.Close()
}

func newRuleRow(r *analyzer.Rule) ruleRow {
	row := ruleRow{ID: r.ID, Severity: r.Severity.String(), Scope: r.Scope.String(), Reasons: []string{}, Title: r.Title}
	var bases []string
	for _, reason := range ruledoc.Reasons(r) {
		row.Reasons = append(row.Reasons, string(reason))
	}
	for _, p := range service.All {
		if l, ok := p.Limit(r.Limit); ok {
			bases = append(bases, p.Name+" "+l.Basis.String())
		}
	}
	row.Basis = strings.Join(bases, ", ")
	return row
}

func writeJSON(s *streams, v any) error {
	enc := json.NewEncoder(s.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
