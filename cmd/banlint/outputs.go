package main

import (
	"io"

	"github.com/banlint/banlint/analyzer/report"
)

// A writer writes a report in a format.
type writer func(io.Writer, *report.Report, report.Style) error

// outputs lists the formats of a report: first those for people, then those for programs.
var outputs = []struct {
	name  string
	write writer
}{
	{"text", report.Text},
	{"table", report.Table},
	{"markdown", report.Markdown},
	{"html", report.HTML},
	{"json", unstyled(report.JSON)},
	{"jsonl", unstyled(report.JSONL)},
	{"csv", unstyled(report.CSV)},
	{"github", unstyled(report.GitHub)},
	{"sarif", unstyled(report.SARIF)},
	{"junit", unstyled(report.JUnit)},
	{"gitlab", unstyled(report.GitLab)},
}

// unstyled makes a writer of one for which width, colours and language mean nothing.
func unstyled(write func(io.Writer, *report.Report) error) writer {
	return func(w io.Writer, r *report.Report, _ report.Style) error { return write(w, r) }
}

// writerOf returns the writer of a format; nil where there is none.
func writerOf(format string) writer {
	for _, o := range outputs {
		if o.name == format {
			return o.write
		}
	}
	return nil
}

func outputNames() (names []string) {
	for _, o := range outputs {
		names = append(names, o.name)
	}
	return names
}
