package simulate_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/script"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/simulate"
	"github.com/banlint/banlint/analyzer/timeline"
)

func parse(t *testing.T, text string) []timeline.Call {
	t.Helper()
	scripts, err := script.Parse("test", "== test\n"+text)
	if err != nil {
		t.Fatal(err)
	}
	return scripts[0].Timeline().Calls
}

func play(t *testing.T, calls []timeline.Call, settings ...string) []timeline.Call {
	t.Helper()
	b, err := simulate.Parse(settings)
	if err != nil {
		t.Fatal(err)
	}
	played, err := simulate.New(calls, service.All, nil).Play(b)
	if err != nil {
		t.Fatal(err)
	}
	return collected(played)
}

func collected(played simulate.Calls) (calls []timeline.Call) {
	for c := range played {
		calls = append(calls, *c)
	}
	return calls
}

// words writes calls in short: the second, the operation's first letter, the task
// and the answer.
func words(calls []timeline.Call) string {
	start := timeline.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	var list []string
	for i := range calls {
		c := &calls[i]
		answer := c.State.String()
		if c.Code != "" {
			answer = c.Code
		}
		list = append(list, fmt.Sprintf("%g %s%s %s", c.Start.Sub(start).Seconds(), c.Op.String()[:1], c.Task, answer))
	}
	return strings.Join(list, ", ")
}

