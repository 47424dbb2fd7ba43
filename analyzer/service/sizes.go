package service

import (
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// An AnswerSize is the size of an answer in plain text that a recording does not hold, and the
// page of the in.php dialect that gave it. Error codes come as plain text there, so that their
// size nearly tells which it was. 0 is for any other answer.
type AnswerSize uint8

// Shorter codes could as well be OK and a task's id.
const (
	shortestCode = len("OK|1234567890123")
	longestCode  = 40
)

const resPHP AnswerSize = 128 // where the page is res.php

// Page returns in.php or res.php.
func (s AnswerSize) Page() string {
	if s >= resPHP {
		return "res.php"
	}
	return "in.php"
}

// Bytes returns the size.
func (s AnswerSize) Bytes() int { return int(s % resPHP) }

// AnswerSizeOf returns the size of an exchange's answer where that may be a code.
func AnswerSizeOf(x *timeline.Exchange) AnswerSize {
	if x.AnswerSize < shortestCode || x.AnswerSize > longestCode || x.ResponseBody.Shown {
		return 0
	}
	s := AnswerSize(x.AnswerSize)
	path, query, _ := cut(x.URL, '?')
	switch {
	case strings.HasSuffix(path, "/res.php"):
		s += resPHP
	case !strings.HasSuffix(path, "/in.php"):
		return 0
	}
	for query != "" {
		var parameter string
		if parameter, query, _ = cut(query, '&'); parameter == "json=1" {
			return 0
		}
	}
	return s
}

// CodesOf lists the error codes that a service has for a page of the in.php dialect and that are
// of a size; where it documents none for the page, those of 2Captcha, whose dialect it is.
func (p *Profile) CodesOf(s AnswerSize) (codes []string) {
	entries := p.Codes
	on := func(e Entry) bool { return strings.Contains(e.On, s.Page()) }
	if !slices.ContainsFunc(entries, on) {
		entries = twoCaptchaEntries
	}
	for _, e := range entries {
		if on(e) && len(e.Code) == s.Bytes() && !slices.Contains(NotReady, e.Code) {
			codes = append(codes, e.Code)
		}
	}
	return codes
}
