// Package har reads HTTP Archives: HAR 1.1, 1.2 and what calls itself 1.3, as
// browsers, proxies and test tools really write them.
package har

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

// Format is the HTTP Archive.
var Format = &parsers.Format{
	Name:   "har",
	Title:  "HTTP Archive (HAR)",
	Match:  match,
	Split:  split,
	Decode: decode,
}

var (
	logMember   = regexp.MustCompile(`^\s*\{\s*(?:"[\w$]{1,40}"\s*:\s*(?:"[^"]{0,200}"|[\w.+-]{1,40}|\{[^{}]{0,500}\})\s*,\s*)*"log"\s*:\s*\{`)
	jsonp       = regexp.MustCompile(`^\s*[A-Za-z_$][\w.$]{0,80}\s*\(\s*\{\s*"?log"?\s*:`)
	literal     = regexp.MustCompile(`^\s*\{\s*log\s*:`)
	bareEntry   = regexp.MustCompile(`^\s*\[?\s*\{\s*"(?:startedDateTime|_initiator|pageref|_fromCache|_priority)"\s*:`)
	recordedBy  = []byte(`"_recordingName"`)
	entriesName = "entries"
)

func match(prefix []byte) string {
	switch {
	case logMember.Match(prefix) && bytes.Contains(prefix[:min(len(prefix), 4096)], recordedBy):
		return "log.entries[] of Polly.JS"
	case logMember.Match(prefix):
		return "log.entries[]"
	case jsonp.Match(prefix):
		return "JSONP around log.entries[]"
	case literal.Match(prefix):
		return "a JavaScript object with log.entries[]"
	case bareEntry.Match(prefix) && bytes.Contains(prefix, []byte(`"request"`)):
		return "entries without a log"
	default:
		return ""
	}
}

// splitting is the work of Split on one file.
type splitting struct {
	*jsonscan.Scanner
	source string
	entry  int32
	yield  func(parsers.Record, error) bool
	done   bool // whoever asks for records has had enough
}

func split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		s := &splitting{Scanner: jsonscan.New(r), source: source, yield: yield}
		switch err := s.file(); {
		case err == nil || s.done:
		case errors.Is(err, jsonscan.ErrCut):
			yield(parsers.Record{}, &parsers.Cut{Pos: s.position(0), Reason: "the file ends in the middle of an entry or before its end: the recorder was stopped, or the file was not copied whole"})
		case errors.Is(err, jsonscan.ErrSyntax) && s.entry > 0:
			yield(parsers.Record{}, &parsers.Cut{Pos: s.position(s.Line()), Reason: fmt.Sprintf("%v; what follows was not read", err)})
		default:
			yield(parsers.Record{}, err)
		}
	}
}

func (s *splitting) position(line int32) timeline.Position {
	return timeline.Position{Source: s.source, Entry: s.entry, Line: line}
}

// file walks the top of the file.
func (s *splitting) file() error {
	if c := s.Next(); c != '{' && c != '[' {
		if err := s.callback(); err != nil {
			return err
		}
	}
	switch s.Next() {
	case '[':
		return s.list()
	case '{':
		return s.object()
	case 0:
		return s.Ended()
	default:
		return fmt.Errorf("%w: wanted an object with log.entries[]", jsonscan.ErrSyntax)
	}
}

// maxCallback bounds the name of a JSONP wrapper.
const maxCallback = 100

// callback passes the name of a JSONP wrapper.
func (s *splitting) callback() error {
	for range maxCallback {
		if s.Next() == '(' {
			s.Pass()
			return nil
		}
		s.Pass()
	}
	return fmt.Errorf("%w: wanted an object with log.entries[]", jsonscan.ErrSyntax)
}

// object walks the outermost object: the one with the log, or an entry on its
// own.
func (s *splitting) object() error {
	line := s.Line()
	s.Keep()
	s.Pass()
	if c := s.Next(); c != '"' && c != '}' && c != 0 {
		return errors.New("a JavaScript object, not JSON: its names have no quotes; run it through JSON.stringify")
	}
	return s.members(func(name string) error {
		switch name {
		case "log":
			s.Drop()
			return s.log()
		case "request", "response":
			if s.Kept() {
				return s.bare(line)
			}
		}
		return s.skipMember()
	})
}

// members walks the members of an object whose bracket was passed.
func (s *splitting) members(visit func(name string) error) error {
	for first := true; ; first = false {
		if s.Next() == '}' {
			s.Pass()
			return nil
		}
		if !first {
			if err := s.Expect(','); err != nil {
				return err
			}
		}
		name, err := s.Name()
		if err != nil {
			return err
		}
		if err := visit(name); err != nil || s.done {
			return err
		}
	}
}

// skipMember passes a value that is not asked for; how deep it is nested does not
// matter, since nobody looks into it.
func (s *splitting) skipMember() error {
	if err := s.Skip(); !errors.Is(err, jsonscan.ErrDeep) {
		return err
	}
	return nil
}

// bare takes the outermost object for an entry: the rest of it is passed.
func (s *splitting) bare(line int32) error {
	if err := s.skipMember(); err != nil {
		return err
	}
	for s.Next() == ',' {
		s.Pass()
		if _, err := s.Name(); err != nil {
			return err
		}
		if err := s.skipMember(); err != nil {
			return err
		}
	}
	if err := s.Expect('}'); err != nil {
		return err
	}
	s.emit(line, nil)
	s.done = true
	return nil
}

func (s *splitting) log() error {
	if s.Next() != '{' {
		return s.skipMember()
	}
	s.Pass()
	return s.members(func(name string) error {
		if name == entriesName && s.Next() == '[' {
			return s.list()
		}
		return s.skipMember()
	})
}

// list walks a list of entries.
func (s *splitting) list() error {
	s.Pass()
	for first := true; ; first = false {
		if s.Next() == ']' {
			s.Pass()
			return nil
		}
		if !first {
			if err := s.Expect(','); err != nil {
				return err
			}
			s.Next()
		}
		line := s.Line()
		s.Keep()
		err := s.Skip()
		if err != nil && !errors.Is(err, jsonscan.ErrDeep) {
			s.entry++
			return err
		}
		if s.emit(line, err); s.done {
			return nil
		}
	}
}

// emit hands the record on, or says why it cannot be.
func (s *splitting) emit(line int32, err error) {
	text := s.Record()
	s.entry++
	pos := s.position(line)
	switch {
	case errors.Is(err, jsonscan.ErrDeep):
		s.done = !s.yield(parsers.Record{}, &parsers.Skipped{Pos: pos, Reason: err.Error()})
	case text == nil:
		s.done = !s.yield(parsers.Record{}, &parsers.Skipped{Pos: pos, Reason: fmt.Sprintf("an entry of more than %d MiB", parsers.MaxRecord>>20)})
	default:
		s.done = !s.yield(parsers.Record{Pos: pos, Text: text}, nil)
	}
}