// Each case is a timeline, settings, and the calls that come out.
var cases = []struct {
	name, timeline, settings, want string
}{
	{
		"a slower interval finds the task ready later", `
			service capmonster
			+0s    createTask    key=K1 task=7 -> ok
			+1s x4 getTaskResult key=K1 task=7 -> processing
			+1s    getTaskResult key=K1 task=7 -> ready`,
		"poll-interval=3s", "0 c7 ok, 1 g7 processing, 4 g7 processing, 7 g7 ready",
	}, {
		"a faster one sooner, at the moment at which it was", `
			service capmonster
			+0s    createTask    key=K1 task=7 -> ok
			+4s    getTaskResult key=K1 task=7 -> processing
			+4s    getTaskResult key=K1 task=7 -> ready`,
		"poll-interval=1500ms", "0 c7 ok, 4 g7 processing, 5.5 g7 processing, 7 g7 processing, 8.5 g7 ready",
	}, {
		"the first request waits for the answer to createTask", `
			service capmonster
			took 500ms
			+0s    createTask    key=K1 task=7 -> ok
			+1s x2 getTaskResult key=K1 task=7 -> processing
			+1s    getTaskResult key=K1 task=7 -> ready`,
		"first-poll=2s", "0 c7 ok, 2.5 g7 processing, 3.5 g7 ready",
	}, {
		"max-polls gives a task up", `
			service capmonster
			+0s    createTask    key=K1 task=7 -> ok
			+1s x4 getTaskResult key=K1 task=7 -> processing
			+1s    getTaskResult key=K1 task=7 -> ready`,
		"max-polls=2", "0 c7 ok, 1 g7 processing, 2 g7 processing",
	}, {
		"so does a deadline", `
			service capmonster
			+0s    createTask    key=K1 task=7 -> ok
			+1s x9 getTaskResult key=K1 task=7 -> processing`,
		"deadline=3s", "0 c7 ok, 1 g7 processing, 2 g7 processing, 3 g7 processing",
	}, {
		"a task that never ends is asked for as often as it was", `
			service capmonster
			+0s    getTaskResult key=K1 task=7 -> processing
			+1s x2 getTaskResult key=K1 task=7 -> processing`,
		"poll-interval=10s", "0 g7 processing, 10 g7 processing, 20 g7 processing",
	}, {
		"who asks on after the end does so at any pace", `
			service capmonster
			+0s    getTaskResult key=K1 task=7 -> processing
			+1s x3 getTaskResult key=K1 task=7 -> ready`,
		"poll-interval=2s", "0 g7 processing, 2 g7 ready, 4 g7 ready, 6 g7 ready",
	}, {
		"unless told to stop", `
			service capmonster
			+0s    getTaskResult key=K1 task=7 -> processing
			+1s x3 getTaskResult key=K1 task=7 -> ready
			+0s x2 getTaskResult key=K1 task=8 -> ERROR_NO_SUCH_CAPCHA_ID
			+1s    getTaskResult key=K1 task=8 -> ERROR_NO_SUCH_CAPCHA_ID
			+0s x2 getTaskResult key=K1 task=9 -> ERROR_CAPTCHA_UNSOLVABLE`,
		"stop-when-ready drop-unknown drop-failed", "0 g7 processing, 1 g7 ready, 3 g8 ERROR_NO_SUCH_CAPCHA_ID, 4 g9 ERROR_CAPTCHA_UNSOLVABLE",
	}, {
		"an account stops for good, and takes its tasks with it", `
			service capmonster
			+0s    createTask    key=K1 task=7 -> ok
			+1s    createTask    key=K1 -> ERROR_ZERO_BALANCE
			+1s    createTask    key=K1 -> ERROR_ZERO_BALANCE
			+0s    createTask    key=K2 -> ERROR_ZERO_BALANCE
			+1s    getTaskResult key=K1 task=7 -> ready`,
		"stop-on=ERROR_ZERO_BALANCE", "0 c7 ok, 1 c ERROR_ZERO_BALANCE, 2 c ERROR_ZERO_BALANCE",
	}, {
		"what was on its way when the answer came is not stopped", `
			service capmonster
			took 2s
			+0s    createTask    key=K1 -> ERROR_ZERO_BALANCE
			+1s x3 createTask    key=K1 -> ERROR_ZERO_BALANCE`,
		"stop-on=zero-balance", "0 c ERROR_ZERO_BALANCE, 1 c ERROR_ZERO_BALANCE",
	}, {
		"a client sits a ban out, and then goes on at its pace", `
			service capmonster
			+0s    createTask    key=K1 -> ok
			+1s    createTask    key=K1 -> ERROR_IP_BANNED
			+1s    createTask    key=K1 -> ERROR_IP_BANNED
			+1s    getBalance    key=K1 -> ERROR_IP_BANNED`,
		"stop-on=bans", "0 c ok, 1 c ERROR_IP_BANNED, 601 c ok, 602 g ok",
	}, {
		"a ban comes as it did where what went before it has not changed", `
			service capmonster
			+0s    createTask    key=K1 task=7 -> ok
			+1s    createTask    key=K1 -> ERROR_IP_BANNED
			+1s x2 getTaskResult key=K1 task=7 -> ERROR_IP_BANNED`,
		"max-polls=1", "0 c7 ok, 1 c ERROR_IP_BANNED, 2 g7 ERROR_IP_BANNED",
	}, {
		"a setting that comes to nothing changes no ban", `
			service capmonster
			+0s    createTask    key=K1 task=7 -> ok
			+1s    getTaskResult key=K1 task=7 -> ready
			+1s x2 createTask    key=K1 -> ERROR_IP_BANNED`,
		"max-polls=5", "0 c7 ok, 1 g7 ready, 2 c ERROR_IP_BANNED, 3 c ERROR_IP_BANNED",
	}, {
		"where it has, the answers are those of before", `
			service capmonster
			+0s    getTaskResult key=K1 task=7 -> processing
			+1s x3 getTaskResult key=K1 task=7 -> processing
			+1s    createTask    key=K1 -> ERROR_ZERO_BALANCE
			+1s    getTaskResult key=K1 task=7 -> ERROR_IP_BANNED
			+1s    createTask    key=K1 -> ERROR_IP_BANNED
			+0s    getBalance    key=K1 -> ERROR_IP_BANNED`,
		"max-polls=2", "0 g7 processing, 1 g7 processing, 4 c ERROR_ZERO_BALANCE, 6 c ERROR_ZERO_BALANCE, 6 g ok",
	}, {
		"a proxy rests after its ban", `
			service capmonster
			+0s    createTask    key=K1 proxy=p:1 -> ERROR_PROXY_BANNED
			+1s    createTask    key=K2 proxy=p:1 -> ERROR_PROXY_BANNED
			+1s    createTask    key=K1 proxy=p:2 -> ok
			+10m   createTask    key=K1 proxy=p:1 -> ok`,
		"quarantine-proxy=10m", "0 c ERROR_PROXY_BANNED, 2 c ok, 602 c ok",
	}, {
		"a request that is refused is given up", `
			service capmonster
			+0s x4 createTask    key=K1 request=A -> ERROR_TASK_ABSENT
			+1s    createTask    key=K1 request=B -> ERROR_TASK_ABSENT`,
		"max-failures=2", "0 c ERROR_TASK_ABSENT, 0 c ERROR_TASK_ABSENT, 1 c ERROR_TASK_ABSENT",
	}, {
		"a wait for a slot leaves out the tries in between, and keeps the task", `
			service twocaptcha
			+0s    createTask    key=K1 -> ERROR_NO_SLOT_AVAILABLE
			+1s x5 createTask    key=K1 -> ERROR_NO_SLOT_AVAILABLE
			+1s    createTask    key=K1 task=7 -> ok
			+5s    getTaskResult key=K1 task=7 -> ready`,
		"no-slot-wait=4s", "0 c ERROR_NO_SLOT_AVAILABLE, 4 c ERROR_NO_SLOT_AVAILABLE, 12 c7 ok, 17 g7 ready",
	}, {
		"the interval grows when it was too fast", `
			service capmonster
			+0s    getTaskResult key=K1 task=7 -> processing
			+1s x3 getTaskResult key=K1 task=7 -> ERROR_TOO_MUCH_REQUESTS
			+7s    getTaskResult key=K1 task=7 -> ready`,
		"backoff=2", "0 g7 processing, 1 g7 ERROR_TOO_MUCH_REQUESTS, 3 g7 processing, 5 g7 processing, 19 g7 ready",
	}, {
		"tasks of an account keep a distance", `
			service capmonster
			+0s    createTask    key=K1 task=7 -> ok
			+0s    createTask    key=K1 task=8 -> ok
			+0s    createTask    key=K2 task=9 -> ok
			+1s    getTaskResult key=K1 task=8 -> ready`,
		"create-interval=2s", "0 c7 ok, 0 c9 ok, 2 c8 ok, 3 g8 ready",
	}, {
		"requests for several tasks keep their times", `
			service twocaptcha
			+0s x2 getTaskResult key=K1 task=7 -> processing
			+0s    getTaskResult key=K1 task=8 also -> processing
			+1s    getTaskResult key=K1 task=7 -> ready`,
		"poll-interval=5s", "0 g7 processing, 0 g7 processing, 0 g8 processing, 5 g7 ready",
	},
}

