package accesslog

import (
	"bytes"
	"errors"
	"io"
	"iter"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

func (d *dialect) split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		s := newSplitting(d, source)
		for line, err := range parsers.Lines(r) {
			if err != nil {
				yield(parsers.Record{}, err)
				return
			}
			if line.Jump != nil {
				pos := timeline.Position{Source: source, Entry: s.pos.Entry, Line: line.Number - 1}
				if !yield(parsers.Record{Pos: pos, Jump: true}, nil) {
					return
				}
				s.pos.Entry += line.Jump.Entries
				continue
			}
			text := trim(line.Text)
			if len(text) == 0 {
				continue
			}
			line.Text = text
			rec, err := s.record(line)
			if rec.Text != nil && err != nil && !yield(rec, nil) {
				return
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// splitting is the work on one log.
type splitting struct {
	*dialect
	pos    timeline.Position // of the last exchange
	recall func([]byte) []byte
	probe  decoder         // of lines that a collector may have had from elsewhere
	noted  parsers.Skipped // the last message, of which there may be many
}

func newSplitting(d *dialect, source string) splitting {
	s := splitting{dialect: d, pos: timeline.Position{Source: source}, probe: decoder{read: d.read, wanted: nobody}}
	if d.recall != nil {
		s.recall = d.recall()
	}
	return s
}

// record takes a line for a record. One that comes with an error is good for all
// that.
func (s *splitting) record(line parsers.Line) (rec parsers.Record, err error) {
	text, noise := s.look(line.Text)
	if noise && !line.TooLong {
		pos := timeline.Position{Source: s.pos.Source, Line: line.Number}
		s.noted = parsers.Skipped{Pos: pos, Reason: "a message of the program itself", Noise: true}
		return rec, &s.noted
	}
	s.pos.Entry++
	s.pos.Line = line.Number
	switch {
	case line.TooLong:
		return rec, &parsers.Skipped{Pos: s.pos, Reason: tooLong}
	case line.Last && !s.whole(text):
		if s.enough != nil && s.enough(text) {
			rec = parsers.Record{Pos: s.pos, Text: text}
		}
		return rec, &parsers.Cut{Pos: s.pos, Reason: "the last line ends in the middle: the log was cut, or is still being written"}
	}
	return parsers.Record{Pos: s.pos, Text: text}, nil
}

// look takes off what a collector put before a line, and tells a message of the
// program itself. A collector's line that is not of this kind of log is another
// program's.
func (s *splitting) look(line []byte) (text []byte, noise bool) {
	if s.dated && !s.strange(line) {
		return line, false
	}
	text, collected := unwrap(line, s.objects)
	if len(text) == 0 {
		return text, true
	}
	if s.recall != nil {
		text = s.recall(text)
	}
	return text, s.noise(text) || collected && s.strange(text) && !asks(text)
}

// asks reports whether a line has something of a request.
func asks(line []byte) bool { return bytes.Contains(line, []byte(" HTTP/")) }

func nobody(string, string) bool { return false }

// strange reports whether a line is not of this kind of log.
func (s *splitting) strange(line []byte) bool {
	return errors.Is(s.probe.line(line), errStranger)
}

// voters is how many lines at the beginning decide on a format.
const voters = 200

// sniffed is the size from which on a prefix may have cut its last line.
const sniffed = 60 << 10

// A tally is what the lines at the beginning of a log are.
type tally struct {
	lines   int // that are not empty
	records int
	foreign int // neither records nor messages
	posts   int // records of POST requests
	bodies  int // of these, those that hold a body
}

// mostly claims a log of which most lines are records or messages, and not only
// messages.
func mostly(t tally) bool {
	return t.records > t.foreign && t.records*20 >= t.lines
}

func mostlyBodies(t tally) bool {
	return mostly(t) && t.bodies*2 > t.posts
}

func (d *dialect) match(prefix []byte) string {
	lines := bytes.Split(prefix, []byte("\n"))
	last := lines[len(lines)-1] // which may be cut
	if len(lines) > 1 {
		lines = lines[:len(lines)-1]
	} else {
		last = nil
	}
	var t tally
	s := newSplitting(d, "")
	for _, line := range lines[:min(len(lines), voters)] {
		if line = trim(line); len(line) > 0 {
			s.count(&t, line)
		}
	}
	if last = trim(last); len(last) > 0 && len(prefix) < sniffed && len(lines) < voters {
		if whole := t; s.count(&whole, last) {
			t = whole
		}
	}
	if !d.claim(t) {
		return ""
	}
	return d.called + ": " + outOf(t.records, t.lines)
}

// count adds a line to the tally. It reports whether the line is of this kind of
// log.
func (s *splitting) count(t *tally, line []byte) bool {
	t.lines++
	line, noise := s.look(line)
	if noise {
		return true
	}
	d := decoder{read: s.read}
	err := d.line(line)
	var u unusable
	switch {
	case err == nil || errors.As(err, &u):
		t.records++
	default:
		t.foreign++
	}
	if d.x.Method == "POST" {
		t.posts++
		if len(d.x.RequestBody.Bytes) > 0 {
			t.bodies++
		}
	}
	return err == nil || errors.As(err, &u)
}
