package ruledoc

import (
	"strings"

	"github.com/banlint/banlint/analyzer/service"
)

var limitHeadings = []string{"value", "what it bounds", "ban reason", "basis", "source", "but"}

// limitCells writes a limit for a table under limitHeadings.
func limitCells(l service.Limit) []string {
	value := l.String()
	if l.Unit == service.Form {
		value = "a form"
	}
	return []string{value, plain(l.Bounds), quoted(earned(l)), l.Basis.String(), link(l.Source), plain(strings.Join(l.Doubts, "; "))}
}

func earned(l service.Limit) []service.Reason {
	if l.Earns == "" {
		return nil
	}
	return []service.Reason{l.Earns}
}

// Limits writes every figure and form of every service.
func Limits() string {
	p := newPage("Limits")
	p.text("What each service wants of its clients, as banlint judges by it. The basis says how sure that is: documented by the service " +
		"itself, published by another service of the same dialect, or estimated by banlint; then the source is the document that asks for as much " +
		"in words. A form is what requests must look like. Passing a limit with a ban reason earns that ban; the others are advice. banlint limits " +
		"shows the same, and banlint limits --profile the figures of another day.")
	for _, s := range service.All {
		p.heading(s.Title)
		var figures, forms [][]string
		for _, l := range s.Limits {
			row := append([]string{"`" + string(l.ID) + "`"}, limitCells(l)...)
			if l.Unit == service.Form {
				forms = append(forms, row)
			} else {
				figures = append(figures, row)
			}
		}
		p.table(append([]string{"limit"}, limitHeadings...), append(figures, forms...))
	}
	return p.String()
}
