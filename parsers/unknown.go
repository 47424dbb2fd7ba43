package parsers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
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
	{"\xd0\xcf\x11\xe0", "a document of Office; banlint reads recordings of traffic, such as HAR"},
	{"<testResults", loadTest},
	{"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testResults", loadTest},
	{"timeStamp,elapsed,", loadTest},
	{"timeStamp\telapsed\t", loadTest},
	{"metric_name,timestamp,", loadTest},
	{"RUN\t", loadTest},
	{"<?xml", "XML; export HAR instead"},
	{"<!DOCTYPE html", "a web page"},
	{"<html", "a web page"},
	{"SQLite format 3", "a database"},
	{"\x7fELF", "a program"},
}

// loadTest says what the results of JMeter, Gatling and k6 are.
const loadTest = "the results of a load test, which hold no request as it was sent; record the test's traffic through a proxy such as mitmproxy"

// tarMark stands in a tar archive, at tarMarkAt.
const (
	tarMark   = "ustar"
	tarMarkAt = 257
)

// stubs are JSON files that hold pairs of a request and a response, and no
// traffic: answers for tests, in no order and without times.
var stubs = []struct {
	begin string // a regular expression, which is compiled when something is not known
	what  string
}{
	{`^\{(?:\s*"meta"\s*:\s*\{[^{}]{0,500}\}\s*,)?\s*"data"\s*:\s*\{\s*"pairs"\s*:`, "a Hoverfly simulation"},
	{`^\{\s*"mappings"\s*:\s*\[`, "mappings of WireMock"},
}

// samples is how the results of Taurus begin: samples within samples.
const samples = `^\{[^{}\n]{0,300}"subsamples"\s*:\s*\[`

// logged is what the lines of loggers hold that write JSON.
const logged = `"(?:level|lvl|severity)"\s*:.*"(?:msg|message)"\s*:|"(?:msg|message)"\s*:.*"(?:level|lvl|severity)"\s*:`

// telemetry is how logs and measurements of OpenTelemetry begin.
var telemetry = []string{`{"resourceLogs"`, `{"resourceMetrics"`}

// endings are those of files that are not told by their content, with what they are.
var endings = map[string]string{
	".chlz":        "a session of Charles; in Charles choose File, Export Session, HTTP Archive",
	".proxymanlog": proxyman, ".proxymanlogv2": proxyman, ".proxymansession": proxyman, ".proxymansessionv2": proxyman,
}

const proxyman = "a log of Proxyman; in Proxyman choose File, Export, HAR"

// byEnding is what is known of a file by its name alone; "" for nothing.
func byEnding(name string) string { return endings[strings.ToLower(path.Ext(name))] }

const wanted = "wanted a HAR, a JSON dump of requests, or an access or proxy log; name its format with --from if it is one, or say how its lines are written: --log-format for text, --map for JSON"

func (u *unknown) Error() string {
	for _, s := range strangers {
		if bytes.HasPrefix(u.prefix, []byte(s.magic)) {
			return s.what
		}
	}
	prefix := bytes.TrimPrefix(u.prefix, []byte("\xef\xbb\xbf"))
	text := bytes.TrimSpace(prefix)
	switch {
	case len(prefix) > tarMarkAt && bytes.HasPrefix(prefix[tarMarkAt:], []byte(tarMark)):
		return "a tar archive, whatever its name; unpack it, and give banlint the recordings in it"
	case len(text) == 0:
		return "nothing but white space; " + wanted
	case bytes.IndexByte(prefix, 0) >= 0 || !isText(prefix):
		return "not a recording that banlint knows (binary data); " + wanted
	case isJSON(text):
		return unknownJSON(prefix)
	default:
		return "text, but not a recording that banlint knows; " + wanted
	}
}

// isText reports whether a prefix is UTF-8, but for a character that is cut at its
// end.
func isText(prefix []byte) bool {
	for range utf8.UTFMax {
		if utf8.Valid(prefix) {
			return true
		}
		prefix = prefix[:max(0, len(prefix)-1)]
	}
	return false
}

// isJSON tells JSON from text that begins with a bracket, such as the time in
// "[14/Mar/2025]".
func isJSON(text []byte) bool {
	first, list := bytes.CutPrefix(text, []byte("["))
	first = bytes.TrimSpace(first)
	return text[0] == '{' || list && (len(first) == 0 || bytes.IndexByte([]byte(`[{"]`), first[0]) >= 0)
}

func unknownJSON(prefix []byte) string {
	for _, s := range stubs {
		if regexp.MustCompile(s.begin).Match(bytes.TrimSpace(prefix)) {
			return s.what + ": stubs, which are no record of traffic; export HAR, or record through a proxy"
		}
	}
	if regexp.MustCompile(samples).Match(bytes.TrimSpace(prefix)) {
		return loadTest
	}
	for _, begin := range telemetry {
		if bytes.HasPrefix(bytes.TrimSpace(prefix), []byte(begin)) {
			return "logs or measurements of OpenTelemetry, which hold no exchange; its traces (resourceSpans) are read"
		}
	}
	if line, _, _ := bytes.Cut(bytes.TrimSpace(prefix), []byte("\n")); regexp.MustCompile(logged).Match(line) && json.Valid(line) {
		return "a program's JSON log, of which no line names a call of a captcha service; let the program write down its requests, with a recipe (docs/recipes), or say with --map how they are written"
	}
	switch fault, cut := syntaxFault(prefix); {
	case cut && len(prefix) < sniffed-utf8.UTFMax: // and not merely longer than what is looked at
		return "JSON that ends in the middle, before anything that banlint knows; " + wanted
	case fault != "":
		return fault + "; mend it, or export the recording once more"
	default:
		return "JSON, but not a recording that banlint knows; " + wanted
	}
}

// syntaxFault tells where the first JSON value of a text is broken, and whether
// the text ends before the value does.
func syntaxFault(text []byte) (fault string, cut bool) {
	var value json.RawMessage
	err := json.NewDecoder(bytes.NewReader(text)).Decode(&value)
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return "", errors.Is(err, io.ErrUnexpectedEOF)
	}
	// What was found is the recording's own, and not to be quoted.
	_, where, _ := strings.Cut(syntax.Error(), "' ")
	line := 1 + bytes.Count(text[:min(int64(len(text)), syntax.Offset)], []byte("\n"))
	return fmt.Sprintf("JSON that is broken in line %d (byte %d of the file): an unexpected character %s", line, syntax.Offset, where), false
}
