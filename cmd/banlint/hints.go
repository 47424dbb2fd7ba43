package main

import (
	"strings"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/report"
)

// soften makes hints of findings that rest on recordings whose exchanges were guessed: none is
// graver than a warning, and each says why.
func soften(r *analyzer.Report, inputs []report.Input) {
	for _, f := range r.Findings {
		if guessed(f.Evidence[0].Pos.Source, inputs) {
			f.Severity = min(f.Severity, analyzer.Warning)
			f.Message = lang.T("%s; guessed from text, so this is a hint", f.Message)
		}
	}
}

// guessed reports whether a call comes from such a recording, or from one in its archive.
func guessed(source string, inputs []report.Input) bool {
	for i := range inputs {
		in := &inputs[i]
		if strings.HasPrefix(source, in.Path) {
			if f := formatNamed(in.Format); f != nil && f.Loose {
				return true
			}
		}
	}
	return false
}
