package verdict_test

import (
	"fmt"
	"testing"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/script"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/verdict"
	"github.com/banlint/banlint/rules"
)

// Each case is a timeline and the verdicts that it is about, as
// "Reason state basis line", the line being that of the request in question; 0
// for none.
var cases = []struct {
	name, timeline string
	want           []string
}{
	{
		"nothing is wrong", `
			service capmonster
			+0s     createTask    key=K1 task=7 -> ok
			+2s x3  getTaskResult key=K1 task=7 -> processing
			+2s     getTaskResult key=K1 task=7 -> ready`,
		[]string{"KeyDoesntExist clear - 0", "ZeroBalance clear - 0", "WrongTaskId clear - 0", "BadProxy clear - 0", "RepeatedErrors clear - 0", "RequestBurst clear - 0"},
	}, {
		"80 percent of a limit are not yet near", `
			service capmonster
			+2s x96 getTaskResult key=K1 task=7 -> processing`,
		[]string{"WrongTaskId clear - 0"},
	}, {
		"one more is", `
			service capmonster
			+2s x96 getTaskResult key=K1 task=7 -> processing
			+2s     getTaskResult key=K1 task=7 -> processing`,
		[]string{"WrongTaskId near documented 4"},
	}, {
		"a passed limit", `
			service capmonster
			+2s x120 getTaskResult key=K1 task=7 -> processing
			+2s      getTaskResult key=K1 task=7 -> processing`,
		[]string{"WrongTaskId would-ban documented 4"},
	}, {
		"a documented limit dates the ban that follows it", `
			service capmonster
			+2s x120 getTaskResult key=K1 task=7 -> processing
			+2s      getTaskResult key=K1 task=7 -> processing
			+2s x2   getTaskResult key=K1 task=7 -> ERROR_IP_BANNED`,
		[]string{"WrongTaskId banned documented 4", "KeyDoesntExist clear - 0"},
	}, {
		"an estimate does not: the answer shows when it began", `
			service capmonster
			+1s x30  createTask key=K1 -> ERROR_ZERO_BALANCE
			+1s      createTask key=K1 -> ERROR_IP_BANNED`,
		[]string{"ZeroBalance banned estimated 4", "KeyDoesntExist clear - 0"},
	}, {
		"what comes after the ban did not cause it", `
			service capmonster
			+1s x12  createTask key=K1 -> ERROR_ZERO_BALANCE
			+1s      createTask key=K1 -> ERROR_IP_BANNED
			+20m x30 createTask key=  -> ERROR_KEY_DOES_NOT_EXIST`,
		[]string{"ZeroBalance banned estimated 4", "KeyDoesntExist near estimated 5"},
	}, {
		"a ban without a cause is what the document says, with the other reasons open", `
			service capmonster
			+0s      getBalance key=K1 -> ERROR_IP_BANNED`,
		[]string{"KeyDoesntExist banned observed 3", "WrongTaskId unknown - 0", "ZeroBalance unknown - 0"},
	}, {
		"a code that tells its reason is believed over what went before", `
			service twocaptcha
			+5s x9   createTask key=K1 -> ERROR_NO_SLOT_AVAILABLE
			+5s      getTaskResult key=K1 task=7 -> ERROR:1005`,
		[]string{"PollRatio banned observed 4"},
	}, {
		"a ban whose code tells nothing", `
			service twocaptcha
			+0s      getBalance key=K1 -> ERROR_IP_BLOCKED`,
		[]string{"KeyDoesntExist unknown - 0", "PollRatio unknown - 0"},
	}, {
		"answers are not shown", `
			service capmonster
			hides answer
			+0s      createTask    key=K1 proxy=p:1
			+2s x3   getTaskResult key=K1 task=7`,
		[]string{"KeyDoesntExist unknown - 0", "ZeroBalance unknown - 0", "WrongTaskId unknown - 0", "BadProxy unknown - 0"},
	}, {
		"what is shown counts although something else is not", `
			service capmonster
			hides answer
			+2s x120 getTaskResult key=K1 task=7
			+2s      getTaskResult key=K1 task=7`,
		[]string{"WrongTaskId would-ban documented 5", "KeyDoesntExist unknown - 0"},
	}, {
		"an error short of the service's figure is near a ban", `
			service twocaptcha
			+5s x10  createTask key=K1 -> ERROR_ZERO_BALANCE`,
		[]string{"ZeroBalance near documented 3"},
	},
}

func judge(s *script.Script) *verdict.Judgement {
	calls := s.Timeline().Calls
	return verdict.Judge(analyzer.Run(calls, rules.All, service.All), calls)
}

func TestJudge(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			scripts, err := script.Parse("test", "== "+c.name+c.timeline)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, v := range judge(scripts[0]).Verdicts {
				got[sentence(v)] = true
			}
			for _, want := range c.want {
				if !got[want] {
					t.Errorf("no verdict %q among %v", want, got)
				}
			}
		})
	}
}

func sentence(v verdict.Verdict) string {
	basis := "-"
	if v.State != verdict.Clear && v.State != verdict.Unknown {
		basis = v.Basis.String()
	}
	return fmt.Sprintf("%s %s %s %d", v.Reason, v.State, basis, v.By.Line)
}

// A ban that the service starts anew with every request ends so long after the
// last one.
func TestUntil(t *testing.T) {
	for name, c := range map[string]struct{ timeline, want string }{
		"quiet after the ban": {`
			service capmonster
			+1s x11 createTask key=K1 -> ERROR_ZERO_BALANCE
			+1s     createTask key=K1 -> ERROR_IP_BANNED`, "2026-01-01T00:10:12.000Z"},
		"calling on": {`
			service capmonster
			+1s x11 createTask key=K1 -> ERROR_ZERO_BALANCE
			+1s     createTask key=K1 -> ERROR_IP_BANNED
			+60s x5 createTask key=K1 -> ERROR_IP_BANNED`, "2026-01-01T00:15:12.000Z"},
		"at a service that does not start it anew": {`
			service twocaptcha
			+0s     createTask key=K1 -> IP_BANNED
			+60s x3 createTask key=K1 -> IP_BANNED`, "2026-01-01T00:05:00.000Z"},
	} {
		t.Run(name, func(t *testing.T) {
			scripts, err := script.Parse("test", "== "+name+c.timeline)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, v := range judge(scripts[0]).Verdicts {
				if v.State == verdict.Banned {
					got = v.Until.String()
				}
			}
			if got != c.want {
				t.Errorf("until %q, want %q", got, c.want)
			}
		})
	}
}
