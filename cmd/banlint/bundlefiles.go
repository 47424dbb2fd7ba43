package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/redact"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/har"
)

// build makes the files: those first that must not be missing.
func (b *bundle) build() error {
	page := func(w io.Writer) error { return report.HTML(w, b.report, report.Style{Lang: b.lang}) }
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"report.json", func(w io.Writer) error { return report.JSON(w, b.report) }},
		{"report.html", page},
	} {
		var out bytes.Buffer
		if err := f.write(&out); err != nil {
			return err
		}
		b.add(f.name, out.Bytes())
	}
	facts := make([]taskFacts, len(b.faults.tasks))
	for i, t := range b.faults.tasks {
		var err error
		if facts[i], err = b.task(i+1, t); err != nil {
			return err
		}
	}
	if err := b.exchanges(); err != nil {
		return err
	}
	readme := parsers.Member{Name: "README.md", Text: []byte(b.readme(facts))}
	b.files = append([]parsers.Member{readme}, b.files...)
	manifest, err := b.manifest()
	b.files = append(b.files, parsers.Member{Name: "manifest.json", Text: manifest})
	return err
}

// taskFacts are what the support asks for of a task.
type taskFacts struct {
	ID      string          `json:"taskId"`
	Type    string          `json:"type,omitempty"`
	Created string          `json:"created,omitempty"`
	First   string          `json:"first,omitempty"`
	Last    string          `json:"last,omitempty"`
	Results int             `json:"resultRequests"`
	Errors  map[string]int  `json:"errors,omitempty"`
	Rules   []string        `json:"rules"`
	Image   string          `json:"image,omitempty"` // file in the bundle
	Request json.RawMessage `json:"request,omitempty"`
	Body    string          `json:"requestBody,omitempty"` // where it is no JSON
}

// task writes what is known of a task, and its image.
func (b *bundle) task(number int, t *faultyTask) (taskFacts, error) {
	name := fmt.Sprintf("tasks/%02d-%s", number, t.id)
	facts := taskFacts{ID: t.id, Type: escape.Text(t.kind), First: t.from.String(), Last: t.to.String(), Results: t.results, Errors: map[string]int{}, Rules: t.rules}
	for code, n := range t.codes {
		facts.Errors[escape.Text(code)] += n
	}
	if t.created != nil {
		x := &t.created.x
		facts.Created = x.Start.String()
		body := x.RequestBody.Whole()
		if image, ending := redact.Image(body); image != nil && b.images {
			facts.Image = name + ending
			b.add(facts.Image, image)
		}
		plain := b.redactor.Body(body)
		if json.Valid(plain) {
			facts.Request = plain
		} else {
			facts.Body = string(plain)
		}
	}
	text, err := json.MarshalIndent(facts, "", "  ")
	b.add(name+".json", append(text, '\n'))
	return facts, err
}

// exchanges writes those that are shown, as many as fit.
func (b *bundle) exchanges() error {
	var out bytes.Buffer
	w, err := har.NewWriter(&out, "banlint", thisBuild.version)
	if err != nil {
		return err
	}
	left := 0
	for _, p := range b.faults.exchanges() {
		before := out.Len()
		x := p.x.Clone()
		b.redactor.Exchange(&x)
		if err := w.Write(&x); err != nil {
			return err
		}
		if int64(out.Len())+64 > b.left { // what ends the file
			out.Truncate(before)
			left++
			continue
		}
		b.faults.written++
	}
	if err := w.Close(); err != nil {
		return err
	}
	if left > 0 {
		b.omitted = append(b.omitted, fmt.Sprintf("%d exchanges", left))
	}
	b.add("exchanges.har", out.Bytes())
	return nil
}

// readme says to the support what the bundle is, and what went wrong.
func (b *bundle) readme(facts []taskFacts) string {
	say := func(t lang.Text) string { return t.In(b.lang) }
	var s strings.Builder
	fmt.Fprintf(&s, "# %s\n\n%s\n\n", say(lang.T("Calls that went wrong")), escape.Markdown(say(b.report.Headline())))
	s.WriteString(say(lang.T("This bundle was made by banlint from a recording of API calls. Account keys, proxy logins, cookies and solutions are replaced by placeholders: equal ones stand for equal values.")) + "\n\n")
	for _, f := range []struct {
		name string
		what lang.Text
	}{
		{"report.html", lang.T("what banlint found, to be read in a browser")},
		{"report.json", lang.T("the same for programs")},
		{"tasks/", lang.T("of each task at fault its type, times, errors, request and image")},
		{"exchanges.har", lang.T("requests and answers as they were recorded, without secrets")},
		{"manifest.json", lang.T("the files with their digests")},
	} {
		if f.name != "tasks/" || len(facts) > 0 {
			fmt.Fprintf(&s, "- `%s`: %s\n", f.name, say(f.what))
		}
	}
	if len(facts) > 0 {
		fmt.Fprintf(&s, "\n## %s\n\n| taskId | %s | %s | %s | %s |\n|---|---|---|---|---|\n", say(lang.T("Tasks at fault")),
			say(lang.T("type")), say(lang.T("created (UTC)")), say(lang.T("result requests")), say(lang.T("errors")))
		for _, t := range facts {
			fmt.Fprintf(&s, "| %s | %s | %s | %d | %s |\n", escape.Markdown(t.ID), escape.Markdown(t.Type), t.Created, t.Results,
				escape.Markdown(strings.Join(slices.Sorted(maps.Keys(t.Errors)), ", ")))
		}
	}
	if refusals := b.faults.refusals(); len(refusals) > 0 {
		fmt.Fprintf(&s, "\n## %s\n\n| %s | %s | %s | %s | %s |\n|---|---|---|---|---|\n", say(lang.T("Refused calls")),
			say(lang.T("call")), say(lang.T("answer")), say(lang.T("times")), say(lang.T("first (UTC)")), say(lang.T("last (UTC)")))
		for _, r := range refusals {
			fmt.Fprintf(&s, "| %s | %s | %d | %s | %s |\n", r.call, escape.Markdown(escape.Text(r.answer)), r.count, r.first, r.last)
		}
	}
	if n := b.faults.more; n > 0 {
		fmt.Fprintf(&s, "\n%s\n", say(lang.Plural(n, "%d more task is at fault and not in the bundle.", "%d more tasks are at fault and not in the bundle.")))
	}
	if len(b.omitted) > 0 {
		fmt.Fprintf(&s, "\n%s: %s\n", say(lang.T("Left out for its size")), strings.Join(b.omitted, ", "))
	}
	return s.String()
}
