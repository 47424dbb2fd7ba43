package behaviour

import (
	"maps"
	"math"
	"slices"
	"sort"
	"time"
)

// A sample is what was seen of a quantity. Values that are many it keeps to three digits,
// so that it does not grow with the recording.
type sample struct {
	of     int // how many there are
	grain  time.Duration
	values []float64 // in order of size once all calls were seen; of each different one where they are many
	counts map[float64]int
	up     []int // where they are many: how many are as large as each of values at the most
}

// many is from how many values on a sample keeps them to three digits.
const many = 1 << 16

func (s *sample) add(value float64, grain time.Duration) {
	s.of++
	s.grain = max(s.grain, grain)
	switch {
	case s.of < many:
		s.values = append(s.values, value)
	case s.of == many:
		s.counts = map[float64]int{}
		for _, v := range s.values {
			s.counts[rounded(v)]++
		}
		s.values = nil
		fallthrough
	default:
		s.counts[rounded(value)]++
	}
}

// rounded leaves ten binary digits of a value behind the first: three decimal ones, and
// all of a count up to two thousand.
func rounded(v float64) float64 {
	const dropped = 52 - 10
	return math.Float64frombits(math.Float64bits(v) >> dropped << dropped)
}

// sort puts the values in order of size.
func (s *sample) sort() {
	if s.counts == nil {
		slices.Sort(s.values)
		return
	}
	s.values = slices.Sorted(maps.Keys(s.counts))
	n := 0
	for _, v := range s.values {
		n += s.counts[v]
		s.up = append(s.up, n)
	}
}

// value returns the one before which i are as large or smaller.
func (s *sample) value(i int) float64 {
	if s.counts != nil {
		i = sort.SearchInts(s.up, i+1)
	}
	return s.values[i]
}

// quantile lies between two values where it falls so.
func (s *sample) quantile(at float64) float64 {
	x := at * float64(s.of-1)
	i := int(x)
	if i+1 >= s.of {
		return s.value(s.of - 1)
	}
	low, high := s.value(i), s.value(i+1)
	return low + (x-float64(i))*(high-low)
}
