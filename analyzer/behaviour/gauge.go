package behaviour

import (
	"fmt"
	"math"
	"strings"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A Gauge takes one figure of a behaviour. It says what the figure means for a ban,
// and how far it may move before that is a change.
type Gauge struct {
	ID        string
	Title     string // %s stands for the detail
	Unit      Unit
	Riskier   Direction
	Tolerance Tolerance
	Limit     service.LimitID // of the service, that the figure runs into; "" for none
	Means     string          // where there is no limit
	Needs     timeline.Shows  // what a recording must show for it

	of     quantity
	at     float64 // the quantile that is taken of samples: 0 is the least, 1 the most
	linked bool    // one sample leads to the next, so that their spread says nothing of chance
}

// Name is the title, with the detail that it is about.
func (g *Gauge) Name(detail string) string {
	if strings.Contains(g.Title, "%s") {
		return fmt.Sprintf(g.Title, detail)
	}
	return g.Title
}

// A Unit is what a figure counts in.
type Unit uint8

// The units.
const (
	Count Unit = iota
	Seconds
	Share
)

func (u Unit) String() string { return [...]string{"", "s", "share"}[u] }

// A Direction says which way a figure leads to a ban.
type Direction uint8

// The directions.
const (
	Neither Direction = iota
	More
	Fewer
)

// Tolerance is how far a figure may move without being a change. It is the noise of
// timers and networks, of a service that is quick now and slow then, and of small
// numbers.
//
// A figure taken from samples has moved when it did so by more than the largest of
// Least, the Part of the larger figure, and three standard errors as the spread of
// the samples tells them (unless one sample leads to the next). Part and errors get
// more room where there are few samples: 1 + 2/√n of it for n samples, and at most
// 1.75; not so the least and the most of all samples, whose Part is wide by itself.
// Fewer samples than Few are not compared. Where times
// are coarse, the grain comes on top.
//
// A share has moved when it did so by more than Least, and chance would do that less
// than once in 500 times, or once in 100 where the shares lie half of all or more
// apart (Fisher's exact test, which knows how little five calls say). Where none
// stands against Any or more, Least plays no part and once in 100 times is enough;
// where Any is 1, that is a change whatever chance says: some answers are never an
// accident.
//
// A figure within the samples has not moved either where chance, at 2.1 standard
// errors of the quantile on either side, takes both to the same value: a client that
// does two kinds of work has a median between the two that falls to either.
type Tolerance struct {
	Least float64 // in the unit of the figure
	Part  float64
	Few   int // 0 for any number
	Any   int // 0 for never
}

// The chance below which a difference of shares is no accident.
const (
	luck    = 0.002
	bigLuck = 0.01
	big     = 0.5
)

// fewMost is how much more room few samples get at most.
const fewMost = 1.75

// errorsApart is how many standard errors of either figure lie between two that
// differ: three of the difference, where both are as uncertain.
const errorsApart = 2.1

// moved reports whether b is another figure than a.
func (g *Gauge) moved(a, b Figure) bool {
	if g.of.counted() {
		return g.shifted(a, b)
	}
	t, n := g.Tolerance, min(a.Of, b.Of)
	if n < t.Few {
		return false
	}
	room := max(t.Part*max(a.Value, b.Value), 3*math.Hypot(g.doubt(a), g.doubt(b)))
	if !g.end() {
		if a.low <= b.high && b.low <= a.high && !g.linked {
			return false
		}
		room *= min(1+2/math.Sqrt(float64(n)), fewMost)
	}
	return math.Abs(b.Value-a.Value) > max(t.Least, room)+a.grain+b.grain
}

// end reports whether the figure is the least or the most of all samples.
func (g *Gauge) end() bool { return g.at == 0 || g.at == 1 }

// shifted is moved for shares.
func (g *Gauge) shifted(a, b Figure) bool {
	t, by := g.Tolerance, math.Abs(b.Value-a.Value)
	if few, many := min(a.hits, b.hits), max(a.hits, b.hits); few == 0 && t.Any > 0 && many >= t.Any {
		return t.Any == 1 || chance(a, b) < bigLuck
	}
	least := luck
	if by >= big {
		least = bigLuck
	}
	return by > t.Least && chance(a, b) < least
}

// doubt is the standard error of a figure. The ends of a distribution stay as
// uncertain as its samples, however many there are.
func (g *Gauge) doubt(f Figure) float64 {
	switch {
	case g.linked:
		return 0
	case g.end():
		return f.spread
	case g.at == 0.5:
		return 1.25 * f.spread / math.Sqrt(float64(f.Of))
	default: // farther out there are fewer samples
		return 2 * f.spread / math.Sqrt(float64(f.Of))
	}
}
