package parsers

import (
	"cmp"
	"errors"
	"hash"
	"io"
	"sync/atomic"
)

// ErrStopped is the error for an input whose reading was stopped by Options.Stop.
var ErrStopped = errors.New("stopped before its end")

// source is the bytes of an input as they were given, until its reading is stopped.
type source struct {
	r       io.Reader
	stop    <-chan struct{}
	stopped bool
	digest  hash.Hash // nil where none is wanted
	size    int64
	seen    *atomic.Int64
}

// newSource makes a source. One that waits may have nothing to give for long.
func newSource(r io.Reader, waits bool, opts *Options) *source {
	if waits && opts.Stop != nil {
		r = newPump(r, opts.Stop)
	}
	return &source{r: r, stop: opts.Stop, seen: opts.Seen}
}

func (s *source) Read(b []byte) (n int, err error) {
	select {
	case <-s.stop:
		err = ErrStopped
	default:
		n, err = s.r.Read(b)
	}
	s.size += int64(n)
	s.stopped = s.stopped || errors.Is(err, ErrStopped)
	if s.digest != nil {
		s.digest.Write(b[:n])
	}
	if s.seen != nil {
		s.seen.Add(int64(n))
	}
	return n, err
}

// A pump reads a stream on its own, so that nobody waits for it who has been told to
// stop.
type pump struct {
	stop   <-chan struct{}
	pumped chan []byte
	spare  chan []byte
	err    error // that ended the stream; good when pumped is closed
	rest   []byte
	room   []byte // that rest is a part of
}

const pumpSize = 64 << 10

func newPump(r io.Reader, stop <-chan struct{}) *pump {
	p := &pump{stop: stop, pumped: make(chan []byte), spare: make(chan []byte, 2)}
	p.spare <- make([]byte, pumpSize)
	p.spare <- make([]byte, pumpSize)
	go p.run(r)
	return p
}

func (p *pump) run(r io.Reader) {
	defer close(p.pumped)
	for p.err == nil {
		var room []byte
		select {
		case room = <-p.spare:
		case <-p.stop:
			return
		}
		var n int
		n, p.err = r.Read(room[:pumpSize])
		select {
		case p.pumped <- room[:n]:
		case <-p.stop:
			return
		}
	}
}

func (p *pump) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		if p.room != nil {
			p.spare <- p.room
			p.room = nil
		}
		var more bool
		select {
		case p.rest, more = <-p.pumped:
		case <-p.stop:
			return 0, ErrStopped
		}
		if !more {
			return 0, cmp.Or(p.err, ErrStopped)
		}
		p.room = p.rest
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}
