package main

import (
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
)

func TestCallList(t *testing.T) {
	for _, n := range []int{0, 1, chunk - 1, chunk, chunk + 1, 3*chunk + 7} {
		for _, keep := range []int{0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk, n} {
			var l callList
			for i := range n {
				l.add(timeline.Call{Status: int16(i)})
			}
			l.truncate(keep)
			want := min(n, keep)
			if l.len() != want {
				t.Fatalf("%d calls cut to %d: %d are left", n, keep, l.len())
			}
			l.add(timeline.Call{Status: -1})
			calls := l.take()
			if len(calls) != want+1 || l.len() != 0 {
				t.Fatalf("%d calls cut to %d: %d were taken", n, keep, len(calls)-1)
			}
			for i := range want {
				if calls[i].Status != int16(i) {
					t.Fatalf("%d calls cut to %d: number %d is another", n, keep, i)
				}
			}
		}
	}
}
