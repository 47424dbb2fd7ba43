package parsers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A Recording says what was read of one input.
type Recording struct {
	Path      string
	SHA256    string // of the bytes as they were given, in hexadecimal; "" where it was not asked for
	Format    string // name of the format; "" when none was recognised
	Detected  string // by what it was recognised
	ByLine    bool   // its records are lines
	Exchanges int    // that were read
	Skipped   int    // records that were passed over
	Tunnels   int    // exchanges among them that hide what went through them
	Complete  bool   // the input did not break off
	Broken    string // why it did
	First     timeline.Instant
	Last      timeline.Instant
	Warnings  []Warning

	newest timeline.Instant // of the last exchange that was counted
}

// backwards is how far times may go back from one exchange to the next. Exchanges
// are often written down in the order in which they ended.
const backwards = 10 * time.Minute

// A Warning is something about an input that a reader of the report should know.
// Equal ones are folded.
type Warning struct {
	Pos     timeline.Position // of the first
	Message string
	Count   int
}

// maxWarnings bounds how many different warnings an input may cause.
const maxWarnings = 100

// warn notes a warning, folding equal ones.
func (r *Recording) warn(pos timeline.Position, message string, count int) {
	i := slices.IndexFunc(r.Warnings, func(w Warning) bool { return w.Message == message })
	switch {
	case i >= 0:
		w := &r.Warnings[i]
		w.Count += count
		if w.Pos.Source == pos.Source && pos.Entry < w.Pos.Entry {
			w.Pos = pos
		}
	case len(r.Warnings) < maxWarnings:
		r.Warnings = append(r.Warnings, Warning{Pos: pos, Message: message, Count: count})
	}
}

// sortWarnings puts warnings in the order of the input, those about the whole last:
// the order in which they were noted tells of how the work was shared out. Taken less by
// one, without a sign, 0 is the largest number.
func (r *Recording) sortWarnings() {
	slices.SortStableFunc(r.Warnings, func(a, b Warning) int {
		return cmp.Or(
			strings.Compare(a.Pos.Source, b.Pos.Source),
			cmp.Compare(uint32(a.Pos.Entry-1), uint32(b.Pos.Entry-1)),
			cmp.Compare(uint32(a.Pos.Line-1), uint32(b.Pos.Line-1)),
		)
	})
}

// troubles is what Split and Decode had to say of records in a row. There may be as
// many as there are records, and most alike.
type troubles struct {
	count   int       // of all
	skipped []Warning // by reason, but for noise
	places  map[string]int
	remarks []Remark
	cut     *Cut
	fatal   error // that ends the reading
}

func (t *troubles) add(err error) {
	t.count++
	switch err := err.(type) {
	case *Skipped:
		if !err.Noise {
			t.skip(err)
		}
	case *Remark:
		t.remarks = append(t.remarks, *err)
	case *Cut:
		t.cut = err
	default:
		t.fatal = cmp.Or(t.fatal, err)
	}
}

func (t *troubles) skip(s *Skipped) {
	i, known := t.places[s.Reason]
	if known {
		t.skipped[i].Count++
		return
	}
	if t.places == nil {
		t.places = map[string]int{}
	}
	t.places[s.Reason] = len(t.skipped)
	t.skipped = append(t.skipped, Warning{Pos: s.Pos, Message: s.Reason, Count: 1})
}

// note notes troubles whose positions count from base. It returns what ends the reading.
func (r *Recording) note(t *troubles, base timeline.Position) error {
	for _, w := range t.skipped {
		r.Skipped += w.Count
		r.warn(w.Pos.After(base), w.Message, w.Count)
	}
	for _, m := range t.remarks {
		r.warn(m.Pos.After(base), m.Reason, 1)
	}
	if t.cut != nil {
		r.Complete, r.Broken = false, t.cut.Reason
		r.warn(t.cut.Pos, t.cut.Reason, 1)
	}
	return t.fatal
}

// An input is given up when maxSkipped records are no exchanges and all but one
// in a hundred are not: a small file can expand to a thousand million of them.
const maxSkipped = 1_000_000

func (r *Recording) hopeless() bool {
	return r.Skipped >= maxSkipped && r.Skipped/100 > r.Exchanges
}

var errHopeless = fmt.Errorf("more than %d records that are no exchanges, and hardly any that are; the rest was not read", maxSkipped)

// tally is what is counted of exchanges in a row.
type tally struct {
	exchanges, tunnels int
	first, last        timeline.Instant
	head, newest       timeline.Instant  // of the first and the last exchange that have a time
	headPos            timeline.Position // of the first of these
	jumps              int               // times that go back far
	jump               timeline.Position // of the first of these
}

func (t *tally) count(x *timeline.Exchange) {
	t.exchanges++
	if x.Tunnel {
		t.tunnels++
	}
	if x.Start == 0 {
		return
	}
	if t.head == 0 {
		t.head, t.headPos = x.Start, x.Pos
	} else if x.Start.Add(backwards) < t.newest {
		if t.jumps++; t.jumps == 1 {
			t.jump = x.Pos
		}
	}
	t.newest = x.Start
	if t.first == 0 || x.Start < t.first {
		t.first = x.Start
	}
	t.last = max(t.last, x.Start)
}

const jumped = "times that jump back: the clock was set, or recordings were put together; gaps around it mean little"

// add notes exchanges that follow those noted before, and whose positions count from
// base.
func (r *Recording) add(t *tally, base timeline.Position) {
	r.Exchanges += t.exchanges
	r.Tunnels += t.tunnels
	if t.head == 0 {
		return
	}
	if r.newest != 0 && t.head.Add(backwards) < r.newest {
		r.warn(t.headPos.After(base), jumped, 1)
	}
	if t.jumps > 0 {
		r.warn(t.jump.After(base), jumped, t.jumps)
	}
	r.newest = t.newest
	if r.First == 0 || t.first < r.First {
		r.First = t.first
	}
	r.Last = max(r.Last, t.last)
}

// An Unreadable input could not be understood at all.
type Unreadable struct {
	Path   string
	Reason string // what was found, what was wanted, what to do
	Closed bool   // it could not be opened, so that nobody knows what it is
}

func (e *Unreadable) Error() string { return fmt.Sprintf("%s: %s", e.Path, e.Reason) }

// whole is the position of the input as such.
func (r *Recording) whole() timeline.Position { return timeline.Position{Source: r.Path} }

// member is the position of an archive's member as such.
func (r *Recording) member(source, name string) timeline.Position {
	return timeline.Position{Source: source + ":" + name}
}
