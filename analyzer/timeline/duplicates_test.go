package timeline_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// session is ten calls of one client, 2 s apart: a task is created and asked for.
func session(source string) (list []timeline.Call) {
	for i := range int32(10) {
		list = append(list, poll(source, i+1, 2000*int(i), "7"))
	}
	list[0].Op, list[0].State = timeline.CreateTask, timeline.Accepted
	list[9].State = timeline.Ready
	return list
}

// each returns the calls, changed.
func each(list []timeline.Call, change func(i int, c *timeline.Call)) []timeline.Call {
	for i := range list {
		change(i, &list[i])
	}
	return list
}

func TestDuplicates(t *testing.T) {
	skewed := func(d time.Duration) func(int, *timeline.Call) {
		return func(_ int, c *timeline.Call) { c.Start, c.Grain = c.Start.Add(d), 0 }
	}
	coarse := func(grain time.Duration) func(int, *timeline.Call) {
		return func(_ int, c *timeline.Call) {
			c.Start = noon.Add(c.Start.Sub(noon).Truncate(grain))
			c.Grain = grain
		}
	}
	for _, c := range []struct {
		name   string
		first  func(i int, c *timeline.Call)
		second func(i int, c *timeline.Call)
		want   int
	}{
		{"stamped alike", nil, nil, 10},
		{"stamped later", skewed(0), skewed(150 * time.Millisecond), 10},
		{"stamped earlier", skewed(0), skewed(-150 * time.Millisecond), 10},
		{"stamped too late for one exchange", skewed(0), skewed(151 * time.Millisecond), 0},
		{"now earlier, now later", nil, func(i int, c *timeline.Call) { c.Start = c.Start.Add(time.Duration(i%3-1) * 90 * time.Millisecond) }, 10},
		{"stamped to the tenth", skewed(170 * time.Millisecond), coarse(100 * time.Millisecond), 10},
		{"stamped to the second", skewed(900 * time.Millisecond), coarse(time.Second), 10},
		{"both stamped to the second", coarse(time.Second), coarse(time.Second), 0},
		{"no times", nil, func(_ int, c *timeline.Call) { c.Start, c.Shows = 0, c.Shows&^timeline.ShowsTime }, 0},
		{"another key", nil, func(_ int, c *timeline.Call) { c.Key = timeline.NewKey("other") }, 0},
		{"another task", nil, func(_ int, c *timeline.Call) { c.Task = timeline.NewTaskID("8") }, 0},
		{"another service", nil, func(_ int, c *timeline.Call) { c.Service = "anticaptcha" }, 0},
		{"another operation", nil, func(_ int, c *timeline.Call) { c.Op = timeline.Report }, 0},
		{"another answer", nil, func(_ int, c *timeline.Call) { c.Code = "ERROR_IP_BANNED" }, 0},
		{"another status", nil, func(_ int, c *timeline.Call) { c.Status = 403 }, 0},
		{"no status", nil, func(_ int, c *timeline.Call) { c.Status = 0 }, 10},
		{"neither key nor answer shown", nil, func(_ int, c *timeline.Call) {
			c.Key, c.State, c.Shows = timeline.Key{}, timeline.NoState, timeline.ShowsTask|timeline.ShowsTime
		}, 10},
		{"nine of ten in common", nil, func(i int, c *timeline.Call) { c.Task = timeline.NewTaskID(fmt.Sprint(7 + i/9)) }, 9},
		{"eight of ten in common", nil, func(i int, c *timeline.Call) { c.Task = timeline.NewTaskID(fmt.Sprint(7 + i/8)) }, 0},
		{"another hour", nil, skewed(time.Hour), 0},
	} {
		first, second := session("a"), session("b")
		if c.first != nil {
			each(first, c.first)
		}
		if c.second != nil {
			each(second, c.second)
		}
		tl := timeline.New(slices.Concat(first, second))
		if tl.Duplicates != c.want || len(tl.Calls) != 20-c.want {
			t.Errorf("%s: %d duplicates and %d calls, want %d duplicates", c.name, tl.Duplicates, len(tl.Calls), c.want)
		}
	}
}

// A source says nothing twice, however alike its calls are.
func TestNoDuplicatesWithinASource(t *testing.T) {
	list := each(session("a"), func(_ int, c *timeline.Call) { c.Start = noon })
	if tl := timeline.New(list); tl.Duplicates != 0 || len(tl.Calls) != 10 {
		t.Errorf("%d duplicates, %d calls", tl.Duplicates, len(tl.Calls))
	}
}

// Two workers of one account do the same things at the same time, each with tasks
// of its own.
func TestWorkersAreNoDuplicates(t *testing.T) {
	for _, phase := range []time.Duration{0, 40 * time.Millisecond, time.Second} {
		other := each(session("b"), func(_ int, c *timeline.Call) {
			c.Start, c.Task = c.Start.Add(phase), timeline.NewTaskID("8")
		})
		if tl := timeline.New(slices.Concat(session("a"), other)); tl.Duplicates != 0 {
			t.Errorf("%v apart: %d duplicates", phase, tl.Duplicates)
		}
	}
}

