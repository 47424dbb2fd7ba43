package timeline_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A ByTask does what a map does.
func TestByTask(t *testing.T) {
	var byTask timeline.ByTask[int]
	plain := map[timeline.TaskID]*int{}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 200_000 {
		most := 1 + i/100
		task := timeline.NewTaskID(strconv.Itoa(random.IntN(most)))
		if random.IntN(4) == 0 {
			task = timeline.NewTaskID(fmt.Sprintf("%08x-0000-4000-8000-000000000000", random.IntN(most)))
		}
		switch n := random.IntN(10_000); {
		case n == 0:
			over := func(v *int) bool { return *v%3 != i%3 }
			byTask.Sweep(over)
			for task, v := range plain {
				if over(v) {
					delete(plain, task)
				}
			}
		case n < 1000:
			byTask.Drop(task)
			delete(plain, task)
		case n < 5000:
			byTask.Put(task, &i)
			plain[task] = &i
		}
		if got, want := byTask.Get(task), plain[task]; got != want {
			t.Fatalf("step %d, %s: got %v, want %v", i, task, got, want)
		}
	}
	left := 0
	byTask.Sweep(func(*int) bool { left++; return false })
	if left != len(plain) || byTask.Get(timeline.TaskID{}) != nil {
		t.Errorf("%d tasks, want %d", left, len(plain))
	}
}

func BenchmarkByTask(b *testing.B) {
	const tasks = 10_000
	var ids []timeline.TaskID
	var byTask timeline.ByTask[int]
	plain := map[timeline.TaskID]*int{}
	for i := range tasks {
		ids = append(ids, timeline.NewTaskID(strconv.Itoa(407_000_000+317*i)))
		byTask.Put(ids[i], &i)
		plain[ids[i]] = &i
	}
	b.Run("own", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			byTask.Get(ids[i*7%tasks])
		}
	})
	b.Run("map", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			sink = plain[ids[i*7%tasks]]
		}
	})
}
