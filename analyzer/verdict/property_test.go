package verdict_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/script"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
	"github.com/banlint/banlint/rules"
)

// faults are what the random clients of these tests do.
var faults = []string{
	"+%dms x%d getTaskResult key=K1 client=10.0.0.1 task=7 -> processing",
	"+%dms x%d getTaskResult key=K1 client=10.0.0.1 task=9 -> ERROR_NO_SUCH_CAPCHA_ID",
	"+%dms x%d createTask key=K1 client=10.0.0.1 -> ERROR_ZERO_BALANCE",
	"+%dms x%d createTask key=K1 client=10.0.0.1 proxy=10.1.1.1:80 -> ERROR_PROXY_BANNED",
	"+%dms x%d createTask key=K2 client=10.0.0.1 -> ERROR_KEY_DOES_NOT_EXIST",
	"+%dms x%d createTask key=K1 client=10.0.0.1 -> ERROR_IP_BANNED",
}

// client returns the calls of a random client. No two are sent at once.
func client(t *testing.T, random *rand.Rand, faults []string) []timeline.Call {
	lines := []string{"== random", "service " + []string{"capmonster", "twocaptcha"}[random.IntN(2)]}
	for range 1 + random.IntN(5) {
		count := 1 + random.IntN(30)
		if random.IntN(3) == 0 {
			count += 110
		}
		lines = append(lines, fmt.Sprintf(faults[random.IntN(len(faults))], 300+random.IntN(2500), count))
	}
	scripts, err := script.Parse("test", strings.Join(lines, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range scripts[0].Calls {
		scripts[0].Calls[i].Pos.Entry = int32(i + 1)
	}
	return scripts[0].Calls
}

func judgement(calls []timeline.Call) (*analyzer.Report, *verdict.Judgement) {
	ordered := timeline.New(slices.Clone(calls)).Calls
	report := analyzer.Run(ordered, rules.All, service.All)
	return report, verdict.Judge(report, ordered)
}

// told writes down what a recording comes to, with times as they are after shift.
func told(calls []timeline.Call, shift time.Duration, places bool) string {
	var b strings.Builder
	report, judged := judgement(calls)
	at := func(t timeline.Instant) timeline.Instant {
		if t == 0 {
			return 0
		}
		return t.Add(shift)
	}
	where := func(p timeline.Position) timeline.Position {
		if !places {
			p.Source = ""
		}
		return p
	}
	for _, x := range judged.Bans {
		fmt.Fprintln(&b, x.Code, x.Reasons, at(x.Began), where(x.By), at(x.Last), at(x.Until), x.Lifted, x.Wasted, x.Restarts)
	}
	for _, v := range judged.Verdicts {
		fmt.Fprintln(&b, v.Service.Name, v.Reason, v.State, at(v.At), at(v.Until), where(v.By), v.Why)
	}
	for _, f := range report.Findings {
		cause := ""
		if f.Cause != nil {
			cause = f.Cause.Rule.ID
		}
		fmt.Fprintln(&b, f.Rule.ID, f.Severity, f.Reason, f.Count, at(f.First), at(f.Last), where(f.Evidence[0].Pos), cause, f.Message)
	}
	return b.String()
}

// seeds is how many random clients there are.
const seeds = 60

// forEachClient runs a property on many random clients.
func forEachClient(t *testing.T, faults []string, holds func(t *testing.T, random *rand.Rand, calls []timeline.Call)) {
	for seed := range uint64(seeds) {
		random := rand.New(rand.NewPCG(seed, 7))
		calls := client(t, random, faults)
		t.Run(fmt.Sprint(seed), func(t *testing.T) { holds(t, random, calls) })
	}
}

func TestOrderChangesNothing(t *testing.T) {
	forEachClient(t, faults, func(t *testing.T, random *rand.Rand, calls []timeline.Call) {
		want := told(calls, 0, true)
		random.Shuffle(len(calls), func(i, j int) { calls[i], calls[j] = calls[j], calls[i] })
		same(t, told(calls, 0, true), want)
	})
}

func TestSplittingChangesNothing(t *testing.T) {
	forEachClient(t, faults, func(t *testing.T, random *rand.Rand, calls []timeline.Call) {
		want := told(calls, 0, false)
		for i := range calls {
			calls[i].Pos.Source = []string{"a", "b", "c"}[random.IntN(3)]
		}
		same(t, told(calls, 0, false), want)
	})
}

// By whole seconds: some figures are of requests in a second of the clock.
func TestShiftingShiftsOnlyTimes(t *testing.T) {
	forEachClient(t, faults, func(t *testing.T, random *rand.Rand, calls []timeline.Call) {
		shift := time.Duration(random.IntN(1e6)) * time.Second
		want := told(calls, shift, true)
		for i := range calls {
			calls[i].Start = calls[i].Start.Add(shift)
		}
		same(t, told(calls, 0, true), want)
	})
}

// Another client, with another key and from another address, does everything right.
func TestHarmlessCallsChangeNothing(t *testing.T) {
	forEachClient(t, faults, func(t *testing.T, random *rand.Rand, calls []timeline.Call) {
		want := bansOf(calls)
		scripts, err := script.Parse("test", "== harmless\nservice "+calls[0].Service+`
			+0s    getBalance    key=K9 client=10.0.0.9 -> ok
			+1s    createTask    key=K9 client=10.0.0.9 task=99 -> ok
			+6s x3 getTaskResult key=K9 client=10.0.0.9 task=99 -> processing
			+6s    getTaskResult key=K9 client=10.0.0.9 task=99 -> ready`)
		if err != nil {
			t.Fatal(err)
		}
		later := time.Duration(random.IntN(30)) * time.Second
		for _, c := range scripts[0].Calls {
			c.Start, c.Pos.Source = c.Start.Add(later), "harmless"
			calls = append(calls, c)
		}
		same(t, bansOf(calls), want)
	})
}

func bansOf(calls []timeline.Call) string {
	var b strings.Builder
	_, judged := judgement(calls)
	for _, x := range judged.Bans {
		fmt.Fprintln(&b, x.Code, x.Reasons, x.Began, x.By, x.Last, x.Until, x.Lifted, x.Wasted, x.Restarts)
	}
	return b.String()
}

// Without one of the calls no ban begins sooner, or lasts longer.
func TestFewerViolationsAreNoWorse(t *testing.T) {
	forEachClient(t, faults, func(t *testing.T, random *rand.Rand, calls []timeline.Call) {
		report, before := judgement(calls)
		if slices.ContainsFunc(report.Findings, func(f *analyzer.Finding) bool { return f.Unbanned != nil }) {
			t.Skip("a call may be what shows that a limit is higher")
		}
		began, lasts := extent(before.Bans)
		for range 10 {
			i := random.IntN(len(calls))
			shows := func(b *verdict.Ban) bool {
				return b.Seen() && (calls[i].State != timeline.NoState || b.First == calls[i].Start)
			}
			if slices.ContainsFunc(before.Bans, shows) {
				continue // it dates a ban, or ends it
			}
			_, after := judgement(slices.Delete(slices.Clone(calls), i, i+1))
			if b, l := extent(after.Bans); b < began || l > lasts {
				t.Fatalf("without call %d the first ban, at %s, came at %s, or the longest, of %s, lasted %s", i+1, began, b, lasts, l)
			}
		}
	})
}

// extent returns when the first ban begins, the end of time for none, and how long the
// longest lasts.
func extent(bans []*verdict.Ban) (began timeline.Instant, lasts time.Duration) {
	began = 1<<63 - 1
	for _, b := range bans {
		began, lasts = min(began, b.Began), max(lasts, b.Until.Sub(b.Began))
	}
	return began, lasts
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("got  %s\nwant %s", g[i], w[i])
		}
	}
	t.Fatalf("got %d lines, want %d", len(g), len(w))
}

