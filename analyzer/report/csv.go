package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/banlint/banlint/analyzer/report/escape"
)

// csvHeadings name the columns of a finding.
var csvHeadings = []string{
	"rule", "severity", "reason", "service", "account", "task", "client", "proxy", "message", "fix", "count", "observed",
	"limit_most", "limit_unit", "limit_span", "basis", "source", "first", "last", "path", "entry", "line", "operation", "answer",
	"cause", "fingerprint", "suppressed",
}

// CSV writes one row a finding, under headings.
func CSV(w io.Writer, r *Report) error {
	out := csv.NewWriter(w)
	rows := [][]string{csvHeadings}
	for i := range r.Findings {
		rows = append(rows, r.Findings[i].row())
	}
	return out.WriteAll(rows)
}

func (f *Finding) row() []string {
	limit, first := Limit{}, Evidence{}
	most := ""
	if f.Limit != nil {
		limit, most = *f.Limit, decimal(f.Limit.Most)
	}
	if len(f.Evidence) > 0 {
		first = f.Evidence[0]
	}
	row := []string{
		f.Rule, f.Severity, f.Reason, f.Service, f.Subject.Account, f.Subject.Task, f.Subject.Client, f.Subject.Proxy, f.Message.String(), f.Fix.String(),
		strconv.Itoa(f.Count), decimal(f.Observed), most, limit.Unit, limit.Span, limit.Basis, limit.Source, f.First, f.Last,
		first.Path, strconv.Itoa(int(first.Entry)), strconv.Itoa(int(first.Line)), first.Operation, first.Answer,
		f.cause, f.Fingerprint, strconv.FormatBool(f.Suppressed),
	}
	for i, cell := range row {
		row[i] = escape.Cell(cell)
	}
	return row
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
