package service

import (
	"slices"
	"strings"
)

// Error codes of the in.php dialect come as plain text, so that their size nearly tells which it
// was: access logs show sizes and no answers. Shorter ones could as well be OK and a task's id.
const (
	shortestCode = len("OK|1234567890123")
	longestCode  = 40
)

// MayBeCode reports whether an answer of so many bytes may be an error code in plain text.
func MayBeCode(bytes int) bool { return bytes >= shortestCode && bytes <= longestCode }

// TextPage returns in.php or res.php when a URL is of the page and the answer is wanted in plain
// text, and "" for any other.
func TextPage(url string) string {
	path, query, _ := strings.Cut(url, "?")
	if strings.Contains("&"+query+"&", "&json=1&") {
		return ""
	}
	for _, page := range []string{"in.php", "res.php"} {
		if strings.HasSuffix(path, "/"+page) {
			return page
		}
	}
	return ""
}

// CodesOfSize lists the error codes that a service has for a page of the in.php dialect and that
// are so many bytes long; where it documents none for the page, those of 2Captcha, whose dialect
// it is.
func (p *Profile) CodesOfSize(page string, bytes int) (codes []string) {
	entries := p.Codes
	on := func(e Entry) bool { return strings.Contains(e.On, page) }
	if !slices.ContainsFunc(entries, on) {
		entries = twoCaptchaEntries
	}
	for _, e := range entries {
		if on(e) && len(e.Code) == bytes && !slices.Contains(NotReady, e.Code) {
			codes = append(codes, e.Code)
		}
	}
	return codes
}
