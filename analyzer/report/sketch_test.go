package report

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// stream returns calls of a random recording, which slows down and speeds up on the way.
func stream(random *rand.Rand, n int) []timeline.Call {
	calls := make([]timeline.Call, n)
	at := timeline.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	gap := int64(1)
	for i := range calls {
		if random.IntN(n/8+1) == 0 {
			gap = 1 << random.IntN(36)
		}
		at += timeline.Instant(random.Int64N(gap))
		calls[i] = timeline.Call{Start: at, Op: timeline.Operation(random.IntN(int(timeline.Operations))), Shows: timeline.ShowsTime}
		if random.IntN(5) == 0 {
			calls[i].Class = timeline.ZeroBalance
		}
		if random.IntN(50) == 0 {
			calls[i].Shows = 0
		}
	}
	return calls
}

// slowly draws the lanes of calls whose first and last times are known.
func slowly(calls []timeline.Call) (p picture) {
	exact := &Sketch{}
	for i := range calls {
		one := SketchOf(calls[i : i+1])
		if exact.first == 0 {
			exact.first = one.first
		}
		exact.last = max(exact.last, one.last)
		exact.marks = append(exact.marks, one.marks...)
	}
	return newPicture(exact, nil)
}

// The picture of few calls is exact; in one of many a call may stand a column beside its
// own, where it is near its edge.
func TestSketch(t *testing.T) {
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 3))
		n := []int{1, 2, 100, fine / 2, fine, 5 * fine}[random.IntN(6)]
		t.Run(fmt.Sprint(seed, " ", n), func(t *testing.T) {
			calls := stream(random, n)
			s := SketchOf(calls)
			got, want := newPicture(s, nil), slowly(calls)
			if got.first != want.first || got.last != want.last || got.step != want.step {
				t.Fatalf("from %s to %s by %s, want from %s to %s by %s", got.first, got.last, got.step, want.first, want.last, want.step)
			}
			if s.steps != nil && (s.last-s.first)>>s.shift < fine/2 {
				t.Errorf("%d steps are in use", (s.last-s.first)>>s.shift)
			}
			for i := range want.lanes {
				if s.steps == nil && got.lanes[i] != want.lanes[i] {
					t.Errorf("lane %d is not exact", want.lanes[i].id)
				}
				beside(t, &got.lanes[i], &want.lanes[i])
			}
		})
	}
}

// beside checks that no call of a lane is more than a column away from its own.
func beside(t *testing.T, got, want *lane) {
	t.Helper()
	if got.total != want.total {
		t.Fatalf("lane %d: %d calls, want %d", want.id, got.total, want.total)
	}
	var g, w [columns + 1]int // calls before each column
	for i := range columns {
		g[i+1], w[i+1] = g[i]+got.counts[i], w[i]+want.counts[i]
	}
	for i := 1; i < columns; i++ {
		if g[i] < w[i-1] || g[i] > w[i+1] {
			t.Fatalf("lane %d: %d calls before column %d, want %d to %d", want.id, g[i], i, w[i-1], w[i+1])
		}
	}
}

// Calls at an even pace make a lane of one height.
func TestSketchIsEven(t *testing.T) {
	for _, n := range []int{3 * fine, 4*fine + 1, 5 * fine, 10 * fine} {
		calls := make([]timeline.Call, n)
		for i := range calls {
			calls[i] = timeline.Call{Start: timeline.Instant(1e18 + i*1e6), Op: timeline.CreateTask, Shows: timeline.ShowsTime}
		}
		p := newPicture(SketchOf(calls), nil)
		for column, got := range p.lanes[creates].counts {
			if even := n / columns; got < even*95/100 || got > even*105/100 {
				t.Errorf("%d calls: %d in column %d, want about %d", n, got, column, even)
			}
		}
	}
}

func BenchmarkSketch(b *testing.B) {
	calls := stream(rand.New(rand.NewPCG(1, 3)), 10*fine)
	b.ResetTimer()
	for n := b.N; n > 0; n -= len(calls) {
		s := &Sketch{}
		for i := range calls[:min(n, len(calls))] {
			s.Add(&calls[i])
		}
	}
}
