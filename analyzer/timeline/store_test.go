package timeline_test

import (
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// TestCallSize keeps calls small: a long recording holds many millions of them.
func TestCallSize(t *testing.T) {
	if size := reflect.TypeFor[timeline.Call]().Size(); size > 200 {
		t.Errorf("a call takes %d bytes, want at most 200", size)
	}
}

// walk returns what a store gives.
func walk(t *testing.T, s *timeline.Store) (all []timeline.Call) {
	t.Helper()
	if err := s.Each(func(c *timeline.Call) { all = append(all, *c) }); err != nil {
		t.Fatal(err)
	}
	return all
}

// full is a call with something in every field that is not set by the thread.
func full(random *rand.Rand) timeline.Call {
	c := poll("a", int32(random.IntN(1000)+1), random.IntN(2000), []string{"7", "not-an-id", "37223a89-06ed-442c-a0b8-22067b79c5b4", ""}[random.IntN(4)])
	c.Pos.Line = int32(random.IntN(9))
	c.Key = timeline.NewKey([]string{"", "k1", "k2"}[random.IntN(3)])
	c.Client = []string{"", "192.0.2.1", "2001:db8::1"}[random.IntN(3)]
	c.Proxy = timeline.NewProxy([]string{"", "p1", "p2"}[random.IntN(3)])
	c.Code, c.Class = []string{"", "ERROR_X"}[random.IntN(2)], timeline.Class(random.IntN(14))
	c.Flaws, c.Request = timeline.Flaws(random.Uint64()), random.Uint64()
	c.Status, c.Retry = int16(random.IntN(600)), int16(random.IntN(60)-1)
	c.Op, c.State, c.Shows = timeline.Operation(random.IntN(5)), timeline.State(random.IntN(4)), timeline.Shows(random.IntN(128))
	c.Correct, c.Also = random.IntN(2) == 0, uint8(random.IntN(3))
	c.Took = time.Duration(random.IntN(9) - 1)
	if random.IntN(2) == 0 {
		c.Library = library
		c.Payload = &timeline.Payload{
			Type: "T", Missing: []string{"", "f"}[random.IntN(2)], Image: int64(random.IntN(9) - 1), Side: int32(random.IntN(9)), Challenge: random.Uint64(),
			Cached: random.IntN(2) == 0, NoCache: random.IntN(2) == 0, Callback: random.IntN(2) == 0,
		}
	}
	return c
}

var library = &timeline.Library{Name: "lib"}

// TestSpill checks that calls come back from the temporary file as they went in.
func TestSpill(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	small, large := timeline.NewStore(1), timeline.NewStore(0)
	defer small.Close()
	for i := range int32(5000) {
		a := full(random)
		a.Pos.Entry, a.Also = i/3+1, uint8(i%3) // three tasks that one request asks for
		a.Start = noon.Add(time.Duration(i/3*7919%1000) * time.Millisecond)
		b := a
		if err := small.Add(&a); err != nil {
			t.Fatal(err)
		}
		large.Add(&b)
	}
	want := walk(t, large)
	for range 2 { // as often as it is asked
		if got := walk(t, small); !reflect.DeepEqual(got, want) {
			t.Fatal("not the same from the file")
		}
	}
}

// TestSpillLeavesNothing checks that the temporary file is gone, where the system lets it
// go while it is open even if the program ends without a word.
func TestSpillLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	s := timeline.NewStore(1)
	random := rand.New(rand.NewPCG(7, 8))
	for range 100 {
		c := full(random)
		if err := s.Add(&c); err != nil {
			t.Fatal(err)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 && runtime.GOOS != "windows" {
		t.Errorf("%s has a name", left[0].Name())
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%s is left behind", left[0].Name())
	}
}

// TestStoreDoesNotDependOnMemory reads recordings that share traffic.
func TestStoreDoesNotDependOnMemory(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		all := slices.Concat(randomSources(random)...)
		small, large := timeline.NewStore(1), timeline.NewStore(0)
		for i := range all {
			a, b := all[i], all[i]
			small.Add(&a)
			large.Add(&b)
		}
		if !reflect.DeepEqual(walk(t, small), walk(t, large)) || small.Duplicates() != large.Duplicates() {
			t.Fatal("not the same with little memory")
		}
		small.Close()
	}
}
