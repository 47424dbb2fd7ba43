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

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsonscan"
)

// Format is the dump: objects one a line, one after another, or in a list.
var Format = &parsers.Format{
	Name:   "dump",
	ByLine: true,
	Title:  "JSON dump of requests (native, or by synonyms)",
	Match:  match,
	Split:  split,
	Decode: decode,
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

// others are JSON logs and recordings that have formats of their own.
var others = regexp.MustCompile(`"logger"\s*:\s*"http\.|"DownstreamStatus"|"startedDateTime"|"resource-snapshot"|"remote_addr"|"resourceSpans"|"protocolVersion"|"request_method"|"\$schema"|"creator"\s*:`)

func match(prefix []byte) string {
	start := bytes.IndexAny(prefix, "{[")
	if start < 0 || !begins(prefix[:start]) {
		return ""
	}
	first := prefix[start:min(len(prefix), start+8<<10)]
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

// begins reports whether what stands before the first object is nothing, or what
// a log collector puts before a line.
func begins(before []byte) bool {
	before = bytes.TrimSpace(before)
	return len(before) == 0 || bytes.HasSuffix(before, []byte("|")) || bytes.HasSuffix(before, []byte(" F")) ||
		bytes.HasSuffix(before, []byte("]:"))
}

func split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		s := &splitting{source: source, yield: yield}
		head := make([]byte, 64<<10)
		n, _ := io.ReadFull(r, head)
		head = head[:n]
		r = io.MultiReader(bytes.NewReader(head), r)
		if oneLine(head) {
			s.lines(r)
			return
		}
		if err := s.values(r); err != nil && !s.done {
			s.failed(err)
		}
	}
}

// oneLine reports whether the first object ends on the line on which it begins.
func oneLine(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(head) == 0 || head[0] == '[' {
		return false
	}
	line, _, found := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimSpace(line)
	if !found {
		return !bytes.HasPrefix(line, []byte("{")) || !bytes.Contains(line[:min(len(line), 200)], []byte(`interactions"`))
	}
	return bytes.HasSuffix(line, []byte("}")) || len(line) > 2
}

// splitting is the work of Split on one file.
type splitting struct {
	source string
	yield  func(parsers.Record, error) bool
	entry  int32
	scan   *jsonscan.Scanner
	done   bool
}

func (s *splitting) position(line int32) timeline.Position {
	return timeline.Position{Source: s.source, Entry: s.entry, Line: line}
}

func (s *splitting) lines(r io.Reader) {
	for line, err := range parsers.Lines(r) {
		if err != nil {
			s.yield(parsers.Record{}, err)
			return
		}
		if len(bytes.TrimSpace(line.Text)) == 0 {
			continue
		}
		s.entry++
		pos := s.position(line.Number)
		text := line.Text
		if i := bytes.IndexByte(text, '{'); i > 0 {
			text = text[i:] // what a log collector has put before it
		}
		switch {
		case line.TooLong:
			err = &parsers.Skipped{Pos: pos, Reason: fmt.Sprintf("a line of more than %d MiB", parsers.MaxRecord>>20)}
		case text[0] != '{':
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
func (s *splitting) values(r io.Reader) error {
	s.scan = jsonscan.New(r)
	for {
		switch s.scan.Next() {
		case 0:
			if err := s.scan.Ended(); !errors.Is(err, jsonscan.ErrCut) {
				return err
			}
			return nil
		case '[':
			if err := s.list(); err != nil || s.done {
				return err
			}
		case ',':
			s.scan.Pass()
		default:
			if err := s.value(); err != nil || s.done {
				return err
			}
		}
	}
}

func (s *splitting) list() error {
	s.scan.Pass()
	for first := true; ; first = false {
		if s.scan.Next() == ']' {
			s.scan.Pass()
			return nil
		}
		if !first {
			if err := s.scan.Expect(','); err != nil {
				return err
			}
		}
		if err := s.value(); err != nil || s.done {
			return err
		}
	}
}

// value takes the next object for a record.
func (s *splitting) value() error {
	s.scan.Next()
	line := s.scan.Line()
	s.scan.Keep()
	err := s.scan.Skip()
	if err != nil && !errors.Is(err, jsonscan.ErrDeep) {
		s.entry++
		return err
	}
	text := s.scan.Record()
	if err == nil && text != nil && cassette(text) {
		return s.cassette(text)
	}
	s.entry++
	rec := parsers.Record{Pos: s.position(line), Text: text}
	switch {
	case err != nil:
		err = &parsers.Skipped{Pos: rec.Pos, Reason: err.Error()}
	case text == nil:
		err = &parsers.Skipped{Pos: rec.Pos, Reason: fmt.Sprintf("an object of more than %d MiB", parsers.MaxRecord>>20)}
	}
	s.done = !s.yield(rec, err)
	return nil
}

var interactions = shapes[1].first

func cassette(text []byte) bool { return interactions.Match(text[:min(len(text), 400)]) }

// cassette takes the interactions of a VCR cassette for records.
func (s *splitting) cassette(text []byte) error {
	inner := bytes.Clone(text[bytes.IndexByte(text, '['):])
	outer := s.scan
	defer func() { s.scan = outer }()
	s.scan = jsonscan.New(bytes.NewReader(inner))
	s.scan.Next()
	return s.list()
}

func (s *splitting) failed(err error) {
	switch {
	case errors.Is(err, jsonscan.ErrCut):
		s.yield(parsers.Record{}, &parsers.Cut{Pos: s.position(0), Reason: "the file ends in the middle of an exchange: the recorder was stopped, or the file was not copied whole"})
	case errors.Is(err, jsonscan.ErrSyntax) && s.entry > 1:
		s.yield(parsers.Record{}, &parsers.Cut{Pos: s.position(s.scan.Line()), Reason: err.Error() + "; what follows was not read"})
	default:
		s.yield(parsers.Record{}, err)
	}
}
