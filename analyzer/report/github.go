package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer/report/escape"
)

// GitHub writes the findings as workflow commands, which a job's log turns into
// annotations. It shows ten of a severity in a step, so the gravest come first.
func GitHub(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w)
	for _, severity := range slices.Backward(severities) {
		for i := range r.Findings {
			if f := &r.Findings[i]; f.Severity == severity && !f.Suppressed {
				out.WriteString(f.command() + "\n")
			}
		}
	}
	if r.Exit == 2 || r.Exit == 3 {
		fmt.Fprintf(out, "::warning title=banlint::%s\n", escape.Command(unfinished[r.Exit]))
	}
	out.WriteString(escape.Command(r.Headline().String()) + "\n")
	return out.Flush()
}

// command is the finding as a workflow command.
func (f *Finding) command() string {
	kind := f.Severity
	if kind == "info" {
		kind = "notice"
	}
	properties := []string{"title=" + escape.Property("banlint: "+f.Rule)}
	if len(f.Evidence) > 0 && f.Evidence[0].Path != "" {
		at := f.Evidence[0].Position
		properties = append(properties, "file="+escape.Property(at.Path), fmt.Sprintf("line=%d", max(at.Line, 1)))
	}
	lines := []string{f.Message.String(), f.who().String()}
	for i := range f.Evidence[:min(len(f.Evidence), 1)] {
		lines = append(lines, "first: "+f.Evidence[i].words())
	}
	if f.Limit != nil {
		lines = append(lines, f.standard().String()+": "+f.limit().String())
	}
	if !f.Fix.IsZero() {
		lines = append(lines, "fix: "+f.Fix.String())
	}
	return fmt.Sprintf("::%s %s::%s", kind, strings.Join(properties, ","), escape.Command(strings.Join(lines, "\n")))
}
