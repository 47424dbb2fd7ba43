// Package jsonscan walks JSON without understanding it: it tells where a value
// ends, and keeps no more of the file than the record that is asked for.
package jsonscan

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/banlint/banlint/parsers"
)

// What can end the scan of a value.
var (
	ErrCut    = errors.New("the file ends in the middle")
	ErrDeep   = parsers.ErrDepth // the value was passed all the same
	ErrSyntax = errors.New("not JSON")
)

// chunk is how much is read at a time.
const chunk = 256 << 10

// maxWindow has room for any record, and for what is read with it. A large window grows to
// that at once: memory that nothing was written to costs nothing, and copies would.
const maxWindow = parsers.MaxRecord + 2*chunk

func wider(window int) int {
	if window < maxWindow/8 {
		return 2 * window
	}
	return maxWindow
}

// A Scanner knows strings and brackets, which is enough to tell where a value
// ends. It holds one window of the file, which grows only while a record is kept.
type Scanner struct {
	r       io.Reader
	buf     []byte
	pos     int   // of the next byte in buf
	kept    int   // where the record begins in buf; -1 when none is kept
	tooLong bool  // the record went past parsers.MaxRecord and is no longer kept
	line    int32 // at counted
	counted int   // up to where in buf line breaks were counted
	offset  int64 // of buf in the file
	err     error // of reading; io.EOF at the end
}

// New makes a scanner at the beginning of a file. A byte order mark is passed.
func New(r io.Reader) *Scanner {
	s := &Scanner{r: r, kept: -1, line: 1, buf: make([]byte, 0, 2*chunk)}
	if s.ahead(len(mark)); bytes.HasPrefix(s.buf, []byte(mark)) {
		s.pos = len(mark)
	}
	return s
}

const mark = "\xef\xbb\xbf" // of the byte order

// ahead reads on until n bytes lie ahead, or the file ends.
func (s *Scanner) ahead(n int) {
	for len(s.buf)-s.pos < n && s.more() {
	}
}

