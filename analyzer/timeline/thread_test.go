package timeline_test

import (
	"strconv"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
)

// Of more tasks than there is room for those are remembered that are asked for, and others
// are forgotten.
func TestThreadRoom(t *testing.T) {
	known := map[string]bool{}
	thread := timeline.NewThread(func(c *timeline.Call) {
		if c.Op == timeline.GetTaskResult {
			known[c.Task.String()] = c.Created != nil
		}
	})
	thread.Room = 1 << 20
	add := func(op timeline.Operation, task int) {
		thread.Add(&timeline.Call{Start: 1, Service: "capmonster", Op: op, Task: timeline.NewTaskID(strconv.Itoa(task))})
	}
	for task := range 20_000 {
		add(timeline.CreateTask, task)
		add(timeline.GetTaskResult, 0)
	}
	add(timeline.GetTaskResult, 1)
	add(timeline.GetTaskResult, 19_999)
	if !known["0"] || !known["19999"] || known["1"] {
		t.Errorf("known are %v; want those asked for or created lately", known)
	}
}
