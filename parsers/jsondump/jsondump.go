// Package jsondump reads exchanges that programs write down themselves, one JSON
// object each: the native dump, and what other people's recorders call the same
// things.
package jsondump

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsonscan"
)

// Format is the dump: objects one a line, one after another, or in a list.
var Format = &parsers.Format{
	Name:   "dump",
	JSON:   true,
	Title:  "JSON dump of requests (native, or by synonyms)",
	Shows:  parsers.Facts{Times: "start", Request: "yes", Response: "yes", Remarks: "the native dump (below), and other people's dumps by synonyms, which the report names"},
	ByLine: true,
	Match:  match,
	Split:  split,
	Decode: decode,
	Layout: layout,
	Guess:  guess,
	Each:   each,
}

// shapes are what dumps are recognised by. The first that fits gives its name.
var shapes = []struct {
	name  string
	first *regexp.Regexp // what the first object holds
}{
	{"nock recording", member(`scope`)},
	{"VCR cassette", regexp.MustCompile(`^\s*\{[^{}\[\]]{0,200}"(?:http_)?interactions"\s*:\s*\[`)},
	{"proxify", regexp.MustCompile(`"request"\s*:\s*\{"header"\s*:`)},
	{"request and response pairs", regexp.MustCompile(`"request"\s*:\s*\{(?s:.)*"(?:url|uri|href|path)"\s*:`)},
	{"one exchange an object", member(`url|uri|href`)},
}

func member(names string) *regexp.Regexp {
	return regexp.MustCompile(`"(?:` + names + `)"\s*:\s*"`)
}

// others are JSON logs and recordings that have formats of their own, and stubs,
// which record no traffic.
var others = regexp.MustCompile(`"logger"\s*:\s*"http\.|"DownstreamStatus"|"startedDateTime"|"resource-snapshot"|"remote_addr"|"resourceSpans"|"protocolVersion"|"request_method"|"\$schema"|"creator"\s*:` +
	`|"data"\s*:\s*\{\s*"pairs"\s*:\s*\[|^\{\s*"mappings"\s*:\s*\[`)

func match(prefix []byte) string {
	start := object(prefix)
	if start < 0 {
		return ""
	}
	first := prefix[start:]
	if end := bytes.IndexByte(first, '\n'); end >= 0 { // else it is one long line, and what tells may stand anywhere
		first = first[:min(len(first), max(end, 8<<10))]
	}
	if others.Match(first) {
		return ""
	}
	for _, s := range shapes {
		if s.first.Match(first) {
			return s.name
		}
	}
	return ""
}

// list is how a list of objects begins.
var list = regexp.MustCompile(`^\s*\[\s*\{`)

// object returns where the first object begins, or the list of them; -1 when a
// recording would not begin so. A first line may be the end of an object whose
// beginning is lost.
func object(prefix []byte) int {
	if list.Match(prefix) {
		return bytes.IndexByte(prefix, '[')
	}
	start := bytes.IndexByte(prefix, '{')
	if start >= 0 && begins(prefix[:start]) {
		return start
	}
	first, rest, _ := bytes.Cut(prefix, []byte("\n"))
	if bytes.HasSuffix(bytes.TrimSpace(first), []byte("}")) && bytes.HasPrefix(rest, []byte("{")) {
		return len(first) + 1
	}
	return -1
}

// begins reports whether what stands before the first object is nothing, or what
// a log collector puts before a line.
func begins(before []byte) bool {
	before = bytes.Trim(before, " \t\r\n"+recordSeparator)
	return len(before) == 0 || bytes.HasSuffix(before, []byte("|")) || bytes.HasSuffix(before, []byte(" F")) ||
		bytes.HasSuffix(before, []byte("]:"))
}

// recordSeparator stands before each text of a JSON text sequence.
const recordSeparator = "\x1e"

func split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		s := &splitting{source: source, yield: yield}
		head, r := parsers.Peek(r, 64<<10)
		head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
		if byLine(head) {
			s.lines(r)
			return
		}
		s.Scanner = jsonscan.New(r)
		s.flat = !bytes.Contains(bytes.TrimSpace(head), []byte("\n"))
		var err error
		if interactions.Match(head) {
			err = s.cassette()
		}
		if err == nil {
			err = s.values()
		}
		if err != nil && !errors.Is(err, errEnough) {
			s.failed(err)
		}
	}
}

