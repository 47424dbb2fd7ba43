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
	"strconv"
	"sync"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsonscan"
)

// Format is the HTTP Archive.
var Format = &parsers.Format{
	Name:   "har",
	JSON:   true,
	Title:  "HTTP Archive (HAR)",
	Shows:  parsers.Facts{Times: "start, ms or finer", Request: "yes", Response: "yes, unless the producer leaves it out", Remarks: "HAR 1.1 and 1.2, also JSONP (`.harp`), zlib (`.zhar`), zipped with bodies in files of their own"},
	Match:  match,
	Split:  split,
	Decode: decode,
	Layout: layout,
	Guess:  guess,
	Each:   each,
}

// The patterns are compiled when they are needed: most files are recognised by the first.
var (
	logMember  = pattern(`^\s*\{\s*(?:"[\w$]{1,40}"\s*:\s*(?:"[^"]{0,200}"|[\w.+-]{1,40}|\{[^{}]{0,500}\})\s*,\s*)*"log"\s*:\s*\{`)
	jsonp      = pattern(`^\s*[A-Za-z_$][\w.$]{0,80}\s*\(\s*\{\s*"?log"?\s*:`)
	literal    = pattern(`^\s*\{\s*log\s*:`)
	bareEntry  = pattern(`^\s*\[?\s*\{\s*"(?:_\w+|startedDateTime|time|pageref|cache|connection|serverIPAddress|request|response|timings)"\s*:`)
	recordedBy = []byte(`"_recordingName"`)
)

func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// beginsWithLog reports whether the first member of an object is the log, as it is in
// nearly every archive.
func beginsWithLog(prefix []byte) bool {
	for _, token := range [...]string{"{", `"log"`, ":", "{"} {
		var ok bool
		if prefix, ok = bytes.CutPrefix(bytes.TrimLeft(prefix, " \t\r\n"), []byte(token)); !ok {
			return false
		}
	}
	return true
}

func match(prefix []byte) string {
	if head := prefix[:min(len(prefix), 256)]; bytes.Contains(head, []byte(`\u00`)) {
		prefix = append(plainNames(head), prefix[len(head):]...)
	}
	switch {
	case !beginsWithLog(prefix) && !logMember().Match(prefix):
		return matchOdd(prefix)
	case bytes.Contains(prefix[:min(len(prefix), 4096)], recordedBy):
		return "log.entries[] of Polly.JS"
	default:
		return "log.entries[]"
	}
}

// escaped is a character that JSON has no need to escape.
var escaped = pattern(`\\u00[4-7][0-9a-fA-F]`)

// plainNames undoes escapes of letters.
func plainNames(text []byte) []byte {
	return escaped().ReplaceAllFunc(text, func(e []byte) []byte {
		n, _ := strconv.ParseUint(string(e[2:]), 16, 16) // four hexadecimal digits
		return []byte{byte(n)}
	})
}

// matchOdd tells what is no object with a log, and yet may hold entries.
func matchOdd(prefix []byte) string {
	switch {
	case jsonp().Match(prefix):
		return "JSONP around log.entries[]"
	case literal().Match(prefix):
		return "a JavaScript object with log.entries[]"
	case bareEntry().Match(prefix) && bytes.Contains(prefix, []byte(`"request"`)) && bytes.Contains(prefix, []byte(`"startedDateTime"`)):
		return "entries without a log"
	default:
		return ""
	}
}

// splitting is the work of Split on one file.
type splitting struct {
	*jsonscan.Scanner
	passage parsers.Passage // nil for a stream that nobody reads ahead
	source  string
	entry   int32
	found   bool // a list of entries, or an entry without a list
	logs    int  // that were met
	yield   func(parsers.Record, error) bool
}

// errEnough is the error for a walk that nobody wants to go on.
var errEnough = errors.New("whoever asks for records has had enough")