func TestPlay(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := words(play(t, parse(t, c.timeline), strings.Fields(c.settings)...)); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// A ban that nobody can explain comes whatever the client does.
func TestUnexplained(t *testing.T) {
	calls := parse(t, `
		service capmonster
		+0s    createTask    key=K1 task=7 -> ok
		+1s x3 getTaskResult key=K1 task=7 -> processing
		+1s x2 getTaskResult key=K1 task=7 -> ERROR_IP_BANNED`)
	b, err := simulate.Parse([]string{"poll-interval=4s"})
	if err != nil {
		t.Fatal(err)
	}
	for want, codes := range map[string][]string{
		"0 c7 ok, 1 g7 processing, 5 g7 ERROR_IP_BANNED, 9 g7 ERROR_IP_BANNED, 13 g7 ERROR_IP_BANNED, 17 g7 ERROR_IP_BANNED": {"ERROR_IP_BANNED"},
		"0 c7 ok, 1 g7 processing, 5 g7 processing, 9 g7 processing, 13 g7 processing, 17 g7 processing":                     nil,
	} {
		played, err := simulate.New(calls, service.All, codes).Play(b)
		if got := words(collected(played)); err != nil || got != want {
			t.Errorf("\n got %s, %v\nwant %s", got, err, want)
		}
	}
}

// It is over, like others, for who sits it out.
func TestUnexplainedIsSatOut(t *testing.T) {
	calls := parse(t, `
		service capmonster
		+0s    getBalance key=K1 -> ERROR_IP_BANNED
		+1s x2 getBalance key=K1 -> ERROR_IP_BANNED`)
	b, err := simulate.Parse([]string{"stop-on=bans"})
	if err != nil {
		t.Fatal(err)
	}
	played, err := simulate.New(calls, service.All, []string{"ERROR_IP_BANNED"}).Play(b)
	if got, want := words(collected(played)), "0 g ERROR_IP_BANNED, 600 g ok, 601 g ok"; err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

// timelines are those of all rules, and random ones.
func timelines(t *testing.T) (all [][]timeline.Call) {
	t.Helper()
	files, err := filepath.Glob("../../rules/testdata/*.timeline")
	if err != nil || len(files) == 0 {
		t.Fatal("no timelines", err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		scripts, err := script.Parse(f, string(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range scripts {
			all = append(all, s.Timeline().Calls)
		}
	}
	for seed := range uint64(150) {
		all = append(all, parse(t, random(seed)))
	}
	return all
}

// random writes a timeline of some tasks of which each ends once, between other
// calls.
func random(seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 1))
	type task struct {
		id, left int
		end      string
	}
	ends := []string{"ready", "ERROR_CAPTCHA_UNSOLVABLE", "ERROR_NO_SUCH_CAPCHA_ID", "processing"}
	var b strings.Builder
	fmt.Fprintf(&b, "service capmonster\ntook %dms\n", 1+r.IntN(900))
	var open []task
	for n := range 60 {
		fmt.Fprintf(&b, "+%dms ", r.IntN(3000))
		if len(open) == 0 || r.IntN(5) == 0 {
			open = append(open, task{n + 1, 1 + r.IntN(12), ends[r.IntN(len(ends))]})
			fmt.Fprintf(&b, "createTask key=K%d task=%d -> ok\n", n%2, n+1)
			continue
		}
		i := r.IntN(len(open))
		open[i].left--
		answer := "processing"
		if open[i].left == 0 {
			answer = open[i].end
		}
		fmt.Fprintf(&b, "getTaskResult key=K%d task=%d -> %s\n", (open[i].id+1)%2, open[i].id, answer)
		if open[i].left == 0 {
			open = slices.Delete(open, i, i+1)
		}
	}
	return b.String()
}

// Without settings the calls come out as they went in.
func TestNothingChanges(t *testing.T) {
	for _, calls := range timelines(t) {
		got := play(t, calls)
		if len(got) != len(calls) {
			t.Errorf("%s: %d calls became %d", calls[0].Pos, len(calls), len(got))
			continue
		}
		for i := range calls {
			if !reflect.DeepEqual(got[i], calls[i]) {
				t.Errorf("%s is another call", calls[i].Pos)
				break
			}
		}
	}
}

// With any setting the calls come in order, the same ones each time, and the
// recording is left alone.
func TestOrder(t *testing.T) {
	for _, calls := range timelines(t) {
		if len(calls) > 200 {
			continue
		}
		before := slices.Clone(calls)
		for _, s := range simulate.Settings {
			for _, value := range s.Ladder {
				settings := []string{s.Name + "=" + value, "first-poll=3s"}
				got := play(t, calls, settings...)
				if !slices.IsSortedFunc(got, func(a, b timeline.Call) int { return int(min(max(a.Start-b.Start, -1), 1)) }) {
					t.Fatalf("%s: %v: not in order", calls[0].Pos, settings)
				}
				if words(got) != words(play(t, calls, settings...)) {
					t.Fatalf("%s: %v: other calls the second time", calls[0].Pos, settings)
				}
			}
		}
		if !reflect.DeepEqual(before, calls) {
			t.Fatalf("%s: the recording was changed", calls[0].Pos)
		}
	}
}

func polls(calls []timeline.Call) map[timeline.TaskID]int {
	n := map[timeline.TaskID]int{}
	for i := range calls {
		if c := &calls[i]; c.Op == timeline.GetTaskResult {
			n[c.Task]++
		}
	}
	return n
}

// A slower interval makes no more requests for any task.
func TestSlower(t *testing.T) {
	for _, calls := range timelines(t) {
		var faster map[timeline.TaskID]int
		for _, interval := range []string{"100ms", "700ms", "2s", "2100ms", "3s", "5s", "8s", "1m"} {
			slower := polls(play(t, calls, "poll-interval="+interval))
			for task, n := range slower {
				if faster != nil && n > faster[task] {
					t.Errorf("%s: at %s task %s is asked for %d times, and faster %d times", calls[0].Pos, interval, task, n, faster[task])
				}
			}
			faster = slower
		}
	}
}

// No task is asked for more often than max-polls says.
func TestMaxPolls(t *testing.T) {
	for _, calls := range timelines(t) {
		if slices.ContainsFunc(calls, func(c timeline.Call) bool { return c.Also > 0 || !c.Shows.Has(timeline.ShowsTime) }) {
			continue
		}
		for _, most := range []int{1, 2, 5, 100} {
			for task, n := range polls(play(t, calls, fmt.Sprintf("max-polls=%d", most), "poll-interval=1s")) {
				if n > most && task != (timeline.TaskID{}) {
					t.Errorf("%s: task %s is asked for %d times, where %d are set", calls[0].Pos, task, n, most)
				}
			}
		}
	}
}

func TestParse(t *testing.T) {
	for _, bad := range []string{"", "interval=3s", "poll-interval", "poll-interval=3", "poll-interval=-1s", "poll-interval=1ms", "max-polls=0", "max-polls=x",
		"backoff=1", "backoff=NaN", "drop-unknown=maybe", "stop-on=", "stop-on=ERROR_NO_SUCH_THING", "stop-on=CAPCHA_NOT_READY", "deadline="} {
		if _, err := simulate.Parse([]string{bad}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	b, err := simulate.Parse([]string{"stop-on=error_zero_balance,key-unknown", "stop-on=bans", "poll-interval=1m30s", "drop-unknown", "stop-when-ready=no", "backoff=1.5"})
	if err != nil {
		t.Fatal(err)
	}
	if len(b.StopOn) != 3 || b.PollInterval != 90*time.Second || !b.DropUnknown || b.StopWhenReady || b.Backoff != 1.5 {
		t.Errorf("%+v", b)
	}
	for _, s := range simulate.Settings {
		for _, value := range s.Ladder {
			if _, err := simulate.Parse([]string{s.Name + "=" + value}); err != nil {
				t.Errorf("%s: %v", s.Name, err)
			}
		}
	}
}

// A behaviour that makes calls without measure is refused.
func TestTooMany(t *testing.T) {
	calls := parse(t, `
		service capmonster
		+0s    getTaskResult key=K1 task=7 -> processing
		+99h   getTaskResult key=K1 task=7 -> ready`)
	b, err := simulate.Parse([]string{"poll-interval=10ms"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := simulate.New(calls, service.All, nil).Play(b); err == nil {
		t.Error("it was played")
	}
}

func TestPrice(t *testing.T) {
	calls := parse(t, `
		service capmonster
		+0s    createTask    key=K1 task=7 -> ok
		+0s    createTask    key=K1 task=8 -> ok
		+2s    getTaskResult key=K1 task=7 -> processing
		+2s    getTaskResult key=K1 task=7 -> ready
		+1s x9 getTaskResult key=K1 task=8 -> processing
		+1s    getTaskResult key=K1 task=8 -> ready`)
	if got, want := simulate.Price(simulate.These(calls), simulate.These(play(t, calls, "poll-interval=5s", "max-polls=2"))), (simulate.Cost{Lost: 1, Delay: 3 * time.Second}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	f := simulate.Count(simulate.These(calls))
	f.Wait = f.Wait.Round(time.Second)
	if want := (simulate.Figures{Calls: 14, Polls: 12, Worst: 10, Gap: time.Second, Ready: 2, Wait: 9 * time.Second}); f != want {
		t.Errorf("got %+v, want %+v", f, want)
	}
}

// The mildest of the settings that help is found, and more of them where one is not
// enough.
func TestSuggest(t *testing.T) {
	calls := parse(t, `
		service capmonster
		+0s      createTask    key=K1 task=7 -> ok
		+1s x200 getTaskResult key=K1 task=7 -> processing
		+1s x20  createTask    key=K1 -> ERROR_ZERO_BALANCE`)
	tooMany := func(calls simulate.Calls) (j simulate.Judgement) {
		f := simulate.Count(calls)
		if f.Worst > 120 {
			j.Faults, j.Offences = 1, f.Worst
		}
		if f.Errors > 9 {
			j.Faults, j.Offences = j.Faults+1, j.Offences+f.Errors
		}
		return j
	}
	rec := simulate.New(calls, service.All, nil)
	for want, base := range map[string][]string{
		"stop-on=zero-balance max-polls=90": nil,
		"stop-on=zero-balance":              {"max-polls=50"},
	} {
		got, ok, err := rec.Suggest(base, tooMany, 1_000_000)
		slices.Sort(got)
		wanted := strings.Fields(want)
		slices.Sort(wanted)
		if err != nil || !ok || !slices.Equal(got, wanted) {
			t.Errorf("beside %v: got %v, %v, %v, want %s", base, got, ok, err, want)
		}
	}
	if got, ok, _ := rec.Suggest(nil, func(simulate.Calls) simulate.Judgement { return simulate.Judgement{Faults: 1} }, 1_000_000); ok {
		t.Errorf("%v was found, and nothing helps", got)
	}
}
