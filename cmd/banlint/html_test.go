package main

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/report"
)

// loads is what would make a page load or run something.
var loads = regexp.MustCompile(`(?i)<(script|link|iframe|img|object|embed|base)\b|\ssrc=|\son[a-z]+=|url\(|@import|javascript:`)

// validHTML checks that a page is well formed, loads and runs nothing, and leads only to
// documents of the services.
func validHTML(t *testing.T, text []byte) {
	t.Helper()
	if found := loads.Find(text); found != nil {
		t.Errorf("the page has %s", found)
	}
	for _, m := range regexp.MustCompile(`href="([^"]*)"`).FindAllSubmatch(text, -1) {
		if !documented(string(m[1])) {
			t.Errorf("there is a link to %s", m[1])
		}
	}
	d := xml.NewDecoder(strings.NewReader(string(text)))
	d.Strict, d.AutoClose, d.Entity = false, []string{"meta"}, xml.HTMLEntity
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestHTMLHostile(t *testing.T) {
	r := hostile()
	for _, s := range []string{"<script>alert(1)</script>", `" onload="x`, "' onload='x", "<img src=x>", "</title><b>", "{{.Tool}}"} {
		r.Findings[0].Message, r.Findings[0].Fix = lang.T("%s", s), lang.T("%s", s)
		r.Notes = []string{s}
		text := string(rendered(t, "html", r))
		if found := regexp.MustCompile(`<(script|img|b)\b`).FindString(text); found != "" {
			t.Errorf("%q became a tag %s", s, found)
		}
		if strings.Contains(text, `onload="x"`) || strings.Contains(text, "onload='x'") {
			t.Errorf("%q became an attribute", s)
		}
	}
}

// A page of many findings says that it shows some of them, and stays small.
func TestHTMLStaysSmall(t *testing.T) {
	r := hostile()
	for len(r.Findings) < 5000 {
		r.Findings = append(r.Findings, report.Finding{Rule: "key-missing", Severity: "error", Service: "capmonster", Message: lang.T("x")})
	}
	text := string(rendered(t, "html", r))
	if !strings.Contains(text, "more findings, in the JSON report") {
		t.Error("the page does not say that there are more")
	}
	if len(text) > 200_000 {
		t.Errorf("the page has %d bytes", len(text))
	}
}
