package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// home is where the program and the pages on its rules are to be found.
const home = "https://github.com/banlint/banlint"

// GitHub keeps this many results of a run and locations of a result, and refuses a log
// with many more.
const (
	maxResults   = 5000
	maxLocations = 1000
)

// SARIF writes the findings as a log of SARIF 2.1.0, for code scanning.
func SARIF(w io.Writer, r *Report) error {
	findings, cut := foremost(r.Findings)
	rules, index := sarifRules(findings)
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{r.Tool.Name, r.Tool.Version, home, rules}},
		Invocations: []sarifInvocation{r.sarifInvocation(cut)},
		Results:     []sarifResult{},
		Properties:  sarifRunProperties{r.Headline().String(), r.Verdicts},
	}
	for _, f := range findings {
		run.Results = append(run.Results, f.sarif(index[f.Rule]))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// foremost returns the findings that a log has room for, the gravest if not all, and
// says what it lacks.
func foremost(findings []Finding) (list []*Finding, cut []string) {
	for i := range findings {
		f := &findings[i]
		list = append(list, f)
		if n := len(f.Evidence); n > maxLocations {
			cut = append(cut, fmt.Sprintf("Of %d places of %s this log lists the first %d.", n, f.Rule, maxLocations))
		}
	}
	if n := len(list); n > maxResults {
		slices.SortStableFunc(list, func(a, b *Finding) int { return cmp.Compare(gravity(a), gravity(b)) })
		list = list[:maxResults]
		cut = append(cut, fmt.Sprintf("Of %d findings this log lists the gravest %d; the report in JSON has all.", n, maxResults))
	}
	return list, cut
}

// gravity is 0 for the gravest findings.
func gravity(f *Finding) int {
	if f.Suppressed {
		return 3
	}
	return slices.Index([]string{"error", "warning", "info"}, f.Severity)
}

// sarifRules describes the rules of findings, in the order of these, and returns the
// place of each.
func sarifRules(findings []*Finding) (rules []sarifRule, index map[string]int) {
	rules, index = []sarifRule{}, map[string]int{}
	for _, f := range findings {
		if _, known := index[f.Rule]; !known {
			index[f.Rule] = len(rules)
			rules = append(rules, f.sarifRule())
		}
	}
	return rules, index
}

func (f *Finding) sarifRule() sarifRule {
	r := sarifRule{ID: f.Rule, Default: sarifConfiguration{sarifLevel(f.Severity)}}
	if f.about == nil {
		return r
	}
	why, fix := unbroken(f.about.Why), unbroken(f.about.Fix)
	r.Short = &sarifText{Text: sentence(f.about.Title)}
	r.Full = &sarifText{Text: why}
	if f.about.Bound == nil { // rules of a project have no page
		r.HelpURI = home + "/blob/HEAD/docs/rules/" + f.Rule + ".md"
	}
	r.Help = &sarifText{
		Text:     fmt.Sprintf("%s\n\nFix: %s", why, fix),
		Markdown: fmt.Sprintf("%s\n\n**Fix:** %s", why, fix),
	}
	r.Default.Level = sarifLevel(f.about.Severity.String())
	return r
}

// sentence makes a sentence of a title.
func sentence(title string) string {
	first, size := utf8.DecodeRuneInString(title)
	return string(unicode.ToUpper(first)) + title[size:] + "."
}

// unbroken takes the line breaks out of a rule's documentation.
func unbroken(s string) string { return strings.Join(strings.Fields(s), " ") }

func sarifLevel(severity string) string {
	if severity == "info" {
		return "note"
	}
	return severity
}

func (f *Finding) sarif(rule int) sarifResult {
	out := sarifResult{
		RuleID: f.Rule, RuleIndex: rule, Level: sarifLevel(f.Severity), Message: sarifMessage(f.advice()), Locations: []sarifLocation{},
		Fingerprints: sarifFingerprints{f.Fingerprint}, Suppressions: []sarifSuppression{},
		Properties: sarifProperties{f.Service, f.Reason, f.Subject, f.Count, f.Observed, f.Limit},
	}
	for _, e := range f.Evidence[:min(len(f.Evidence), maxLocations)] {
		at := sarifPlace(e.Position)
		at.Message = &sarifText{Text: sarifPlain(e.words())}
		out.Locations = append(out.Locations, at)
	}
	if f.Suppressed {
		out.Suppressions = append(out.Suppressions, sarifSuppression{"external", "accepted", f.Suppression.Text().String()})
	}
	return out
}

// advice is the message and what to do about it.
func (f *Finding) advice() string {
	if f.Fix.IsZero() {
		return f.Message.String()
	}
	return strings.TrimSuffix(f.Message.String(), ".") + ". " + f.Fix.String()
}

// words says what a call was and what it was answered with, and which one it is.
func (e *Evidence) words() string {
	s := strings.TrimSpace(e.Time + " " + e.Operation)
	if e.Answer != "" {
		s += " → " + e.Answer
	}
	if e.Entry > 0 {
		s += fmt.Sprintf(" (exchange %d)", e.Entry)
	}
	return s
}

func sarifMessage(s string) sarifText { return sarifText{Text: sarifPlain(s)} }

// sarifPlain writes a text so that no part of it is a placeholder or a link.
func sarifPlain(s string) string {
	return strings.NewReplacer("{", "{{", "}", "}}", "](", "] (").Replace(s)
}

// sarifPlace is a position. GitHub wants a line of each: it is the first where the
// format has none.
func sarifPlace(p Position) sarifLocation {
	at := sarifLocation{Physical: sarifPhysical{sarifArtifact{uri(p.Path)}, sarifRegion{p.someLine()}}}
	if p.Entry > 0 {
		at.Logical = []sarifLogical{{fmt.Sprintf("%s#%d", p.Path, p.Entry), "exchange"}}
	}
	return at
}

// someLine is the line, or the first where the format has no lines.
func (p Position) someLine() int32 { return max(p.Line, 1) }

// uri makes a reference of a path: a relative one stays so.
func uri(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		u.Scheme, u.Path = "file", "/"+strings.TrimPrefix(u.Path, "/")
	}
	return u.String()
}

// sarifInvocation says how the run went: what was wrong with the inputs, and what this
// log leaves out.
func (r *Report) sarifInvocation(cut []string) sarifInvocation {
	out := sarifInvocation{Successful: r.Exit <= 1, ExitCode: r.Exit, Notifications: []sarifNotification{}}
	for _, w := range r.Warnings {
		n := sarifNotification{Level: "warning", Message: sarifMessage(w.folded())}
		if w.Path != "" {
			n.Locations = []sarifLocation{sarifPlace(w.Position)}
		}
		out.Notifications = append(out.Notifications, n)
	}
	for _, s := range r.Notes {
		out.Notifications = append(out.Notifications, sarifNotification{Level: "note", Message: sarifMessage(s)})
	}
	for _, s := range cut {
		out.Notifications = append(out.Notifications, sarifNotification{Level: "warning", Message: sarifMessage(s)})
	}
	return out
}

// folded is the message with how often it applies.
func (w *Warning) folded() string {
	if w.Count > 1 {
		return fmt.Sprintf("%s (%d times)", w.Message, w.Count)
	}
	return w.Message
}
