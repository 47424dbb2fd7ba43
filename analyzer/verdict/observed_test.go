package verdict_test

import (
	"fmt"
	"testing"

	"github.com/banlint/banlint/analyzer/script"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
	"github.com/banlint/banlint/rules"
)

func TestObserve(t *testing.T) {
	for name, c := range map[string]struct{ timeline, want string }{
		"answered and refused": {`
			+1s x30 createTask key=K1 -> ERROR_ZERO_BALANCE
			+1s     createTask key=K1 -> ERROR_IP_BANNED`, "30 31"},
		"never refused": {`
			+1s x12 createTask key=K1 -> ERROR_ZERO_BALANCE`, "12 0"},
		"what lies further back than the span does not count": {`
			+1s x12 createTask key=K1 -> ERROR_ZERO_BALANCE
			+5m x3  createTask key=K1 -> ERROR_ZERO_BALANCE`, "12 0"},
		"a ban that may be for something else": {`
			+1s x12 createTask    key=K1 -> ERROR_ZERO_BALANCE
			+1s x12 getTaskResult key=K1 task=7 -> ERROR_NO_SUCH_CAPCHA_ID
			+1s     createTask    key=K1 -> ERROR_IP_BANNED`, "12 0"},
		"two accounts, of which one is refused sooner": {`
			+1s x30 createTask key=K1 client=10.0.0.1 -> ERROR_ZERO_BALANCE
			+1s     createTask key=K1 client=10.0.0.1 -> ERROR_IP_BANNED
			+1h     createTask key=K2 client=10.0.0.2 -> ERROR_ZERO_BALANCE
			+1s x19 createTask key=K2 client=10.0.0.2 -> ERROR_ZERO_BALANCE
			+1s     createTask key=K2 client=10.0.0.2 -> ERROR_IP_BANNED`, "30 21"},
	} {
		t.Run(name, func(t *testing.T) {
			scripts, err := script.Parse("test", "== "+name+"\nservice capmonster"+c.timeline)
			if err != nil {
				t.Fatal(err)
			}
			calls := scripts[0].Timeline().Calls
			seen, _ := verdict.Observe(func(visit func(*timeline.Call)) error {
				for i := range calls {
					visit(&calls[i])
				}
				return nil
			}, rules.All, service.All, 0)
			for _, o := range seen {
				if got := fmt.Sprint(count(o.Answered), count(o.Refused)); o.Limit.ID == service.EmptyBalance && got != c.want {
					t.Errorf("got %s, want %s", got, c.want)
				}
			}
		})
	}
}

func count(s *verdict.Sighting) int {
	if s == nil {
		return 0
	}
	return s.Count
}
