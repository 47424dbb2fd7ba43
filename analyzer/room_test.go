package analyzer_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/rules"
)

// polled is calls that ask for the results of many tasks, once each, and for that of task 1
// in between, of as many accounts as there are tasks.
func polled(tasks int) (calls []timeline.Call) {
	for i := range tasks {
		for _, id := range []int{1, 1000 + i} {
			calls = append(calls, timeline.Call{
				Pos: timeline.Position{Entry: int32(len(calls) + 1)}, Start: timeline.Instant(len(calls) + 1), Service: "capmonster", Op: timeline.GetTaskResult,
				Key: timeline.NewKey(fmt.Sprint("key of ", id)), Task: timeline.NewTaskID(fmt.Sprint(id)), Status: 200, State: timeline.Processing, Shows: 0xff,
			})
		}
	}
	return calls
}

// Who calls again and again is remembered, however many others there are, and these are not.
func TestRoom(t *testing.T) {
	const tasks, room = 20_000, 1 << 20
	e := analyzer.New(rules.All, service.All)
	e.Room = room
	most := 0
	for _, c := range polled(tasks) {
		e.Check(&c)
		most = max(most, e.Remembered())
	}
	r := e.Report()
	if most > room/100 {
		t.Errorf("%d subjects were remembered in a room of %d bytes", most, room)
	}
	if r.Dropped < tasks/2 || r.Dropped > 4*tasks {
		t.Errorf("%d were dropped of %d tasks and their accounts", r.Dropped, tasks)
	}
	used := 0.0
	for _, h := range r.Headroom {
		if h.Rule.ID == "task-poll-limit" {
			used = h.Used
		}
	}
	if used != tasks {
		t.Errorf("the limit is used up to %v, want %d: task 1 was forgotten", used, tasks)
	}
}

// Where there is room for all nothing depends on how much of it there is.
func TestRoomEnough(t *testing.T) {
	for seed := range uint64(40) {
		calls := randomCalls(rand.New(rand.NewPCG(seed, 7)), 400, 1<<30)
		report := func(room int) string {
			e := analyzer.New(rules.All, service.All)
			e.Room = room
			for i := range calls {
				e.Check(&calls[i])
			}
			r := e.Report()
			if r.Dropped > 0 {
				t.Fatalf("seed %d: %d were dropped", seed, r.Dropped)
			}
			return written(r)
		}
		if bounded, free := report(64<<20), report(0); bounded != free {
			t.Fatalf("seed %d: with room\n%s\nwithout bound\n%s", seed, bounded, free)
		}
	}
}

// Of the same fault of very many accounts a part is listed, the first, and the rest is counted.
func TestAlike(t *testing.T) {
	const accounts = 1500
	e := analyzer.New(rules.All, service.All)
	at := timeline.Instant(0)
	for i := range accounts {
		for range 3 {
			at++
			e.Check(&timeline.Call{
				Pos: timeline.Position{Entry: int32(at)}, Start: at, Service: "capmonster", Op: timeline.CreateTask, Key: timeline.NewKey(fmt.Sprint("key ", i)),
				Status: 200, Code: "ERROR_ZERO_BALANCE", Class: timeline.ZeroBalance, Shows: 0xff,
			})
		}
	}
	r := e.Report()
	listed, last := 0, timeline.Instant(0)
	for _, f := range r.Findings {
		if f.Rule.ID == "zero-balance-retried" {
			listed, last = listed+1, max(last, f.First)
		}
	}
	if listed != 1000 || last > 3*1000 {
		t.Errorf("%d findings are listed, the last of %d; want the first 1000", listed, last)
	}
	if r.Left < accounts-1000 {
		t.Errorf("%d findings were left, want at least %d", r.Left, accounts-1000)
	}
}
