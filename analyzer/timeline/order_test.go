package timeline_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

var noon = timeline.At(time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC))

const everything = timeline.ShowsKey | timeline.ShowsTask | timeline.ShowsAnswer | timeline.ShowsPayload | timeline.ShowsTime

// poll is a result request that the source's recorder saw so many milliseconds
// after noon.
func poll(source string, entry int32, ms int, task string) timeline.Call {
	return timeline.Call{
		Pos:   timeline.Position{Source: source, Entry: entry},
		Start: noon.Add(time.Duration(ms) * time.Millisecond), Took: 40 * time.Millisecond, Grain: time.Millisecond,
		Service: "capmonster", Key: timeline.NewKey("0123456789abcdef0123456789abcdef"), Task: timeline.NewTaskID(task),
		Op: timeline.GetTaskResult, State: timeline.Processing, Status: 200, Shows: everything,
	}
}

// calls reads a notation: "a2@10" is the second call of source a, 10 ms after
// noon, and "a2" one without a time. Each is about a task of its own.
func calls(t *testing.T, notation string) (list []timeline.Call) {
	t.Helper()
	for _, word := range strings.Fields(notation) {
		var entry, ms int
		place, when, timed := strings.Cut(word, "@")
		if _, err := fmt.Sscan(place[1:], &entry); err != nil {
			t.Fatal(err)
		}
		if timed {
			if _, err := fmt.Sscan(when, &ms); err != nil {
				t.Fatal(err)
			}
		}
		c := poll(word[:1], int32(entry), ms, fmt.Sprint(int(word[0]), entry))
		if !timed {
			c.Start, c.Grain = 0, 0
			c.Shows &^= timeline.ShowsTime
		}
		list = append(list, c)
	}
	return list
}

func places(list []timeline.Call) string {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = strings.ReplaceAll(c.Pos.String(), "#", "")
	}
	return strings.Join(words, " ")
}

func TestOrder(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"by the start of the request", "a1@30 a2@10 a3@20", "a2 a3 a1"},
		{"ties by source, then by entry", "b2@10 b1@10 a2@10 a1@10", "a1 a2 b1 b2"},
		{"sources interleaved", "b1@15 b2@25 a1@10 a2@20 a3@30", "a1 b1 a2 b2 a3"},
		{"without a time behind the call before", "a1@10 a2 a3 a4@20 b1@10 b2@15", "a1 a2 a3 b1 b2 a4"},
		{"without a time where the file is not in order", "a1@30 a2 a3@10", "a3 a1 a2"},
		{"without a time at the start of a file", "a1@20 b1 b2@10", "b1 b2 a1"},
		{"no time at all", "b1 b2 a1 a2", "a1 a2 b1 b2"},
	} {
		if got := places(timeline.New(calls(t, c.in)).Calls); got != c.want {
			t.Errorf("%s: %s becomes %s, want %s", c.name, c.in, got, c.want)
		}
	}
}

// A call that got its place from the one before it still has no time to show.
func TestPlacedIsNotTimed(t *testing.T) {
	placed := timeline.New(calls(t, "a1@10 a2")).Calls[1]
	if placed.Start != noon.Add(10*time.Millisecond) || placed.Grain != time.Millisecond || placed.Shows.Has(timeline.ShowsTime) {
		t.Errorf("start %v, grain %v, shows %b", placed.Start, placed.Grain, placed.Shows)
	}
}

// Neither the order of the inputs nor, where every call has a time, that of the
// calls plays a part.
func TestOrderDoesNotDependOnInput(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		sources := randomSources(random)
		timeless := slices.ContainsFunc(slices.Concat(sources...), func(c timeline.Call) bool { return c.Start == 0 })
		want := timeline.New(slices.Concat(sources...))
		random.Shuffle(len(sources), func(i, j int) { sources[i], sources[j] = sources[j], sources[i] })
		all := slices.Concat(sources...)
		if !timeless {
			random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		}
		if got := timeline.New(all); !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %s\nwant %s", places(got.Calls), places(want.Calls))
		}
	}
}

// randomSources makes three recordings: two of different traffic, and one that
// shows that of the first again. Every second time some calls have no time.
func randomSources(random *rand.Rand) [][]timeline.Call {
	holes := random.IntN(2) == 0
	var a, b, c []timeline.Call
	for i := range int32(30) {
		x := poll("a", i+1, random.IntN(2000), fmt.Sprint(random.IntN(9)))
		y := poll("b", i+1, random.IntN(2000), fmt.Sprint(100+random.IntN(9)))
		if holes && random.IntN(4) == 0 {
			y.Start = 0
			y.Shows &^= timeline.ShowsTime
		}
		a, b = append(a, x), append(b, y)
		x.Pos.Source = "c"
		x.Start = x.Start.Add(time.Duration(random.IntN(20)) * time.Millisecond)
		c = append(c, x)
	}
	return [][]timeline.Call{a, b, c}
}