func split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		s := &splitting{Scanner: jsonscan.New(r), source: source, yield: yield}
		s.passage, _ = r.(parsers.Passage)
		switch err := s.file(); {
		case err == nil || errors.Is(err, errEnough):
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

// file walks the archives of the file: one, or several that were put together.
func (s *splitting) file() error {
	if c := s.Next(); c != '{' && c != '[' {
		if err := s.callback(); err != nil {
			return err
		}
	}
	for first := true; ; first = false {
		switch c := s.Next(); {
		case c == '[':
			if err := s.list(); err != nil {
				return err
			}
		case c == '{':
			if err := s.object(); err != nil {
				return err
			}
		case first && c == 0:
			return s.Ended()
		case first:
			return fmt.Errorf("%w: wanted an object with log.entries[]", jsonscan.ErrSyntax)
		default:
			return s.end(c)
		}
	}
}

// end looks at what stands behind the last archive.
func (s *splitting) end(c byte) error {
	switch err := s.Ended(); {
	case c != 0 && c != ')' && c != ';', errors.Is(err, jsonscan.ErrSyntax):
		return s.skipped(s.Line(), "something that is no JSON follows the archive and was not read")
	case c == 0 && !errors.Is(err, jsonscan.ErrCut):
		return err
	case !s.found:
		return errors.New("an object without log.entries[], so not a recording; export the traffic as HAR once more")
	default:
		return nil
	}
}

// maxCallback bounds the name of a JSONP wrapper.
const maxCallback = 100

// callback passes the name of a JSONP wrapper.
func (s *splitting) callback() error {
	for range maxCallback {
		c := s.Next()
		if c == 0 {
			break
		}
		if s.Pass(); c == '(' {
			return nil
		}
	}
	return fmt.Errorf("%w: wanted an object with log.entries[]", jsonscan.ErrSyntax)
}

// object walks an outermost object: the one with the log, or an entry on its
// own.
func (s *splitting) object() error {
	line, names, bare, log := s.Line(), false, false, false
	s.Keep()
	err := s.Members(func(name string) error {
		names = true
		switch {
		case name == "log":
			log = true
			s.Drop()
			if s.logs++; s.logs > 1 && !s.remark("a second log: it was read as well, as not all readers do") {
				return errEnough
			}
			return s.log()
		case name == "request" || name == "response":
			bare = !log
		}
		return s.skipMember()
	})
	switch {
	case errors.Is(err, jsonscan.ErrSyntax) && !names:
		return errors.New("a JavaScript object, not JSON: its names have no quotes; run it through JSON.stringify")
	case err != nil:
		return err
	case bare && !log:
		s.found = true
		return s.emit(line, nil)
	case !log && s.found:
		s.Drop()
		return s.skipped(line, "an object that is neither an archive nor an entry")
	default:
		s.Drop()
		return nil
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

func (s *splitting) log() error {
	if s.Next() != '{' {
		return s.skipMember()
	}
	lists := 0
	return s.Members(func(name string) error {
		if name != "entries" || s.Next() != '[' {
			return s.skipMember()
		}
		if lists++; lists > 1 {
			if !s.remark("a second list of entries: it was read as well, as not all readers do") {
				return errEnough
			}
		}
		return s.list()
	})
}

// list walks a list of entries.
func (s *splitting) list() error {
	s.found = true
	return s.Elements(func() error {
		if err := s.jump(); err != nil {
			return err
		}
		line := s.Line()
		if c := s.Next(); c == ',' || c == ']' {
			return s.skipped(line, "a comma without an entry behind it")
		}
		s.Keep()
		err := s.Skip()
		if err != nil && !errors.Is(err, jsonscan.ErrDeep) {
			s.entry++
			return err
		}
		return s.emit(line, err)
	})
}

// jump passes entries that were read already: all stretches that follow each other.
func (s *splitting) jump() error {
	for s.passage != nil {
		j, ok := s.passage.Ahead(s.Offset())
		if !ok {
			return nil
		}
		if !s.yield(parsers.Record{Pos: s.position(s.Line() - 1), Jump: true}, nil) {
			return errEnough
		}
		s.entry += j.Entries
		s.Jump(j.To, j.Lines)
	}
	return nil
}

// emit hands the record on, or says why it cannot be.
func (s *splitting) emit(line int32, err error) error {
	text := s.Record()
	s.entry++
	switch {
	case err != nil:
		return s.skipped(line, err.Error())
	case text == nil:
		return s.skipped(line, fmt.Sprintf("an entry of more than %d MiB", parsers.MaxRecord>>20))
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

// remark reports whether to go on.
func (s *splitting) remark(reason string) bool {
	return s.yield(parsers.Record{}, &parsers.Remark{Pos: s.position(s.Line()), Reason: reason})
}