// byLine reports whether the objects stand one a line. Where only one line is
// there, that is no matter as long as it is an object.
func byLine(head []byte) bool {
	first, rest, more := bytes.Cut(bytes.TrimLeft(head, " \t\r\n"), []byte("\n"))
	switch {
	case interactions.Match(head) || list.Match(head):
		return false
	case !bytes.HasPrefix(first, []byte("{")):
		return true
	case !more:
		return len(head) == 64<<10
	default:
		return parsers.CheckJSON(first) == nil || bytes.HasPrefix(rest, []byte("{"))
	}
}

// splitting is the work of Split on one file.
type splitting struct {
	*jsonscan.Scanner
	source string
	yield  func(parsers.Record, error) bool
	entry  int32
	flat   bool // the whole stands on one line, so that lines tell nothing
}

// errEnough is the error for a walk that nobody wants to go on.
var errEnough = errors.New("whoever asks for records has had enough")

func (s *splitting) position(line int32) timeline.Position {
	if s.flat {
		line = 0
	}
	return timeline.Position{Source: s.source, Entry: s.entry, Line: line}
}

func (s *splitting) lines(r io.Reader) {
	for line, err := range parsers.Lines(r) {
		if err != nil {
			s.yield(parsers.Record{}, err)
			return
		}
		if line.Jump != nil {
			if !s.yield(parsers.Record{Pos: s.position(line.Number - 1), Jump: true}, nil) {
				return
			}
			s.entry += line.Jump.Entries
			continue
		}
		if blank(line.Text) {
			continue
		}
		s.entry++
		pos := s.position(line.Number)
		text := objectIn(line.Text)
		switch {
		case line.TooLong:
			err = &parsers.Skipped{Pos: pos, Reason: fmt.Sprintf("a line of more than %d MiB", parsers.MaxRecord>>20)}
		case text == nil:
			err = &parsers.Skipped{Pos: pos, Reason: "a line that is no JSON object"}
		case line.Last && parsers.CheckJSON(text) != nil:
			err = &parsers.Cut{Pos: pos, Reason: "the last line ends in the middle: the recorder was stopped, or the file was not copied whole"}
		}
		if !s.yield(parsers.Record{Pos: pos, Text: text}, err) {
			return
		}
	}
}

// values walks objects that take several lines, or stand in a list.
func (s *splitting) values() error {
	for {
		switch c := s.Next(); {
		case c == 0:
			if err := s.Ended(); !errors.Is(err, jsonscan.ErrCut) {
				return err
			}
			return nil
		case c == '[':
			if err := s.Elements(s.element); err != nil {
				return err
			}
		case c == ',' || c == recordSeparator[0]:
			s.Pass()
		default:
			if err := s.value(); err != nil {
				return err
			}
		}
	}
}

// element takes an element of a list for a record.
func (s *splitting) element() error {
	if c := s.Next(); c == ',' || c == ']' {
		return s.skipped(s.Line(), "a comma without an object behind it")
	}
	return s.value()
}

// value takes the next object for a record.
func (s *splitting) value() error {
	line := s.Line()
	s.Keep()
	err := s.Skip()
	s.entry++
	if err != nil && !errors.Is(err, jsonscan.ErrDeep) {
		return err
	}
	text := s.Record()
	switch {
	case err != nil:
		return s.skipped(line, err.Error())
	case text == nil:
		return s.skipped(line, fmt.Sprintf("an object of more than %d MiB", parsers.MaxRecord>>20))
	case !s.yield(parsers.Record{Pos: s.position(line), Text: text}, nil):
		return errEnough
	default:
		return nil
	}
}

func (s *splitting) skipped(line int32, reason string) error {
	if !s.yield(parsers.Record{}, &parsers.Skipped{Pos: s.position(line), Reason: reason}) {
		return errEnough
	}
	return nil
}

var interactions = shapes[1].first

// cassette walks the interactions of a VCR cassette.
func (s *splitting) cassette() error {
	return s.Members(func(name string) error {
		if strings.HasSuffix(name, "interactions") && s.Next() == '[' {
			return s.Elements(s.element)
		}
		if err := s.Skip(); !errors.Is(err, jsonscan.ErrDeep) {
			return err
		}
		return nil
	})
}

func (s *splitting) failed(err error) {
	switch {
	case errors.Is(err, jsonscan.ErrCut):
		s.yield(parsers.Record{}, &parsers.Cut{Pos: s.position(0), Reason: "the file ends in the middle of an exchange: the recorder was stopped, or the file was not copied whole"})
	case errors.Is(err, jsonscan.ErrSyntax) && s.entry > 1:
		s.yield(parsers.Record{}, &parsers.Cut{Pos: s.position(s.Line()), Reason: err.Error() + "; what follows was not read"})
	default:
		s.yield(parsers.Record{}, err)
	}
}
