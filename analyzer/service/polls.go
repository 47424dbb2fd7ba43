package service

import (
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// Most calls of a recording ask after a task that is not ready yet, and differ from others
// in the digits of its id and in their time alone. One such call is read; of the next ones
// that have the same shape, all that is made anew is what follows from these.

// A shape is all that a call is made of but the digits of an id and where and when it was
// sent.
type shape struct {
	before, after          string // the digits, in the body or else in the URL
	url                    string // "" where they stand in it
	answer                 string
	method, client, server string
	head                   head
	status                 int
	retry                  int16
	dated, asked, answered bool // what the recording shows: the time, and the bodies
}

// A poll is the call that a shape stands for.
type poll struct {
	shape
	room  []byte // of its texts
	query int    // where it begins in the URL, at the end of which it ends
	call  timeline.Call
}

// polls are those that were read last, each at the place that its shape tells.
type polls [64]poll

// What bounds a shape.
const (
	maxShape = 256  // URL and bodies, each
	maxKept  = 1024 // all texts
	minID    = 5    // digits: a shorter number is hardly an id, but some flag behind it
)

// shape finds the shape of an exchange and the digits in it; there are none in an exchange
// that is no poll for certain.
func (r *reading) shape(s *shape) (digits string) {
	x := r.x
	sent, answer := &x.RequestBody, &x.ResponseBody
	if x.Tunnel || x.Failed || sent.Cut || answer.Cut || sent.Left != nil || answer.Left != nil ||
		max(len(x.URL), len(sent.Bytes), len(answer.Bytes)) > maxShape {
		return ""
	}
	s.url, s.method, s.client, s.server = x.URL, x.Method, x.Client, x.Server
	s.head, s.answer, s.status, s.retry = r.head, view(answer.Bytes), x.Status, retryAfter(x)
	s.dated, s.asked, s.answered = x.Start != 0, sent.Shown, answer.Shown
	text := view(sent.Bytes)
	if text == "" {
		text, s.url = x.URL, ""
	}
	begin, end := lastNumber(text)
	s.before, s.after = text[:begin], text[end:]
	return text[begin:end]
}

// lastNumber returns where the last number stands in a text that may be an id: begin is
// end where there is none. A zero before it would be a fault.
func lastNumber(text string) (begin, end int) {
	for begin = len(text); begin > 0; {
		for end = begin; end > 0 && !isDigit(text[end-1]); {
			end--
		}
		for begin = end; begin > 0 && isDigit(text[begin-1]); {
			begin--
		}
		if end-begin >= minID && text[begin] != '0' {
			return begin, end
		}
	}
	return 0, 0
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// like returns the poll of a shape; nil where none is kept.
func (p *polls) like(s *shape) *poll {
	i := s.place()
	switch {
	case p[i].shape == *s:
		return &p[i]
	case p[i^1].shape == *s:
		return &p[i^1]
	default:
		return nil
	}
}

// place returns the first of the two places where a shape may be, of which the other is
// its neighbour.
func (s *shape) place() uint64 { return slotOf(s.before) ^ slotOf(s.client) }

// again makes the call of a poll one of its own.
func (r *reading) again(p *poll, digits string) {
	r.query = r.x.URL[p.query:]
	r.place()
	r.task(digits)
	r.fingerprint()
}

// keep notes what a shape came to. What has the digits of the shape for the id of its task
// has them for nothing else.
func (p *polls) keep(r *reading, s *shape, digits string) {
	fragment := strings.IndexByte(r.x.URL, '#') >= 0
	if digits == "" || !same(r.id, digits) || fragment || r.call.State == timeline.Ready { // which comes once
		return
	}
	i := s.place()
	p[i], p[i^1] = p[i^1], p[i]
	p[i].shape, p[i].call, p[i].query = *s, *r.call, len(r.x.URL)-len(r.query)
	p[i].own()
}

// own makes the texts of a poll its own, unless a strange exchange has long ones.
func (p *poll) own() {
	p.room = p.room[:0]
	for _, text := range [...]*string{
		&p.before, &p.after, &p.url, &p.answer, &p.method, &p.client, &p.server, &p.head.agent, &p.head.own, &p.head.kind, &p.head.key,
	} {
		begin := len(p.room)
		p.room = append(p.room, *text...)
		*text = view(p.room[begin:])
	}
	if len(p.room) > maxKept {
		*p = poll{}
	}
}
