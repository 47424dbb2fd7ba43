package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/banlint/banlint/analyzer/lang"
)

// asHTML is what a renderer of GitHub's Markdown makes of a text.
func asHTML(t *testing.T, text []byte) string {
	t.Helper()
	var b bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	if err := md.Convert(text, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	tags      = regexp.MustCompile(`<([a-z0-9]+)[ >/]`)
	links     = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	structure = strings.Fields("h2 h3 p table thead tbody tr th td ul li strong a details summary")
)

// validMarkdown checks that a report has only the structure that we gave it, and links
// only to documents of the services.
func validMarkdown(t *testing.T, text []byte) {
	t.Helper()
	got := asHTML(t, text)
	for _, m := range tags.FindAllStringSubmatch(got, -1) {
		if !slices.Contains(structure, m[1]) {
			t.Errorf("there is a tag %s", m[1])
		}
	}
	for _, m := range links.FindAllStringSubmatch(got, -1) {
		if !documented(m[1]) {
			t.Errorf("there is a link to %s", m[1])
		}
	}
	rows := bytes.Count(text, []byte("\n| "))
	if n := strings.Count(got, "<tr>"); n != rows {
		t.Errorf("%d rows are shown, %d are there", n, rows)
	}
}

func TestMarkdownHostile(t *testing.T) {
	r := hostile()
	for _, s := range []string{
		"a | b", "`code`", "<script>alert(1)</script>", "[x](https://evil.example)", "https://evil.example", "www.evil.example", "Www.evil.example", "me@evil.example",
		"![i](x)", "# h", "- l", "1. l", "**b**", "~~s~~", "\\| x", "&lt;b&gt;", "a\nb", "$x$",
	} {
		r.Findings[0].Message = lang.T("%s", s)
		r.Notes = []string{s}
		text := rendered(t, "markdown", r)
		validMarkdown(t, text)
		if strings.Contains(asHTML(t, text), "<strong>b</strong>") {
			t.Errorf("%q is taken for Markdown", s)
		}
	}
}

// Of very many findings a hundred are written out, and the rest is counted.
func TestMarkdownMany(t *testing.T) {
	for n, want := range map[int]string{100: "", 102: "and 2 more findings, in the JSON report."} {
		r := hostile()
		one := r.Findings[0]
		r.Findings = nil
		for range n {
			r.Findings = append(r.Findings, one)
		}
		text := string(rendered(t, "markdown", r))
		validMarkdown(t, []byte(text))
		if got := strings.Contains(text, "more finding"); got != (want != "") || !strings.Contains(text, want) || strings.Count(text, one.Rule) < 100 {
			t.Errorf("%d findings: %d are written out", n, strings.Count(text, one.Rule))
		}
	}
}
