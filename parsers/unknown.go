package parsers

import (
	"bytes"
	"unicode/utf8"
)

// unknown is the error for a stream that is of no known format.
type unknown struct {
	prefix []byte
}

// strangers are kinds of file that people take for recordings, and the way to
// something that banlint reads.
var strangers = []struct {
	magic, what string
}{
	{"\xac\xed\x00\x05", "a session of Charles; in Charles choose File, Export Session, HTTP Archive"},
	{"%PDF", "a PDF"},
	{"\x89PNG", "a picture; banlint reads recordings of traffic, such as HAR"},
	{"\xff\xd8\xff", "a picture; banlint reads recordings of traffic, such as HAR"},
	{"\xd4\xc3\xb2\xa1", "a packet capture; where the traffic was encrypted it shows nothing, so record through a proxy such as mitmproxy and export HAR"},
	{"\x0a\x0d\x0d\x0a", "a packet capture; where the traffic was encrypted it shows nothing, so record through a proxy such as mitmproxy and export HAR"},
	{"<?xml", "XML; export HAR instead"},
	{"<items", "a Burp export; export HAR instead"},
	{"<!DOCTYPE html", "a web page"},
	{"<html", "a web page"},
	{"SQLite format 3", "a database"},
	{"\x7fELF", "a program"},
}

func (u *unknown) Error() string {
	const wanted = "wanted a HAR, a JSON dump of requests, or an access or proxy log; name its format with --from if it is one"
	for _, s := range strangers {
		if bytes.HasPrefix(u.prefix, []byte(s.magic)) {
			return s.what
		}
	}
	text := bytes.TrimSpace(u.prefix)
	switch {
	case len(text) == 0:
		return "nothing but white space; " + wanted
	case bytes.IndexByte(u.prefix, 0) >= 0 || !utf8.Valid(u.prefix[:max(0, len(u.prefix)-utf8.UTFMax)]):
		return "not a recording that banlint knows (binary data); " + wanted
	case text[0] == '{' || text[0] == '[':
		return "JSON, but not a recording that banlint knows; " + wanted
	default:
		return "text, but not a recording that banlint knows; " + wanted
	}
}
