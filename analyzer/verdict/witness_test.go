package verdict_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
	"github.com/banlint/banlint/rules"
)

// crowd is what random clients of several addresses and keys do.
var crowd = []string{
	"+%dms x%d createTask key=K1 client=10.0.0.1 -> ERROR_ZERO_BALANCE",
	"+%dms x%d createTask key=K1 client=10.0.0.2 -> ERROR_ZERO_BALANCE",
	"+%dms x%d createTask key=K2 client=10.0.0.1 -> ERROR_KEY_DOES_NOT_EXIST",
	"+%dms x%d getTaskResult key=K1 client=10.0.0.1 task=7 -> processing",
	"+%dms x%d getBalance key=K2 client=10.0.0.2 -> ok",
	"+%dms x%d createTask key=K1 client=10.0.0.1 -> ERROR_IP_BANNED",
	"+%dms x%d createTask key=K1 client=10.0.0.2 -> ERROR_KEY_TEMP_BLOCKED",
}

// What a witness remembers is what somebody finds who looks back from a ban, and ahead
// from a limit that was passed.
func TestWitness(t *testing.T) {
	forEachClient(t, crowd, func(t *testing.T, random *rand.Rand, calls []timeline.Call) {
		for i := range calls {
			if random.IntN(3) > 0 {
				calls[i].Shows |= timeline.ShowsClient
			}
			calls[i].Took = time.Duration(1+random.IntN(2000)) * time.Millisecond
		}
		report, judged := judgement(calls)
		for _, b := range judged.Bans {
			if b.Code == "" {
				continue
			}
			before, straw := lookBack(calls, b)
			if b.Before != before {
				t.Errorf("the ban at %s: before the recording %v, want %v", b.First, b.Before, before)
			}
			if b.Straw != straw && !b.Earned {
				t.Errorf("the ban at %s: the straw is %v, want %v", b.First, b.Straw, straw)
			}
		}
		for _, f := range report.Findings {
			if f.Passed == nil || f.Limit.Basis != service.Estimated || f.Limit.Earns == "" {
				continue
			}
			want := lookAhead(calls, f)
			if f.Unbanned != nil && (want == nil || want.Pos != f.Unbanned.Pos) || f.Unbanned == nil && want != nil && len(judged.Bans) == 0 {
				t.Errorf("%s: served afterwards with %v, want %v", f.Rule.ID, f.Unbanned, want)
			}
		}
	})
}

// lookBack finds what there was of whom a ban shuts out before it.
func lookBack(calls []timeline.Call, b *verdict.Ban) (before bool, straw timeline.Position) {
	before = true
	for _, c := range calls {
		if c.Start >= b.First || b.Says.Account && c.Key != b.Subject.Account || !b.Says.Account && c.Client != b.Subject.Client {
			continue
		}
		before = before && c.Class == timeline.Banned
		if slices.ContainsFunc(b.Causes, func(f *analyzer.Finding) bool { return c.Op == f.Evidence[0].Op && c.Code == f.Evidence[0].Code }) {
			straw = c.Pos
		}
	}
	return before, straw
}

// lookAhead finds the first call that was served although an estimate had been passed.
func lookAhead(calls []timeline.Call, f *analyzer.Finding) *timeline.Call {
	says, _ := service.ByName(f.Service).BanFor(f.Limit.Earns)
	for i := range calls {
		c := &calls[i]
		late := says.Lasts > 0 && c.Start >= f.Passed.Start.Add(says.Lasts)
		same := c.Key == f.Passed.Key
		if !says.Account && c.Shows.Has(timeline.ShowsClient) && f.Passed.Shows.Has(timeline.ShowsClient) {
			same = c.Client == f.Passed.Client
		}
		if c.Start >= f.Passed.Heard() && !late && c.State != timeline.NoState && same {
			return c
		}
	}
	return nil
}

// Codes that are made up take up no memory, and hide nothing of what came last.
func TestKindsOfCalls(t *testing.T) {
	calls := parse(t, `
		service capmonster
		+1s x12  createTask key=K1 -> ERROR_ZERO_BALANCE
		+1s x100 getBalance key=K1 -> ERROR_BAD_DUPLICATES
		+1s      createTask key=K1 -> ERROR_ZERO_BALANCE
		+1s x20  getBalance key=K1 -> ERROR_BAD_DUPLICATES
		+1s      createTask key=K1 -> ERROR_IP_BANNED`).Timeline().Calls
	for i := range calls {
		calls[i].Pos.Entry = int32(i + 1)
		if calls[i].Op == timeline.GetBalance {
			calls[i].Code = fmt.Sprint("ERROR_UNHEARD_OF_", i)
		}
	}
	_, judged := judgement(calls)
	if got := judged.Bans[0].Straw.Entry; got != 113 {
		t.Errorf("the straw is entry %d, want 113", got)
	}
	w := verdict.Watch(service.All, verdict.Told{})
	w.Call(&calls[0])
	if n := testing.AllocsPerRun(10, func() {
		for i := range calls[:100] {
			w.Call(&calls[i])
		}
	}); n > 0 {
		t.Errorf("%.0f allocations for 100 calls", n)
	}
}

