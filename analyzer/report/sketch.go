package report

import "github.com/banlint/banlint/analyzer/timeline"

// A laneID is a row of the picture.
type laneID uint8

const (
	creates laneID = iota
	polls
	others
	faults
	laneCount
)

// fine is how many steps a sketch counts calls in. At least half of them are in use when
// it ends, many for each of the picture's, so that it does not show how they fall into
// those.
const fine = 1 << 13

// A Sketch tells when which calls were made, of calls that come once and in order of time
// over a time that is not known before. As long as they are few it keeps the time of each.
type Sketch struct {
	first, last timeline.Instant
	marks       []mark                // nil once there are steps
	steps       *[laneCount][fine]int // calls in each step of time; nil while there are few calls
	shift       int                   // a step lasts 1<<shift nanoseconds
}

type mark struct {
	at   timeline.Instant
	lane laneID
}

// SketchOf is the sketch of calls that are at hand.
func SketchOf(calls []timeline.Call) *Sketch {
	s := &Sketch{}
	for i := range calls {
		s.Add(&calls[i])
	}
	return s
}

// Add takes up a call.
func (s *Sketch) Add(c *timeline.Call) {
	if !c.Shows.Has(timeline.ShowsTime) {
		return
	}
	if s.first == 0 {
		s.first = c.Start
	}
	s.last = c.Start
	lane := others
	switch c.Op {
	case timeline.CreateTask:
		lane = creates
	case timeline.GetTaskResult:
		lane = polls
	}
	s.mark(mark{c.Start, lane})
	if c.Class != timeline.NoError {
		s.mark(mark{c.Start, faults})
	}
}

func (s *Sketch) mark(m mark) {
	if s.steps != nil {
		s.count(m)
		return
	}
	s.marks = append(s.marks, m)
	if len(s.marks) < fine {
		return
	}
	for (m.at-s.first)>>s.shift >= fine {
		s.shift++
	}
	s.steps = new([laneCount][fine]int)
	for _, m := range s.marks {
		s.count(m)
	}
	s.marks = nil
}

// count counts a call in its step, after making all steps as long as it takes for it to
// have one.
func (s *Sketch) count(m mark) {
	since := max(m.at-s.first, 0)
	for since>>s.shift >= fine {
		s.shift++
		for lane := range s.steps {
			halve(&s.steps[lane])
		}
	}
	s.steps[m.lane][since>>s.shift]++
}

// halve makes one step of each two.
func halve(steps *[fine]int) {
	for i := range fine / 2 {
		steps[i] = steps[2*i] + steps[2*i+1]
	}
	clear(steps[fine/2:])
}

// each tells how many calls of a lane were made at about which time.
func (s *Sketch) each(tell func(lane laneID, at timeline.Instant, calls int)) {
	for _, m := range s.marks {
		tell(m.lane, m.at, 1)
	}
	if s.steps == nil {
		return
	}
	half := timeline.Instant(1) << s.shift / 2
	for lane := range laneCount {
		for i, n := range s.steps[lane] {
			if n > 0 {
				tell(lane, s.first+timeline.Instant(i)<<s.shift+half, n)
			}
		}
	}
}
