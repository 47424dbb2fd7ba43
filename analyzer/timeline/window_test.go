package timeline

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// order returns the entries of calls with these starts, in the order in which a
// window of a size hands them on, and whether one came too late.
func order(size int, starts []int) (entries []int32, ok bool) {
	w := newWindow(size, size, func(c *Call) { entries = append(entries, c.Pos.Entry) })
	for i, start := range starts {
		if !w.Add(&Call{Pos: Position{Source: "a", Entry: int32(i + 1)}, Start: Instant(start)}) {
			return entries, false
		}
	}
	w.Flush()
	return entries, true
}

func TestWindow(t *testing.T) {
	for _, c := range []struct {
		starts []int
		want   string
	}{
		{nil, "[] true"},
		{[]int{1, 2, 3, 4, 5, 6}, "[1 2 3 4 5 6] true"},
		{[]int{3, 2, 1}, "[3 2 1] true"},
		{[]int{4, 3, 2, 1}, "[4 3 2 1] true"},
		{[]int{1, 5, 4, 3, 2, 6}, "[1 5 4 3 2 6] true"},
		{[]int{5, 5, 5, 5, 5}, "[1 2 3 4 5] true"},
		{[]int{1, 2, 3, 4, 5, 1}, "[1 2] false"},
		{[]int{9, 0, 0, 10}, "[1 2 3 4] true"}, // without a time behind the call before
	} {
		entries, ok := order(3, c.starts)
		got := fmt.Sprint(entries, ok)
		if got != c.want {
			t.Errorf("%v: %s, want %s", c.starts, got, c.want)
		}
	}
}

// TestWindowSorts checks that what a window does not refuse is in order.
func TestWindowSorts(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range 300 {
		starts := make([]int, random.IntN(200))
		late := 1 + random.IntN(60)
		for i := range starts {
			starts[i] = 100 + i - random.IntN(late)
		}
		entries, ok := order(1+random.IntN(50), starts)
		if !ok {
			refused++
			continue
		}
		want := make([]int32, len(starts))
		for i := range want {
			want[i] = int32(i + 1)
		}
		slices.SortStableFunc(want, func(a, b int32) int { return starts[a-1] - starts[b-1] })
		if !slices.Equal(entries, want) && len(want) > 0 {
			t.Fatalf("%v: %v, want %v", starts, entries, want)
		}
	}
	if refused == 0 || refused == 300 {
		t.Errorf("%d of 300 refused", refused)
	}
}

// TestWindowGrows checks that a window follows calls that come later and later, and that
// one whose calls are in order stays small.
func TestWindowGrows(t *testing.T) {
	late, last := 0, Instant(0)
	w := newWindow(16, 1<<12, func(c *Call) {
		if c.Start < last {
			t.Fatalf("%d after %d", c.Start, last)
		}
		last = c.Start
	})
	for i := range 100_000 {
		c := Call{Pos: Position{Entry: int32(i)}, Start: Instant(1_000_000 + i)}
		if i > 1000 && i%100 == 0 {
			late = (i - 1000) / 50
			c.Start -= Instant(late)
		}
		if !w.Add(&c) {
			t.Fatalf("call %d, late by %d, is too late for a window of %d", i, late, w.size)
		}
		if i == 1000 && w.size != 16 {
			t.Errorf("a window of %d for calls in order", w.size)
		}
	}
	if w.size <= late || w.size > w.most {
		t.Errorf("a window of %d for calls that come late by %d", w.size, late)
	}
}

func BenchmarkWindow(b *testing.B) {
	for _, late := range []int{1, 1000} {
		b.Run(fmt.Sprint("late=", late), func(b *testing.B) {
			w := NewWindow(func(*Call) {})
			c := Call{Pos: Position{Source: "a"}}
			for i := range b.N {
				c.Pos.Entry, c.Start = int32(i), Instant(1_000_000+i-i*7919%late)
				w.Add(&c)
			}
		})
	}
}