// Of very many who call those are remembered who call again and again, and of very many bans
// the first are listed and the others counted.
func TestWitnessRoom(t *testing.T) {
	var calls []timeline.Call
	add := func(client int, banned bool) {
		c := timeline.Call{
			Pos: timeline.Position{Entry: int32(len(calls) + 1)}, Start: timeline.Instant(len(calls) + 1), Service: "capmonster", Op: timeline.GetBalance,
			Client: fmt.Sprint("10.0.", client/256, ".", client%256), Key: timeline.NewKey("key"), Status: 200, State: timeline.Accepted, Shows: 0xff,
		}
		if banned {
			c.State, c.Code, c.Class = timeline.NoState, "ERROR_IP_BANNED", timeline.Banned
		}
		calls = append(calls, c)
	}
	for client := 1; client < 5000; client++ {
		add(0, false)
		add(client, false)
	}
	add(0, true)
	for client := 5000; client < 7000; client++ {
		add(client, true)
	}
	w := verdict.Watch(service.All, verdict.Told{})
	w.Room = 1 << 20
	for i := range calls {
		w.Call(&calls[i])
	}
	judged := w.Judge(analyzer.Run(calls, rules.All, service.All))
	var shown []*verdict.Ban
	for _, b := range judged.Bans {
		if b.Code != "" {
			shown = append(shown, b)
		}
	}
	if len(shown) != 1000 || judged.Left != 1001 {
		t.Errorf("%d bans are listed and %d left, want 1000 and 1001", len(shown), judged.Left)
	}
	if shown[0].Before || !shown[1].Before {
		t.Error("who was served before the ban was forgotten, or who was not is known")
	}
}

// BenchmarkWatch watches calls that are answered as usual, of clients in turn.
func BenchmarkWatch(b *testing.B) {
	for _, name := range []string{"capmonster", "anticaptcha"} {
		for _, clients := range []int{1, 24, 20000} {
			b.Run(fmt.Sprint(name, " ", clients), func(b *testing.B) {
				calls := usual(name, clients)
				w := verdict.Watch(service.All, verdict.Told{})
				for i := range calls {
					w.Call(&calls[i])
				}
				b.ReportAllocs()
				b.ResetTimer()
				for i := range b.N {
					w.Call(&calls[i%len(calls)])
				}
			})
		}
	}
}

// BenchmarkJudge judges clients that are banned one after another: what each costs does
// not depend on how many there are.
func BenchmarkJudge(b *testing.B) {
	for _, clients := range []int{1000, 10000} {
		b.Run(fmt.Sprint(clients), func(b *testing.B) {
			calls := usual("anticaptcha", clients)
			for i := range calls {
				if calls[i].Op == timeline.GetTaskResult {
					calls[i].State, calls[i].Code, calls[i].Class = timeline.NoState, "ERROR_IP_BLOCKED", timeline.Banned
				}
			}
			for range b.N {
				b.StopTimer()
				report := analyzer.Run(calls, rules.All, service.All)
				b.StartTimer()
				verdict.Judge(report, calls)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*clients), "ns/client")
		})
	}
}

// usual returns calls of clients in turn, with a key and an address each.
func usual(service string, clients int) (calls []timeline.Call) {
	start := timeline.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	for i := range max(clients, 1000) * 3 {
		who := i % clients
		c := timeline.Call{
			Start: start.Add(time.Duration(i) * time.Millisecond), Service: service, Key: timeline.NewKey(fmt.Sprint("key ", who)),
			Client: fmt.Sprintf("10.%d.%d.1", who/256, who%256), Op: timeline.GetTaskResult, State: timeline.Processing, Shows: ^timeline.Shows(0),
		}
		if i/clients%3 == 0 {
			c.Op, c.State = timeline.CreateTask, timeline.Accepted
		}
		calls = append(calls, c)
	}
	return calls
}
