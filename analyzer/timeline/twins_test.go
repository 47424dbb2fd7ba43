package timeline

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// plainTwins makes one of two calls by comparing each with each. The calls are in order.
func plainTwins(calls []Call) (merged []*candidate, dropped int) {
	all := sources{}
	for i := range calls {
		all.add(&calls[i])
	}
	pairs := map[pair]*overlap{}
	for _, a := range all {
		for _, b := range all {
			o := &overlap{from: max(a.first, b.first).Add(-edge), to: min(a.last, b.last).Add(edge)}
			if a.nth < b.nth && o.from <= o.to {
				pairs[pair{a, b}] = o
			}
		}
	}
	fits := func(p, c *candidate) bool {
		o := pairs[pairOf(p.source, c.source)]
		return fit(p, c) && p.Shows.Has(ShowsTime) && c.Shows.Has(ShowsTime) && o.holds(p) && o.holds(c)
	}
	var before []*candidate
	for _, call := range calls {
		c := &candidate{Call: call, source: all[call.Pos.Source]}
		for p, o := range pairs {
			if call.Shows.Has(ShowsTime) && o.holds(c) {
				o.a += map[bool]int{true: 1}[p.a == c.source]
				o.b += map[bool]int{true: 1}[p.b == c.source]
			}
		}
		for _, p := range before {
			if fits(p, c) {
				pairs[pairOf(p.source, c.source)].common++
				p.with, c.with = append(p.with, c.source), append(c.with, p.source)
			}
		}
		before = append(before, c)
	}
	for _, call := range calls {
		c := &candidate{Call: call, source: all[call.Pos.Source]}
		i := slices.IndexFunc(merged, func(p *candidate) bool { return fits(p, c) && pairs[pairOf(p.source, c.source)].same() })
		if i < 0 {
			merged = append(merged, c)
			continue
		}
		dropped++
		p := merged[i]
		if richer := richness(&c.Call) - richness(&p.Call); richer < 0 || richer == 0 && p.Pos.Source < c.Pos.Source {
			complete(&p.Call, &c.Call)
			p.with = append(p.with, c.source)
			continue
		}
		complete(&c.Call, &p.Call)
		c.with = append(p.with, p.source)
		merged = append(slices.Delete(merged, i, i+1), c)
	}
	return merged, dropped
}

// recordings are a few of one or two sessions, each of which shows what it can.
func recordings(random *rand.Rand) (all []Call) {
	const noon = Instant(1_770_000_000_000_000_000)
	session := func() (list []Call) {
		for i := range 40 {
			list = append(list, Call{
				Start: noon.Add(time.Duration(random.IntN(20_000)) * time.Millisecond), Took: time.Millisecond,
				Service: "s", Op: Operation(1 + random.IntN(2)), Task: NewTaskID(fmt.Sprint(random.IntN(5))), Key: NewKey(fmt.Sprint(random.IntN(2))),
				Client: "192.0.2.1", Status: 200, State: State(random.IntN(2)), Shows: 1<<6 - 1, Pos: Position{Entry: int32(i + 1)},
			})
		}
		return list
	}
	sessions := [][]Call{session(), session()}
	for s := range 2 + random.IntN(4) {
		hidden := []Shows{0, ShowsKey, ShowsTask, ShowsAnswer | ShowsClient, ShowsTime, ShowsTask | ShowsKey}[random.IntN(6)]
		grain := []time.Duration{0, time.Millisecond, 100 * time.Millisecond, time.Second, time.Second}[random.IntN(5)]
		skew, lost, hides := random.IntN(100), random.IntN(6), 1+random.IntN(2)
		for i, c := range sessions[random.IntN(3)/2] {
			if random.IntN(40) < lost || s == 3 && i%2 > 0 {
				continue
			}
			c.Pos.Source, c.Grain = fmt.Sprint(s), grain
			c.Start = noon.Add((c.Start.Sub(noon) + time.Duration(random.IntN(skew+1))*time.Millisecond).Truncate(max(grain, 1)))
			if random.IntN(hides) == 0 {
				c.Shows &^= hidden
			}
			all = append(all, c)
		}
	}
	sortCalls(all)
	return all
}

func TestTwinsAsComparedWithEach(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	united := 0
	for range 500 {
		calls := recordings(random)
		want, dropped := plainTwins(calls)
		store := NewStore(0)
		for _, c := range calls {
			store.Add(&c)
		}
		var got []Call
		store.Each(func(c *Call) { got = append(got, *c) })
		if store.Duplicates() != dropped || len(got) != len(want) {
			t.Fatalf("%d duplicates and %d calls, want %d and %d", store.Duplicates(), len(got), dropped, len(want))
		}
		for i := range got {
			if !reflect.DeepEqual(got[i], want[i].Call) {
				t.Fatalf("call %d is %+v, want %+v", i, got[i], want[i].Call)
			}
		}
		if dropped > 0 {
			united++
		}
	}
	if united < 50 || united > 450 {
		t.Errorf("%d of 500 have duplicates", united)
	}
}
