package timeline_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A ByClient does what a map does.
func TestByClient(t *testing.T) {
	var byClient timeline.ByClient[int]
	plain := map[string]*int{}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 100_000 {
		address := ""
		if n := random.IntN(300); n > 0 {
			address = strconv.Itoa(n)
		}
		switch random.IntN(10) {
		case 0:
			byClient.Put(address, &i)
			plain[address] = &i
		case 1:
			byClient.Drop(address)
			delete(plain, address)
		case 2:
			over := func(v *int) bool { return *v%100 == i%100 }
			byClient.Sweep(over)
			for address, v := range plain {
				if over(v) {
					delete(plain, address)
				}
			}
		}
		if got, want := byClient.Get(address), plain[address]; got != want {
			t.Fatalf("step %d, %q: got %v, want %v", i, address, got, want)
		}
	}
}

func BenchmarkByClient(b *testing.B) {
	for _, clients := range []int{1, 8, 1000} {
		var addresses []string
		var byClient timeline.ByClient[int]
		plain := map[string]*int{}
		for i := range clients {
			addresses = append(addresses, "10.20."+strconv.Itoa(i/250)+"."+strconv.Itoa(i%250))
			byClient.Put(addresses[i], &i)
			plain[addresses[i]] = &i
		}
		b.Run(strconv.Itoa(clients)+"/recent first", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				byClient.Get(addresses[i%clients])
			}
		})
		b.Run(strconv.Itoa(clients)+"/map", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				sink = plain[addresses[i%clients]]
			}
		})
	}
}

var sink *int
