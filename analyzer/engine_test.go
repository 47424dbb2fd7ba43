package analyzer_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/rules"
)

// traffic makes up calls of all kinds, most of them wrong, with idle times between them
// of which the longest is given.
type traffic struct {
	*rand.Rand
	service string
	now     timeline.Instant
	grain   time.Duration
	tasks   int
}

func randomCalls(random *rand.Rand, n int, idle time.Duration) []timeline.Call {
	t := traffic{
		Rand: random, now: timeline.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)), tasks: 1 + random.IntN(30),
		service: pick(random, service.All...).Name, grain: pick(random, 0, 0, time.Second),
	}
	var calls []timeline.Call
	for range n {
		t.now = t.now.Add(time.Duration(random.IntN(4000)) * time.Millisecond)
		if random.IntN(40) == 0 {
			t.now = t.now.Add(time.Duration(random.Int64N(int64(idle) + 1)))
		}
		c := t.call()
		c.Pos = timeline.Position{Source: "random", Entry: int32(len(calls) + 1)}
		calls = append(calls, c)
		for c.Op == timeline.GetTaskResult && random.IntN(12) == 0 { // one more task of the same request
			c.Also, c.Task, c.State = c.Also+1, t.task(), timeline.Ready
			calls = append(calls, c)
		}
	}
	return timeline.New(calls).Calls
}

func pick[T any](random *rand.Rand, from ...T) T { return from[random.IntN(len(from))] }

func (t *traffic) task() timeline.TaskID {
	return timeline.NewTaskID(fmt.Sprint(1000 + t.IntN(t.tasks)))
}

func (t *traffic) call() timeline.Call {
	c := timeline.Call{
		Start: t.now, Grain: t.grain, Took: time.Duration(t.IntN(400)-1) * time.Millisecond, Service: t.service, Status: 200,
		Key: timeline.NewKey(pick(t.Rand, "K1", "K1", "K1", "K2", "")), Client: pick(t.Rand, "10.0.0.1", "10.0.0.1", "10.0.0.2"),
		Op:    pick(t.Rand, timeline.CreateTask, timeline.GetTaskResult, timeline.GetTaskResult, timeline.GetTaskResult, timeline.GetBalance, timeline.Report),
		State: timeline.Accepted, Request: uint64(1 + t.IntN(12)), Correct: t.IntN(3) == 0,
		Shows: timeline.ShowsKey | timeline.ShowsTask | timeline.ShowsAnswer | timeline.ShowsPayload | timeline.ShowsTime | timeline.ShowsKeyed | timeline.ShowsClient,
	}
	if t.grain > 0 {
		c.Start -= c.Start % timeline.Instant(t.grain)
	}
	switch c.Op {
	case timeline.CreateTask:
		t.tasks++
		c.Task = timeline.NewTaskID(fmt.Sprint(1000 + t.tasks))
		c.Proxy = timeline.NewProxy(pick(t.Rand, "", "P1", "P2"))
		c.Payload = &timeline.Payload{
			Type: "T", Image: pick[int64](t.Rand, -1, 50, 5000, 700_000), Side: pick[int32](t.Rand, 0, 2000),
			Challenge: uint64(t.IntN(4)), Cached: t.IntN(2) == 0, Callback: t.IntN(9) == 0,
		}
	case timeline.GetTaskResult:
		c.Task, c.State = t.task(), pick(t.Rand, timeline.Processing, timeline.Processing, timeline.Processing, timeline.Ready)
	case timeline.Report:
		c.Task = t.task()
	}
	if t.IntN(4) == 0 {
		t.fail(&c)
	}
	if t.IntN(9) == 0 {
		c.Flaws = 1 << t.IntN(37)
	}
	return c
}

// fail makes a call one that failed.
func (t *traffic) fail(c *timeline.Call) {
	c.State = timeline.NoState
	switch code := pick(t.Rand, service.Codes...); t.IntN(8) {
	case 0:
		c.Status = 0
	case 1:
		c.Status, c.Retry, c.Class = 429, int16(t.IntN(9)), timeline.TooFast
	case 2:
		c.Status, c.Class = 503, timeline.ServerError
	case 3:
		c.Code, c.Class = "ERROR_NOBODY_KNOWS", timeline.OtherError
	default:
		c.Code, c.Class = code.Name, code.Class
	}
	if c.Op == timeline.CreateTask {
		c.Task = timeline.TaskID{}
	}
}

