package report

import (
	"encoding/json"
	"io"
)

// The lines of a report say by their type what they are.
type (
	findingLine struct {
		Type string `json:"type"`
		*Finding
	}
	verdictLine struct {
		Type string `json:"type"`
		*Verdict
	}
	warningLine struct {
		Type string `json:"type"`
		*Warning
	}
	summaryLine struct {
		Type     string   `json:"type"`
		Schema   int      `json:"schema"`
		Tool     Tool     `json:"tool"`
		Headline string   `json:"headline"`
		Coverage Coverage `json:"coverage"`
		Notes    []string `json:"notes"`
		Summary
		Exit int `json:"exit"`
	}
)

// JSONL writes the report as one object a line: findings first to last, then verdicts,
// warnings about the inputs, and a summary, each with the fields of the JSON report.
func JSONL(w io.Writer, r *Report) error {
	var lines []any
	for i := range r.Findings {
		lines = append(lines, findingLine{"finding", &r.Findings[i]})
	}
	for i := range r.Verdicts {
		lines = append(lines, verdictLine{"verdict", &r.Verdicts[i]})
	}
	for i := range r.Warnings {
		lines = append(lines, warningLine{"warning", &r.Warnings[i]})
	}
	lines = append(lines, summaryLine{"summary", r.Schema, r.Tool, r.Headline().String(), r.Coverage, r.Notes, r.Summary, r.Exit})
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, line := range lines {
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return nil
}
