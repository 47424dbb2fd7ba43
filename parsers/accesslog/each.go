package accesslog

import (
	"bytes"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// guess finds the line behind the next line break.
func guess(text []byte, from int) int {
	i := bytes.IndexByte(text[from:], '\n')
	if i < 0 {
		return -1
	}
	return from + i + 1
}

// each reads whole lines. The splitter is left one that is too long, the last one
// when no line break is behind it, and a first one with a byte order mark: whether
// that is the log's is not known here.
func (d *dialect) each(text []byte, at int, wanted parsers.Wanted, visit func(*timeline.Exchange, error)) (end int) {
	if bytes.HasPrefix(text[at:], []byte("\xef\xbb\xbf")) {
		return at
	}
	s := newSplitting(d, "")
	dec := decoder{read: d.read, wanted: wanted}
	for line := int32(1); ; line++ {
		length := bytes.IndexByte(text[at:], '\n') + 1
		if length == 0 || length > parsers.MaxRecord {
			return at
		}
		trimmed := trim(text[at : at+length])
		at += length
		if len(trimmed) == 0 {
			continue
		}
		if err := s.decode(&dec, line, trimmed); err != nil {
			visit(nil, err)
		} else {
			visit(&dec.x, nil)
		}
	}
}

// decode makes an exchange of a line, as record and the decoder do.
func (s *splitting) decode(dec *decoder, number int32, line []byte) error {
	if s.quick != nil {
		if ok, err := s.quickly(dec, line); ok {
			s.pos.Entry++
			s.pos.Line = number
			return dec.done(s.pos, err)
		}
	}
	rec, err := s.record(parsers.Line{Number: number, Text: line})
	if err != nil {
		return err
	}
	return dec.decode(rec)
}

// quickly tries the line, and what a collector put something before.
func (d *dialect) quickly(dec *decoder, line []byte) (ok bool, err error) {
	dec.reset()
	if ok, err = d.quick(dec, line); ok {
		return true, err
	}
	text, collected := unwrap(line, d.objects)
	if !collected {
		return false, nil
	}
	dec.reset()
	return d.quick(dec, text)
}