// written writes down all that a report says.
func written(r *analyzer.Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintln(&b, f.Rule.ID, f.Severity, f.Service, f.Subject, f.Reason, f.Limit.ID, f.Message, f.Fix,
			f.Count, f.Observed, f.Served, f.Subjects, f.Worst, f.First, f.Last, f.Past)
		for i := range f.Evidence {
			fmt.Fprintln(&b, seen(&f.Evidence[i]))
		}
		if f.Passed != nil {
			fmt.Fprintln(&b, "passed", seen(f.Passed))
		}
	}
	for _, h := range r.Headroom {
		fmt.Fprintln(&b, h.Rule.ID, h.Service, h.Limit.ID, h.Used, seen(h.At))
	}
	return b.String()
}

// seen writes down a call with all that it points to.
func seen(c *timeline.Call) string {
	s := fmt.Sprint(c.Pos, c.Start, c.Op, c.State, c.Code, c.Task, c.Payload, c.Proxy.IsZero())
	if c.Created != nil {
		s += fmt.Sprint(c.Created.Pos, c.Created.End, c.Created.Payload)
	}
	return s
}

// Whether subjects are dropped as soon as they can be, sometimes, or never cannot be
// seen in the report.
func TestSweeping(t *testing.T) {
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 1))
		calls := randomCalls(random, 400, pick(random, time.Minute, 2*time.Hour, 30*time.Hour))
		report := func(pause func() time.Duration) string {
			e := analyzer.New(rules.All, service.All)
			e.SweepAfter(pause)
			for i := range calls {
				e.Check(&calls[i])
			}
			return written(e.Report())
		}
		never := report(func() time.Duration { return 1 << 61 })
		always := report(func() time.Duration { return 0 })
		sometimes := report(func() time.Duration { return time.Duration(random.Int64N(int64(3 * time.Hour))) })
		if always != never || sometimes != never {
			t.Fatalf("seed %d: swept always:\n%s\nsometimes:\n%s\nnever:\n%s", seed, always, sometimes, never)
		}
	}
}