func TestLink(t *testing.T) {
	create := func(entry int32, ms int, task, service, key string) timeline.Call {
		c := poll("a", entry, ms, task)
		c.Op, c.State, c.Service, c.Key = timeline.CreateTask, timeline.Accepted, service, timeline.NewKey(key)
		c.Payload = &timeline.Payload{Type: "T", Image: int64(entry)}
		c.Proxy = timeline.NewProxy("http://10.0.0.1:80")
		return c
	}
	ask := func(entry int32, ms int, task, service, key string) timeline.Call {
		c := poll("a", entry, ms, task)
		c.Service, c.Key = service, timeline.NewKey(key)
		return c
	}
	const uuid = "37223a89-06ed-442c-a0b8-22067b79c5b4"
	for _, c := range []struct {
		name  string
		calls []timeline.Call
		want  int32 // entry of the creation that the last call is told of; 0 for none
	}{
		{"number", []timeline.Call{create(1, 0, "7", "capmonster", "k"), ask(2, 5, "7", "capmonster", "k")}, 1},
		{"text", []timeline.Call{create(1, 0, uuid, "capsolver", "k"), ask(2, 5, uuid, "capsolver", "k")}, 1},
		{"another task", []timeline.Call{create(1, 0, "7", "capmonster", "k"), ask(2, 5, "8", "capmonster", "k")}, 0},
		{"under another key", []timeline.Call{create(1, 0, "7", "capmonster", "k"), ask(2, 5, "7", "capmonster", "other")}, 1},
		{"the same id at two services", []timeline.Call{
			create(1, 0, "7", "capmonster", "k"), create(2, 1, "7", "anticaptcha", "k"), ask(3, 5, "7", "capmonster", "k")}, 1},
		{"at a service that did not create it", []timeline.Call{create(1, 0, "7", "capmonster", "k"), ask(2, 5, "7", "anticaptcha", "k")}, 0},
		{"created later", []timeline.Call{create(1, 9, "7", "capmonster", "k"), ask(2, 5, "7", "capmonster", "k")}, 0},
		{"no task named", []timeline.Call{create(1, 0, "", "capmonster", "k"), ask(2, 5, "", "capmonster", "k")}, 0},
	} {
		last := c.calls[len(c.calls)-1].Pos
		linked := timeline.New(c.calls).Calls
		i := slices.IndexFunc(linked, func(x timeline.Call) bool { return x.Pos == last })
		var got int32
		if from := linked[i].Created; from != nil {
			got = from.Pos.Entry
			if from.Payload.Image != int64(got) || linked[i].Proxy.IsZero() || from.End.Sub(from.Start) != 40*time.Millisecond {
				t.Errorf("%s: linked to %+v with proxy %v", c.name, *from, linked[i].Proxy)
			}
		}
		if got != c.want {
			t.Errorf("%s: linked to entry %d, want %d", c.name, got, c.want)
		}
	}
}

// A library that its createTask gave away is that of the task's other calls, too,
// but does not displace one that they name themselves.
func TestLinkLibrary(t *testing.T) {
	one, other := &timeline.Library{Name: "one"}, &timeline.Library{Name: "other"}
	create := poll("a", 1, 0, "7")
	create.Op, create.Library = timeline.CreateTask, one
	silent, named := poll("a", 2, 2000, "7"), poll("a", 3, 4000, "7")
	named.Library = other
	linked := timeline.New([]timeline.Call{create, silent, named}).Calls
	if linked[1].Library != one || linked[2].Library != other {
		t.Errorf("%v and %v", linked[1].Library, linked[2].Library)
	}
}

func TestLabels(t *testing.T) {
	list := calls(t, "a1@30 a2@20 a3@10 a4@40 a5@50")
	for i, k := range []string{"third-key-000000", "second", "first-key-0123456789", "second", ""} {
		list[i].Key = timeline.NewKey(k)
		list[i].Proxy = timeline.NewProxy(strings.TrimSuffix("p"+k, "p"))
	}
	list[4].Proxy = timeline.Proxy{}
	labels := timeline.New(list).Labels
	check := func(want ...string) {
		t.Helper()
		for i, k := range []string{"first-key-0123456789", "second", "third-key-000000", "", "unseen"} {
			if got := labels.Key(timeline.NewKey(k)); got != want[i] {
				t.Errorf("%q is called %q, want %q", k, got, want[i])
			}
		}
	}
	check("key-1", "key-2", "key-3", "", "")
	if got := labels.Proxy(timeline.NewProxy("psecond")); got != "proxy-2" {
		t.Errorf("the second proxy is called %q", got)
	}
	if got := labels.Proxy(timeline.Proxy{}); got != "" {
		t.Errorf("no proxy is called %q", got)
	}
	labels.AddTails()
	check("key-1 (…6789)", "key-2", "key-3 (…0000)", "", "") // a short key keeps its tail to itself
}