func TestThreeRecordersOfOneSession(t *testing.T) {
	tl := timeline.New(slices.Concat(session("a"), session("b"), session("c")))
	if tl.Duplicates != 20 || len(tl.Calls) != 10 {
		t.Errorf("%d duplicates, %d calls", tl.Duplicates, len(tl.Calls))
	}
}

// Many calls at one time are no reason to compare each with each.
func TestManyAtOnce(t *testing.T) {
	for _, c := range []struct {
		name         string
		inputs, each int
		change       func(input int, c *timeline.Call)
		want         int
	}{
		{"no times", 2, 50_000, func(_ int, c *timeline.Call) { c.Start, c.Shows = 0, c.Shows&^timeline.ShowsTime }, 0},
		{"both stamped to the second", 2, 50_000, func(_ int, c *timeline.Call) { c.Grain = time.Second }, 0},
		{"all alike", 2, 20_000, func(int, *timeline.Call) {}, 20_000},
		{"more alike than are held", 2, 70_000, func(int, *timeline.Call) {}, 1 << 16},
		{"two accounts", 2, 20_000, func(input int, c *timeline.Call) { c.Key = timeline.NewKey(fmt.Sprint(input)) }, 0},
		{"many recorders of one session", 10_000, 3, func(int, *timeline.Call) {}, 10_000 * 3 * 15 / 16},
		{"many workers", 10_000, 3, func(input int, c *timeline.Call) { c.Task = timeline.NewTaskID(fmt.Sprint(input)) }, 0},
	} {
		var list []timeline.Call
		for input := range c.inputs {
			for i := range c.each {
				x := poll(fmt.Sprintf("%05d", input), int32(i+1), 0, "7")
				c.change(input, &x)
				list = append(list, x)
			}
		}
		tl := timeline.New(list)
		if tl.Duplicates != c.want || len(tl.Calls) != len(list)-c.want {
			t.Errorf("%s: %d duplicates and %d calls, want %d duplicates", c.name, tl.Duplicates, len(tl.Calls), c.want)
		}
		if !slices.IsSortedFunc(tl.Calls, func(a, b timeline.Call) int { return timeline.Compare(&a, &b) }) {
			t.Errorf("%s: out of order", c.name)
		}
	}
}

// The recording that shows more survives, and learns what only the other shows.
func TestRicherSurvives(t *testing.T) {
	poor := func(_ int, c *timeline.Call) {
		c.Key, c.State, c.Took = timeline.Key{}, timeline.NoState, -1
		c.Shows &^= timeline.ShowsKey | timeline.ShowsAnswer | timeline.ShowsPayload
		c.Client = "192.0.2.7"
		c.Shows |= timeline.ShowsClient
	}
	for _, c := range []struct{ name, rich, poor string }{{"first", "a", "b"}, {"second", "b", "a"}} {
		tl := timeline.New(slices.Concat(session(c.rich), each(session(c.poor), poor)))
		for _, x := range tl.Calls {
			if x.Pos.Source != c.rich || x.Key.IsZero() || x.State == timeline.NoState || x.Took < 0 {
				t.Fatalf("%s: %v survives with %+v", c.name, x.Pos, x)
			}
			if x.Client != "192.0.2.7" || !x.Shows.Has(timeline.ShowsClient) {
				t.Fatalf("%s: client %q, shows %b", c.name, x.Client, x.Shows)
			}
		}
	}
}

// Each of two recordings may show what the other hides.
func TestEachCompletesTheOther(t *testing.T) {
	library := &timeline.Library{Name: "l"}
	noAnswer := each(session("a"), func(_ int, c *timeline.Call) {
		c.State, c.Status, c.Took = timeline.NoState, 0, -1
		c.Shows &^= timeline.ShowsAnswer
		c.Request, c.Payload, c.Library, c.Proxy = 99, &timeline.Payload{Image: 5}, library, timeline.NewProxy("p")
	})
	noRequest := each(session("b"), func(_ int, c *timeline.Call) {
		c.Key, c.Task, c.Code, c.Class = timeline.Key{}, timeline.TaskID{}, "ERROR_IP_BANNED", timeline.Banned
		c.Shows &^= timeline.ShowsKey | timeline.ShowsTask | timeline.ShowsPayload
	})
	tl := timeline.New(slices.Concat(noAnswer, noRequest))
	if tl.Duplicates != 10 {
		t.Fatalf("%d duplicates", tl.Duplicates)
	}
	for _, c := range tl.Calls {
		whole := session("")[0]
		if c.Key != whole.Key || c.Task != whole.Task || c.Request != 99 || c.Payload == nil || c.Library != library || c.Proxy.IsZero() {
			t.Fatalf("the request is lost: %+v", c)
		}
		if c.Code != "ERROR_IP_BANNED" || c.Class != timeline.Banned || c.Status != 200 || c.Took < 0 || !c.Shows.Has(everything) {
			t.Fatalf("the answer is lost: %+v", c)
		}
	}
}
