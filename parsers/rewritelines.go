package parsers

import (
	"bytes"
	"errors"
	"io"
	"regexp"

	"github.com/banlint/banlint/analyzer/timeline"
)

// lines writes a log anew. A line that begins an exchange goes with those that follow it, up to
// the next.
func (rw *rewriting) lines(f *Format, source string, in io.Reader, w io.Writer) error {
	q := &lineQueue{in: in, number: 1}
	out := &lineWriter{queue: q, w: w, replacer: rw.replacer}
	for rec, err := range f.Split(source, q) {
		var at timeline.Position
		var skipped *Skipped
		var cut *Cut
		switch {
		case errors.As(err, &skipped):
			at = skipped.Pos
		case errors.As(err, &cut):
			at = cut.Pos
		case err == nil:
			at = rec.Pos
		}
		if err != nil {
			if fatal := rw.trouble(err); fatal != nil {
				return fatal
			}
		}
		if err := out.upTo(at.Line); err != nil {
			return err
		}
		if out.keep = false; err == nil {
			if out.keep, err = rw.wanted(f, rec); err != nil {
				return err
			}
		}
		if out.keep {
			rw.done.Written++
		}
	}
	return out.rest()
}

// A lineWriter writes the lines of a queue as they are decided on.
type lineWriter struct {
	queue    *lineQueue
	w        io.Writer
	replacer Replacer
	keep     bool // the lines that come next belong to an exchange that is written
}

// columns are the comments that say what a log's columns are.
var columns = regexp.MustCompile(`^#(?:Fields|Version|fields|separator|set_separator|empty_field|unset_field|types)[:\s\\][A-Za-z0-9()_.,:\[\]\s\\-]*$`)

// upTo writes what stands before a line.
func (o *lineWriter) upTo(line int32) error {
	for o.queue.number < line {
		text, ok := o.queue.pop()
		if !ok {
			return nil
		}
		if err := o.write(text); err != nil {
			return err
		}
	}
	return nil
}

func (o *lineWriter) rest() error {
	for {
		text, ok := o.queue.pop()
		if !ok {
			return nil
		}
		if err := o.write(text); err != nil {
			return err
		}
	}
}

func (o *lineWriter) write(text []byte) error {
	line := bytes.TrimRight(text, "\r\n")
	if len(line) <= 4<<10 && columns.Match(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))) {
		_, err := o.w.Write(text)
		return err
	}
	if !o.keep {
		return nil
	}
	_, err := o.w.Write(append(o.replacer.Line(line), text[len(line):]...))
	return err
}

// A lineQueue is a stream that keeps the lines that were read from it and not yet decided on.
type lineQueue struct {
	in     io.Reader
	held   []byte
	number int32 // of the first line that is held
}

func (q *lineQueue) Read(b []byte) (int, error) {
	n, err := q.in.Read(b)
	q.held = append(q.held, b[:n]...)
	return n, err
}

// pop takes the first line out. It is good until the next read.
func (q *lineQueue) pop() ([]byte, bool) {
	if len(q.held) == 0 {
		return nil, false
	}
	end := bytes.IndexByte(q.held, '\n') + 1
	if end == 0 {
		end = len(q.held)
	}
	line := q.held[:end]
	q.held = q.held[end:]
	q.number++
	if len(line) > MaxRecord {
		line = line[:0]
	}
	return line, true
}
