package timeline_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A Recent counts as one does who looks at all times again.
func TestRecent(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var recent timeline.Recent
	var all []timeline.Instant
	at := timeline.Instant(0)
	for range 5000 {
		if random.IntN(3) == 0 {
			at = at.Add(time.Duration(random.IntN(400)) * time.Millisecond)
		}
		all = append(all, at)
		want := 0
		for _, t := range all {
			if at.Sub(t) <= time.Second {
				want++
			}
		}
		if got := recent.Add(at, time.Second); got != want {
			t.Fatalf("%d at %s, want %d", got, at, want)
		}
	}
}