// Without the calls of a root there is nothing left that followed from it.
func TestRootTakesItsChildrenAway(t *testing.T) {
	scripts, err := script.Parse("test", `== a loop without a pause
		service capmonster
		+0s        createTask    key=K1 task=7 -> ok
		+1s x119   getTaskResult key=K1 task=7 -> processing
		+1s x10    getTaskResult key=K1 task=7 -> processing`)
	if err != nil {
		t.Fatal(err)
	}
	calls := scripts[0].Calls
	report, _ := judgement(calls)
	i := slices.IndexFunc(report.Findings, func(f *analyzer.Finding) bool { return f.Rule.ID == "task-poll-limit" })
	if i < 0 || report.Findings[i].Cause == nil {
		t.Fatal("the limit that is passed follows from nothing")
	}
	root := report.Findings[i].Cause
	if slices.Index(report.Findings, root) > i {
		t.Error("the root comes after what follows from it")
	}
	var rest []timeline.Call
	last := timeline.Instant(0)
	for _, c := range calls {
		if c.Op != timeline.GetTaskResult || c.Start.Sub(last) >= 5*time.Second {
			rest, last = append(rest, c), c.Start
		}
	}
	report, _ = judgement(rest)
	for _, f := range report.Findings {
		if f.Rule == root.Rule || f.Rule.ID == "task-poll-limit" {
			t.Errorf("%s is left", f.Rule.ID)
		}
	}
}

// Rules name rules that there are, and none leads to itself by way of others.
func TestAfter(t *testing.T) {
	byID := map[string]*analyzer.Rule{}
	for _, r := range rules.All {
		byID[r.ID] = r
	}
	state := map[string]int{} // 1 while it is looked at, 2 after
	var visit func(r *analyzer.Rule)
	visit = func(r *analyzer.Rule) {
		state[r.ID] = 1
		for _, id := range r.After {
			switch {
			case byID[id] == nil:
				t.Errorf("%s follows from %s, which is no rule", r.ID, id)
			case state[id] == 1:
				t.Errorf("%s leads to itself by way of %s", id, r.ID)
			case state[id] == 0:
				visit(byID[id])
			}
		}
		state[r.ID] = 2
	}
	for _, r := range slices.SortedFunc(slices.Values(rules.All), func(a, b *analyzer.Rule) int { return cmp.Compare(a.ID, b.ID) }) {
		if state[r.ID] == 0 {
			visit(r)
		}
	}
}
