package applog

import (
	"io"
	"iter"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// split gathers the lines of each exchange.
func (d *dialect) split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		s := splitting{pos: timeline.Position{Source: source}}
		for line, err := range d.lines(r) {
			if err != nil {
				if s.flush(yield) {
					yield(parsers.Record{}, err)
				}
				return
			}
			p := d.part(line.Text)
			if p == request || p == alone || p == ending {
				if !s.flush(yield) {
					return
				}
			}
			s.add(line, p)
		}
		s.flush(yield)
	}
}

// splitting is the work on one log.
type splitting struct {
	pos  timeline.Position // of the last exchange
	text []byte            // of the exchange that is being gathered
	open bool              // one is being gathered

	// A log of several requests at a time does not say which answer belongs to
	// which. As long as more than one waits, answers are left out.
	waiting  int
	doubtful bool
	answered bool // the answer of the exchange has begun
}

func (s *splitting) add(line parsers.Line, p part) {
	switch p {
	case request, alone:
		s.pos.Entry++
		s.pos.Line = line.Number
		s.open, s.answered = true, false
		if p == request {
			s.doubtful = s.waiting > 0
			s.waiting++
		}
	case answer:
		s.waiting = max(0, s.waiting-1)
		s.answered = true
	case ending:
		s.waiting = 0
		return
	case elsewhere:
		return
	}
	if !s.open || s.answered && s.doubtful {
		return
	}
	if len(s.text)+len(line.Text) < parsers.MaxRecord {
		s.text = append(append(s.text, line.Text...), '\n')
	}
}

// flush hands on the exchange that is complete.
func (s *splitting) flush(yield func(parsers.Record, error) bool) bool {
	if !s.open {
		return true
	}
	s.open = false
	defer func() { s.text = s.text[:0] }()
	return yield(parsers.Record{Pos: s.pos, Text: s.text}, nil)
}
