package analyzer

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var (
	narrowRule = &Rule{ID: "narrow", Scope: PerTask}
	wideRule   = &Rule{ID: "wide", Scope: PerAccount}
)

// someFinding makes up what one subject did. Its number is that of its first call.
func someFinding(random *rand.Rand, number int) *Finding {
	pick := func(n int) int { return random.IntN(n) }
	f := &Finding{
		Rule: []*Rule{narrowRule, narrowRule, wideRule}[pick(3)], Severity: Severity(pick(4)), Service: "s",
		Subject: Subject{Account: timeline.NewKey(fmt.Sprint("K", pick(2))), Task: timeline.NewTaskID(fmt.Sprint(number))},
		Limit:   service.Limit{ID: "most", Value: 2}, Count: 1 + pick(7), Observed: float64(pick(6)), Subjects: 1,
		Worst: timeline.NewTaskID(fmt.Sprint(number)), First: timeline.Instant(number), Served: float64(pick(2) * pick(6)),
		number: number, worst: number, passed: number,
	}
	f.Reason = []service.Reason{"", service.NoSlot}[pick(2)]
	for i := range min(f.Count, maxEvidence) {
		at := number + i*pick(9)
		f.Evidence = append(f.Evidence, timeline.Call{Start: timeline.Instant(at), Pos: timeline.Position{Entry: int32(at)}, Task: f.Worst})
		f.owners = append(f.owners, number)
	}
	slices.SortStableFunc(f.Evidence, func(a, b timeline.Call) int { return timeline.Compare(&a, &b) })
	f.Last = f.Evidence[len(f.Evidence)-1].Start
	if f.Severity == Error && pick(2) == 0 {
		passed := f.Evidence[pick(len(f.Evidence))]
		f.Passed, f.Past = &passed, pick(3)
	}
	return f
}

// plain folds findings one after the other in the order in which they began, when all
// are known: what the ledger has to come to.
func plain(findings []*Finding) (folded []*Finding) {
	first := map[behaviour]*Finding{}
	for _, f := range findings {
		if f.Refuted() {
			f.Severity, f.Passed = min(f.Severity, Info), nil
		}
		if f.Severity == Silent {
			continue
		}
		if into := first[f.behaviour()]; into != nil && narrow(f.Rule.Scope) {
			into.plainAdd(f)
			continue
		}
		first[f.behaviour()] = f
		folded = append(folded, f)
	}
	return folded
}

func (f *Finding) plainAdd(g *Finding) {
	if g.Severity > f.Severity || g.Severity == f.Severity && worse(&f.Limit, g.Observed, f.Observed) {
		f.Observed, f.Worst, f.Limit, f.Reason = g.Observed, g.Worst, g.Limit, g.Reason
	}
	f.Severity = max(f.Severity, g.Severity)
	f.Subject = common(f.Subject, g.Subject)
	f.Count += g.Count
	f.Subjects++
	f.First = min(f.First, g.First)
	f.Last = max(f.Last, g.Last)
	if f.Passed != nil && g.Passed != nil {
		f.Past++
	}
	f.Past += g.Past
	if g.Passed != nil && (f.Passed == nil || g.Passed.Start < f.Passed.Start) {
		f.Passed = g.Passed
	}
	f.Evidence = append(f.Evidence, g.Evidence...)
	slices.SortStableFunc(f.Evidence, func(a, b timeline.Call) int { return timeline.Compare(&a, &b) })
	f.Evidence = f.Evidence[:min(len(f.Evidence), maxEvidence)]
}

// In whatever order findings are entered, they fold to what they do at the end.
func TestFold(t *testing.T) {
	for seed := range uint64(2000) {
		var entered, known []*Finding
		for _, random := range []*rand.Rand{rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 1))} {
			entered, known = known, nil
			number := 0
			for range 1 + random.IntN(12) {
				number += 1 + random.IntN(4)
				known = append(known, someFinding(random, number))
			}
		}
		random := rand.New(rand.NewPCG(seed, 2))
		random.Shuffle(len(entered), func(i, j int) { entered[i], entered[j] = entered[j], entered[i] })
		l := newLedger()
		for _, f := range entered {
			l.enter([]*Finding{f})
		}
		got, want := public(l.fold()), public(plain(known))
		if len(got) != len(want) {
			t.Fatalf("seed %d: %d findings, want %d", seed, len(got), len(want))
		}
		for i := range got {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Fatalf("seed %d:\n got %v\nwant %v", seed, got[i], want[i])
			}
		}
	}
}

// public returns findings without the numbers that only folding needs.
func public(findings []*Finding) (all []Finding) {
	for _, f := range findings {
		p := *f
		p.number, p.worst, p.passed, p.owners = 0, 0, 0, nil
		all = append(all, p)
	}
	return all
}
