// Package behaviour says how a client goes about its work, in figures that stay the
// same when the same client is recorded again: how often it asks for a task and how
// soon, what it is answered, what it does then. Ids, keys, times of day and the
// number of tasks play no part in them. Two recordings are compared by these
// figures, and by what was found in them.
package behaviour

import (
	"math"
	"slices"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A Behaviour is the figures of one recording.
type Behaviour struct {
	samples map[series]*sample
	hits    map[series]int // of the shares, what is counted
	totals  map[series]int // and among how many
	seen    map[place]*seen
	classes map[classAt]int // answers of errors
}

// A classAt is a class of errors at a service.
type classAt struct {
	service string
	class   timeline.Class
}

// A place is one operation at one service.
type place struct {
	service   string
	operation string // "" for all together
}

// A series is one quantity at one place.
type series struct {
	place
	of     quantity
	detail string // an error code, a task type, a library; "" where the quantity is not told apart
}

// seen is how many calls there are at a place, and how many lack what.
type seen struct {
	calls   int
	lacking [8]int // by bit of timeline.Shows
}

// hides reports whether most calls lack one of the needs, and which.
func (s *seen) hides(needs timeline.Shows) (what timeline.Shows, hidden bool) {
	for bit, n := range s.lacking {
		if needs.Has(1<<bit) && 2*n > s.calls {
			return 1 << bit, true
		}
	}
	return 0, false
}

// A Figure is what a measure gives for one recording.
type Figure struct {
	Value  float64 // in the unit of the measure
	Of     int     // samples that it was taken from
	hits   int     // of a share
	spread float64 // of the samples, as a standard deviation
	low    float64 // chance leaves the value between low and high, whatever the samples are like
	high   float64
	grain  float64 // how coarse the times are, in seconds
}

// figure returns what a measure gives at a place; Of is 0 where nothing was seen.
func (b *Behaviour) figure(g *Gauge, at place, detail string) (f Figure) {
	key := series{at, g.of, detail}
	if g.of.counted() {
		f.Of, f.hits = b.total(key), b.hits[key]
		if f.Of > 0 {
			f.Value = float64(f.hits) / float64(f.Of)
		}
		return f
	}
	if s := b.samples[key]; s != nil {
		f.Value, f.Of, f.grain = s.quantile(g.at), s.of, s.grain.Seconds()
		f.spread = (s.quantile(0.75) - s.quantile(0.25)) / 1.35
		reach := errorsApart * math.Sqrt(g.at*(1-g.at)/float64(f.Of))
		f.low, f.high = s.quantile(max(0, g.at-reach)), s.quantile(min(1, g.at+reach))
	}
	return f
}

// total is among how many a share is counted: those of the same detail, or all.
func (b *Behaviour) total(key series) int {
	if key.of == operations {
		return b.calls(place{key.service, ""})
	}
	if n := b.totals[key]; n > 0 {
		return n
	}
	return b.totals[series{key.place, key.of, ""}]
}

// calls returns how many calls there are at a place.
func (b *Behaviour) calls(at place) int {
	if s := b.seen[at]; s != nil {
		return s.calls
	}
	return 0
}

// seriesOf lists what was seen of a quantity by either, each once, in order.
func seriesOf(of quantity, both ...*Behaviour) (list []series) {
	for _, b := range both {
		for key := range b.samples {
			list = append(list, key)
		}
		for key := range b.totals {
			list = append(list, key)
		}
		for key := range b.hits {
			list = append(list, key)
		}
	}
	list = slices.DeleteFunc(list, func(s series) bool { return s.of != of })
	slices.SortFunc(list, compareSeries)
	return slices.Compact(list)
}

// chance is how likely it is that two shares differ so much, or more, though what is
// behind them is the same: Fisher's exact test.
func chance(a, b Figure) float64 {
	hits, all := a.hits+b.hits, a.Of+b.Of
	of := func(k int) float64 {
		return math.Exp(choose(a.Of, k) + choose(b.Of, hits-k) - choose(all, hits))
	}
	seen, sum := of(a.hits), 0.0
	for k := max(0, hits-b.Of); k <= min(hits, a.Of); k++ {
		if p := of(k); p <= seen*(1+1e-7) {
			sum += p
		}
	}
	return sum
}

// choose is the logarithm of the number of ways to choose k of n.
func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
