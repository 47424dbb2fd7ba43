package behaviour

import (
	"math"
	"math/rand/v2"
	"testing"
)

// What is asked for and put again and again stays, however much else there is; everything is
// either there or was left, once.
func TestLately(t *testing.T) {
	const n = 5 * mostLately
	gone := map[int]int{}
	l := newLately[int](func(v int) { gone[v]++ })
	for i := range n {
		v, ok := l.get(-1)
		if i > 0 && !ok {
			t.Fatalf("forgotten before step %d", i)
		}
		l.put(-1, v)
		l.put(i, i)
	}
	for v := range l.all() {
		gone[v]++
	}
	for i := 1; i < n; i++ { // 0 is the value of -1 as well
		if gone[i] != 1 {
			t.Fatalf("%d was met %d times, want 1", i, gone[i])
		}
	}
	if left := len(l.young) + len(l.old); left > 2*mostLately {
		t.Errorf("%d are remembered", left)
	}
	l.drop(n - 1)
	if _, ok := l.get(n - 1); ok {
		t.Error("what was dropped is there")
	}
}

// The quantiles of very many values are those of all of them, to three digits.
func TestManyValues(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var exact, rough sample
	for i := range 3 * many {
		v := random.ExpFloat64() * 1000
		rough.add(v, 0)
		exact.of, exact.values = i+1, append(exact.values, v)
	}
	if len(rough.counts) > 1<<15 || rough.values != nil {
		t.Fatalf("%d values and %d counts are kept", len(rough.values), len(rough.counts))
	}
	exact.sort()
	rough.sort()
	for _, at := range []float64{0, 0.01, 0.25, 0.5, 0.75, 0.99, 1} {
		if got, want := rough.quantile(at), exact.quantile(at); math.Abs(got-want) > want/1000 {
			t.Errorf("quantile %v is %v, want %v", at, got, want)
		}
	}
}