// A subject that is idle for longer than it is remembered has come to its end, as if
// the recording ended then, and is somebody new afterwards.
func TestForgotten(t *testing.T) {
	for _, test := range []struct{ name, calls, want string }{
		{"a task that nobody asks for", `
+0s    createTask    key=K1 task=7 -> ok
+1s    getTaskResult key=K1 task=8 -> ready
+9h    getTaskResult key=K1 task=9 -> ready`, "task-never-polled 3600"},
		{"the recording ends before it is forgotten", `
+0s    createTask    key=K1 task=7 -> ok
+1s    getTaskResult key=K1 task=8 -> ready
+1800s getTaskResult key=K1 task=9 -> ready`, "task-never-polled 1801"},
		{"nobody has asked for any task by then", `
+0s    createTask    key=K1 task=7 -> ok
+9h    getTaskResult key=K1 task=9 -> ready`, ""},
		{"a loop without an end", `
+0s    getTaskResult key=K1 task=7 -> processing
+9s x9 getTaskResult key=K1 task=7 -> processing
+59m x4 getTaskResult key=K1 task=7 -> processing
+61m   getTaskResult key=K1 task=7 -> processing`, "poll-without-end 14241"},
		{"asked for again an hour later", `
+0s    getTaskResult key=K1 task=7 -> ready
+1h    getTaskResult key=K1 task=7 -> ready`, "poll-after-ready 1"},
		{"asked for again after more than an hour", `
+0s    getTaskResult key=K1 task=7 -> ready
+3601s getTaskResult key=K1 task=7 -> ready`, ""},
	} {
		var got []string
		for _, f := range parse(t, "service capmonster"+test.calls).Analyze(rules.All...).Findings {
			got = append(got, fmt.Sprint(f.Rule.ID, " ", f.Observed))
		}
		if strings.Join(got, "; ") != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

// A caller may use the memory of a call again at once.
func TestLent(t *testing.T) {
	for seed := range uint64(50) {
		calls := randomCalls(rand.New(rand.NewPCG(seed, 2)), 400, time.Hour)
		e := analyzer.New(rules.All, service.All)
		var lent timeline.Call
		var payload, sent timeline.Payload
		var created timeline.Created
		for _, c := range calls {
			lent = c
			if c.Payload != nil {
				payload, lent.Payload = *c.Payload, &payload
			}
			if c.Created != nil {
				created, lent.Created = *c.Created, &created
				if c.Created.Payload != nil {
					sent, created.Payload = *c.Created.Payload, &sent
				}
			}
			e.Check(&lent)
			lent, payload, sent, created = timeline.Call{}, timeline.Payload{}, timeline.Payload{}, timeline.Created{}
		}
		if got, want := written(e.Report()), written(analyzer.Run(calls, rules.All, service.All)); got != want {
			t.Fatalf("seed %d:\n%s\nwant:\n%s", seed, got, want)
		}
	}
}

// A rule loses nothing by the calls that it is not shown.
func TestHeed(t *testing.T) {
	var all []*analyzer.Rule
	for _, rule := range rules.All {
		if h := rule.Heed; h.Flaws == 0 && !h.Reports && !h.None {
			heedless := *rule
			heedless.Heed, heedless.Follows = analyzer.Heed{}, false
			all = append(all, &heedless)
		} else {
			all = append(all, rule)
		}
	}
	for seed := range uint64(60) {
		calls := randomCalls(rand.New(rand.NewPCG(seed, 3)), 400, time.Minute)
		got, want := analyzer.Run(calls, rules.All, service.All), analyzer.Run(calls, all, service.All)
		if written(got) != written(want) {
			t.Fatalf("seed %d:\n%s\nwhere all are shown:\n%s", seed, written(got), written(want))
		}
	}
}

// The hook is called with each call that passes a limit, and at that moment.
func TestPassed(t *testing.T) {
	calls := parse(t, "service capmonster\n+5s x130 getTaskResult key=K1 task=7 -> processing").Timeline().Calls
	e := analyzer.New(rules.All, service.All)
	var passed []string
	current := 0
	e.Passed = func(f *analyzer.Finding) {
		passed = append(passed, fmt.Sprintf("%s with call %d of %d", f.Rule.ID, f.Passed.Pos.Entry, current))
	}
	for i := range calls {
		current = i + 1
		e.Check(&calls[i])
	}
	if got := strings.Join(passed, "; "); got != "task-poll-limit with call 121 of 121" {
		t.Error(got)
	}
}

// What is remembered reaches further back than anything that a service speaks of.
func TestMemory(t *testing.T) {
	longest := time.Duration(0)
	for _, p := range service.All {
		for _, l := range p.Limits {
			longest = max(longest, l.Span)
			if l.Unit == service.Time {
				longest = max(longest, l.Gap())
			}
		}
		for _, b := range p.Bans {
			longest = max(longest, b.Lasts)
		}
	}
	for scope, memory := range analyzer.Memory {
		if memory < 2*longest {
			t.Errorf("a %s is remembered for %s, where a service speaks of %s", analyzer.Scope(scope), memory, longest)
		}
	}
}

// A task that goes well is kept in less than 256 bytes, and for an hour.
func TestTaskSize(t *testing.T) {
	const tasks = 50_000
	sample := parse(t, `
service capmonster
+0s     createTask    key=K1 task=7 -> ok
+3s x9  getTaskResult key=K1 task=7 -> processing
+3s     getTaskResult key=K1 task=7 -> ready`).Timeline().Calls
	ids := make([]timeline.TaskID, tasks)
	for i := range ids {
		ids[i] = timeline.NewTaskID(fmt.Sprint(407_000_000 + i))
	}
	e := analyzer.New(rules.All, service.All)
	work := func(ids []timeline.TaskID, later time.Duration) {
		for i, id := range ids {
			for _, c := range sample {
				c.Task, c.Start = id, c.Start.Add(later+time.Duration(i)*time.Millisecond)
				e.Check(&c)
			}
		}
	}
	work(ids[:100], 0)
	before := heap()
	work(ids[100:], 0)
	each := (heap() - before) / (tasks - 100)
	if t.Logf("%d bytes", each); each > 256 {
		t.Error("too many")
	}
	for day := range time.Duration(3) {
		work(ids, (day+1)*24*time.Hour)
	}
	if each := (heap() - before) / tasks; each > 2*256 {
		t.Errorf("%d bytes when tasks come and go", each)
	}
	runtime.KeepAlive(e)
	runtime.KeepAlive(ids)
}

func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// A fault of very many tasks takes the room of a few once they are forgotten.
func TestFindingsSize(t *testing.T) {
	e := analyzer.New(rules.All, service.All)
	sample := parse(t, "service capmonster\n+0s createTask key=K1 task=7 -> ok\n+3s x9 getTaskResult key=K1 task=7 -> ready").Timeline().Calls
	work := func(from, to int) {
		for i := from; i < to; i++ {
			for _, c := range sample {
				c.Task, c.Start = timeline.NewTaskID(fmt.Sprint(i)), c.Start.Add(time.Duration(i)*10*time.Second)
				e.Check(&c)
			}
		}
	}
	work(0, 2000)
	before := heap()
	work(2000, 20_000)
	if grown := heap() - before; grown > 1<<20 {
		t.Errorf("%d bytes more", grown)
	}
	if f := e.Report().Findings; !slices.ContainsFunc(f, func(f *analyzer.Finding) bool { return f.Subjects == 20_000 && len(f.Evidence) == 5 }) {
		t.Errorf("%d findings", len(f))
	}
}