// more reads on. It reports false at the end of the file.
func (s *Scanner) more() bool {
	if s.err != nil {
		return false
	}
	s.discard()
	if cap(s.buf)-len(s.buf) < chunk {
		s.buf = append(make([]byte, 0, wider(cap(s.buf))), s.buf...)
	}
	for {
		n, err := s.r.Read(s.buf[len(s.buf) : len(s.buf)+chunk])
		s.buf = s.buf[:len(s.buf)+n]
		if err != nil {
			s.err = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
}

// discard drops what is behind: all up to the record, or up to the next byte.
func (s *Scanner) discard() {
	if s.kept >= 0 && s.pos-s.kept > parsers.MaxRecord {
		s.kept, s.tooLong = -1, true
	}
	behind := s.pos
	if s.kept >= 0 {
		behind = s.kept
	}
	if behind < chunk/2 {
		return
	}
	s.countLines(behind)
	n := copy(s.buf, s.buf[behind:])
	s.buf = s.buf[:n]
	s.offset += int64(behind)
	s.pos -= behind
	s.counted -= behind
	if s.kept >= 0 {
		s.kept = 0
	}
}

func (s *Scanner) countLines(to int) {
	if to > s.counted {
		s.line += int32(bytes.Count(s.buf[s.counted:to], []byte("\n")))
		s.counted = to
	}
}

// Line returns the line of the next byte.
func (s *Scanner) Line() int32 {
	s.countLines(s.pos)
	return s.line
}

// Offset returns the place of the next byte in the file.
func (s *Scanner) Offset() int64 { return s.offset + int64(s.pos) }

// A Skipper is a reader of which bytes can be passed that nobody wants to see, such as a
// parsers.Passage.
type Skipper interface {
	Skip(n int64) error
}

// Jump goes on at a later place in the file, behind as many line breaks as are given.
// No record is kept any more.
func (s *Scanner) Jump(to int64, lines int32) {
	s.line, s.kept = s.Line()+lines, -1
	if end := s.offset + int64(len(s.buf)); to > end {
		s.pass(to - end)
		s.buf, s.offset = s.buf[:0], to
	}
	s.pos = int(to - s.offset)
	s.counted = s.pos
}

// pass passes bytes that were not read yet.
func (s *Scanner) pass(n int64) {
	if s.err != nil {
		return
	}
	if r, ok := s.r.(Skipper); ok {
		s.err = r.Skip(n)
	} else {
		_, s.err = io.CopyN(io.Discard, s.r, n)
	}
}

// Next returns the next byte that is no white space, without passing it; 0 at the
// end of the file, of which Ended tells more.
func (s *Scanner) Next() byte {
	for {
		for s.pos < len(s.buf) {
			switch c := s.buf[s.pos]; c {
			case ' ', '\t', '\n', '\r':
				s.pos++
			default:
				return c
			}
		}
		if !s.more() {
			return 0
		}
	}
}

// Expect passes a byte.
func (s *Scanner) Expect(c byte) error {
	switch s.Next() {
	case c:
		s.pos++
		return nil
	case 0:
		return s.Ended()
	default:
		return s.broken(fmt.Sprintf("wanted %q", c))
	}
}

// broken is the error for a file that is not JSON at the next byte.
func (s *Scanner) broken(why string) error {
	return fmt.Errorf("%w at line %d, byte %d of the file: %s", ErrSyntax, s.Line(), s.Offset()+1, why)
}

// Ended is the error for a file that goes on with nothing, where something was
// wanted.
func (s *Scanner) Ended() error {
	switch {
	case s.pos < len(s.buf) && s.buf[s.pos] == 0:
		return s.broken("found a NUL byte")
	case s.err != nil && !errors.Is(s.err, io.EOF):
		return s.err
	default:
		return ErrCut
	}
}

// skipString passes a string whose opening quote was passed.
func (s *Scanner) skipString() error {
	for {
		end := stringEnd(s.buf, s.pos)
		if end >= 0 {
			s.pos = end + 1
			return nil
		}
		s.pos = len(s.buf) - trailing(s.buf[s.pos:])%2 // an escape may go on behind
		if !s.more() {
			return s.Ended()
		}
	}
}

// Skip passes a value.
func (s *Scanner) Skip() error {
	switch c := s.Next(); c {
	case 0:
		return s.Ended()
	case '"':
		s.pos++
		return s.skipString()
	case '{', '[':
		return s.skipContainer()
	case ',', ':', ']', '}':
		return s.broken("wanted a value")
	default:
		return s.skipScalar()
	}
}

// skipContainer passes an object or a list. One that is nested too deeply is
// passed all the same, and reported.
func (s *Scanner) skipContainer() error {
	var n nesting
	for done := false; ; {
		if s.pos, done = n.pass(s.buf, s.pos); done {
			return n.err()
		}
		if s.pos < len(s.buf) { // the string there goes on behind
			s.pos++
			if err := s.skipString(); err != nil {
				return err
			}
		} else if !s.more() {
			return s.Ended()
		}
	}
}

func (s *Scanner) skipScalar() error {
	for {
		for s.pos < len(s.buf) {
			switch s.buf[s.pos] {
			case ',', ']', '}', ' ', '\t', '\n', '\r':
				return nil
			case '"', '{', '[', ':':
				return s.broken("wanted a comma or an end")
			}
			s.pos++
		}
		if !s.more() {
			return s.Ended()
		}
	}
}

// Pass passes the byte that Next has shown.
func (s *Scanner) Pass() { s.pos++ }

// Keep begins a record at the next byte.
func (s *Scanner) Keep() { s.kept, s.tooLong = s.pos, false }

// Drop stops keeping a record.
func (s *Scanner) Drop() { s.kept = -1 }

// Record returns the record up to here, and stops keeping it. It is nil when the
// Record was too long.
func (s *Scanner) Record() []byte {
	if s.kept >= 0 && s.pos-s.kept > parsers.MaxRecord {
		s.tooLong = true
	}
	if s.tooLong || s.kept < 0 {
		s.kept = -1
		return nil
	}
	text := s.buf[s.kept:s.pos]
	s.kept = -1
	return text
}
