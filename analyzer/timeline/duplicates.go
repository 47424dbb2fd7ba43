package timeline

import (
	"slices"
	"time"
)

// Two recorders of one exchange stamp it within this time of each other.
const recorderSkew = 150 * time.Millisecond

// enough is the share of calls, in percent, that two inputs must have in common
// where they overlap to be two recordings of the same traffic. Below it, likeness
// is chance: two workers of one account do the same things.
const enough = 90

// dropDuplicates drops calls that a second input shows again, such as a browser's
// HAR and the log of the proxy behind it. calls are in order.
func dropDuplicates(calls []Call) (kept []Call, dropped int) {
	sources := bySource(calls)
	if len(sources) < 2 {
		return calls, 0
	}
	gone := make([]bool, len(calls))
	for i, a := range sources {
		for _, b := range sources[i+1:] {
			for _, pair := range matches(calls, gone, a, b) {
				keep, drop := pair[0], pair[1]
				if richness(&calls[drop]) > richness(&calls[keep]) {
					keep, drop = drop, keep
				}
				complete(&calls[keep], &calls[drop])
				gone[drop] = true
				dropped++
			}
		}
	}
	if dropped == 0 {
		return calls, 0
	}
	kept = make([]Call, 0, len(calls)-dropped)
	for i := range calls {
		if !gone[i] {
			kept = append(kept, calls[i])
		}
	}
	return kept, dropped
}

// bySource lists the places of each source's calls, sources by name.
func bySource(calls []Call) [][]int {
	places := map[string][]int{}
	var names []string
	for i := range calls {
		source := calls[i].Pos.Source
		if places[source] == nil {
			names = append(names, source)
		}
		places[source] = append(places[source], i)
	}
	slices.Sort(names)
	sources := make([][]int, len(names))
	for i, n := range names {
		sources[i] = places[n]
	}
	return sources
}

// matches pairs the calls of two sources, or returns nil when they are not
// recordings of the same traffic.
func matches(calls []Call, gone []bool, a, b []int) (pairs [][2]int) {
	from := max(calls[a[0]].Start, calls[b[0]].Start).Add(-2 * time.Second)
	to := min(calls[a[len(a)-1]].Start, calls[b[len(b)-1]].Start).Add(2 * time.Second)
	a, b = within(calls, gone, a, from, to), within(calls, gone, b, from, to)
	used := make([]bool, len(a))
	first := 0
	for _, j := range b {
		for first < len(a) && calls[a[first]].Start < calls[j].Start.Add(-reach(&calls[a[first]], &calls[j])) {
			first++
		}
		if k := nearest(calls, a, used, first, j); k >= 0 {
			used[k] = true
			pairs = append(pairs, [2]int{a[k], j})
		}
	}
	if len(pairs)*100 < min(len(a), len(b))*enough {
		return nil
	}
	return pairs
}

func within(calls []Call, gone []bool, places []int, from, to Instant) (some []int) {
	for _, i := range places {
		if c := &calls[i]; !gone[i] && c.Shows.Has(ShowsTime) && from <= c.Start && c.Start <= to {
			some = append(some, i)
		}
	}
	return some
}

// nearest returns the place in a of the unused call that is most likely call j,
// or -1.
func nearest(calls []Call, a []int, used []bool, first, j int) int {
	best, bestGap := -1, time.Duration(1<<62)
	for k := first; k < len(a); k++ {
		c := &calls[a[k]]
		gap := c.Start.Sub(calls[j].Start)
		limit := reach(c, &calls[j])
		if gap > limit {
			break
		}
		if !used[k] && gap >= -limit && gap.Abs() < bestGap && alike(c, &calls[j]) {
			best, bestGap = k, gap.Abs()
		}
	}
	return best
}

// reach is how far apart two stamps of one exchange may lie.
func reach(a, b *Call) time.Duration { return recorderSkew + max(a.Grain, b.Grain) }

// alike reports whether two calls may be one: what both show must agree, and
// their times must be known well enough to tell calls apart.
func alike(a, b *Call) bool {
	if a.Service != b.Service || a.Op != b.Op || min(a.Grain, b.Grain) >= time.Second {
		return false
	}
	both := a.Shows & b.Shows
	switch {
	case both.Has(ShowsKey) && a.Key != b.Key,
		both.Has(ShowsTask) && a.Task != b.Task,
		both.Has(ShowsAnswer) && (a.Code != b.Code || a.State != b.State),
		both.Has(ShowsClient) && a.Client != b.Client,
		a.Status != 0 && b.Status != 0 && a.Status != b.Status:
		return false
	}
	return true
}

// richness counts what a call shows.
func richness(c *Call) int {
	n := 0
	for s := c.Shows; s != 0; s &= s - 1 {
		n++
	}
	if c.Grain >= time.Second {
		n--
	}
	return n
}

// complete adds to a call what the other recording shows of it.
func complete(c, from *Call) {
	if c.Client == "" {
		c.Client = from.Client
		c.Shows |= from.Shows & ShowsClient
	}
	if c.Took < 0 {
		c.Took = from.Took
	}
	missing := from.Shows &^ c.Shows & (ShowsKey | ShowsTask | ShowsAnswer | ShowsPayload)
	c.Shows |= missing
	if missing.Has(ShowsKey) {
		c.Key = from.Key
	}
	if missing.Has(ShowsTask) {
		c.Task = from.Task
	}
	if missing.Has(ShowsAnswer) {
		c.Code, c.State, c.Class = from.Code, from.State, from.Class
		c.Status = max(c.Status, from.Status)
	}
	if missing.Has(ShowsPayload) {
		c.Payload, c.Proxy, c.Request = from.Payload, from.Proxy, from.Request
	}
	if c.Library == nil {
		c.Library = from.Library
	}
}
