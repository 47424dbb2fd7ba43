package verdict_test

import (
	"fmt"
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

// Each case is a timeline and its bans: code, reasons, when it began and ends in time
// since the start, requests wasted in it and those that started it anew.
func TestBans(t *testing.T) {
	for name, c := range map[string]struct{ timeline, want string }{
		"none": {`
			service capmonster
			+0s createTask key=K1 task=7 -> ok`, ""},
		"each request in it starts it anew": {`
			service capmonster
			+1s x12 createTask key=K1 -> ERROR_ZERO_BALANCE
			+1s     createTask key=K1 -> ERROR_IP_BANNED
			+1m x2  createTask key=K1 -> ERROR_IP_BANNED`, "ERROR_IP_BANNED [ZeroBalance] 13s 12m13s wasted 2 anew 2"},
		"what was on its way when it was answered is not wasted": {`
			service capmonster
			took 3s
			+1s x12 createTask key=K1 -> ERROR_ZERO_BALANCE
			+1s x3  createTask key=K1 -> ERROR_IP_BANNED`, "ERROR_IP_BANNED [ZeroBalance] 13s 10m13s wasted 0 anew 0"},
		"a request that is served ends it": {`
			service capmonster
			+1s x12 createTask key=K1 -> ERROR_ZERO_BALANCE
			+1s     createTask key=K1 -> ERROR_IP_BANNED
			+2m     createTask key=K1 task=7 -> ok`, "ERROR_IP_BANNED [ZeroBalance] 13s 2m13s wasted 0 anew 0 lifted"},
		"after its time the next one is another": {`
			service capmonster
			+1s     getBalance key=K1 -> ERROR_IP_BANNED
			+11m    getBalance key=K1 -> ERROR_IP_BANNED`,
			"ERROR_IP_BANNED [KeyDoesntExist] 1s 10m1s wasted 0 anew 0 assumed; ERROR_IP_BANNED [KeyDoesntExist] 11m1s 21m1s wasted 0 anew 0 assumed"},
		"addresses are banned one by one": {`
			service capmonster
			+1s     getBalance key=K1 client=10.0.0.1 -> ERROR_IP_BANNED
			+1s     getBalance key=K1 client=10.0.0.2 -> ok
			+1s     getBalance key=K1 client=10.0.0.1 -> ERROR_IP_BANNED`, "ERROR_IP_BANNED [KeyDoesntExist] 1s 10m3s wasted 1 anew 1 assumed"},
		"a service that does not start it anew": {`
			service twocaptcha
			+1s     createTask key=K1 -> IP_BANNED
			+1m     createTask key=K1 -> IP_BANNED`, "IP_BANNED [KeyDoesntExist] 1s 5m1s wasted 1 anew 0 assumed"},
		"due: a limit was passed, and no answer shows it": {`
			service capmonster
			+0s      createTask    key=K1 task=7 -> ok
			+2s x125 getTaskResult key=K1 task=7 -> processing`, " [WrongTaskId] 4m2s 14m10s wasted 4 anew 4"},
		"a subnet is shut out as one, and who is served in it is not": {`
			service anticaptcha
			+1s getBalance key=K1 client=10.0.0.1 -> ERROR_IP_BLOCKED
			+1s getBalance key=K2 client=10.0.0.2 -> ERROR_IP_BLOCKED
			+1s getBalance key=K3 client=10.0.0.3 -> ok
			+1s getBalance key=K4 client=10.0.1.1 -> ok
			+1s getBalance key=K1 client=10.0.0.1 -> ok`, "ERROR_IP_BLOCKED [RepeatedErrors] 1s 5s wasted 1 anew 0 lifted assumed"},
		"a second ban does not begin where the first did": {`
			service capmonster
			+3s x125 getTaskResult key=K1 task=7 client=10.0.0.1 -> processing
			+3s      getTaskResult key=K1 task=7 client=10.0.0.1 -> ERROR_IP_BANNED
			+27m     getTaskResult key=K1 task=7 client=10.0.0.1 -> processing
			+3s      getTaskResult key=K1 task=7 client=10.0.0.1 -> ERROR_IP_BANNED`,
			"ERROR_IP_BANNED [WrongTaskId] 6m3s 16m18s wasted 0 anew 0; ERROR_IP_BANNED [WrongTaskId] 33m21s 43m21s wasted 0 anew 0"},
		"nor with the call of another address": {`
			service capmonster
			+3s x125 getTaskResult key=K1 task=7 client=10.0.0.1 -> processing
			+3s x125 getTaskResult key=K1 task=8 client=10.0.0.2 -> processing
			+3s      getTaskResult key=K1 task=8 client=10.0.0.2 -> ERROR_IP_BANNED`,
			"ERROR_IP_BANNED [WrongTaskId] 12m33s 22m33s wasted 0 anew 0"},
		"nor long before it": {`
			service capmonster
			+6s x500 getTaskResult key=K1 task=7 -> processing
			+6s      getTaskResult key=K1 task=7 -> ERROR_IP_BANNED`, "ERROR_IP_BANNED [WrongTaskId] 50m6s 1h0m6s wasted 0 anew 0"},
		"the ban of one address hides not that of another": {`
			service capmonster
			+3s x125 getTaskResult key=K1 task=7 client=10.0.0.1 -> processing
			+3s      getTaskResult key=K1 task=7 client=10.0.0.1 -> ERROR_IP_BANNED
			+3s x125 getTaskResult key=K2 task=8 client=10.0.0.2 -> processing`,
			"ERROR_IP_BANNED [WrongTaskId] 6m3s 16m18s wasted 0 anew 0;  [WrongTaskId] 12m21s 22m33s wasted 4 anew 4"},
		"an estimate that the recording refutes is no ban": {`
			service capmonster
			+1s x12 createTask key=K1 -> ERROR_ZERO_BALANCE
			+9s     createTask key=K1 task=7 -> ok`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, b := range judge(parse(t, c.timeline)).Bans {
				got = append(got, describe(b))
			}
			if s := strings.Join(got, "; "); s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
		})
	}
}

func parse(t *testing.T, text string) *script.Script {
	t.Helper()
	scripts, err := script.Parse("test", "== a test"+text)
	if err != nil {
		t.Fatal(err)
	}
	return scripts[0]
}

func describe(b *verdict.Ban) string {
	s := fmt.Sprintf("%s %s %s %s wasted %d anew %d", b.Code, b.Reasons, since(b.Began), since(b.Until), b.Wasted, b.Restarts)
	if b.Lifted {
		s += " lifted"
	}
	if b.Assumed {
		s += " assumed"
	}
	return s
}

func since(t timeline.Instant) string {
	d := t.Sub(timeline.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))).String()
	return strings.TrimSuffix(strings.Replace(d, "m0s", "m", 1), "\n")
}

// A ban that somebody knows of is for what the recording shows before it, or for what
// they say.
func TestTold(t *testing.T) {
	calls := parse(t, `
		service capmonster
		+1s x12 createTask key=K1 -> ERROR_ZERO_BALANCE
		+1s x3  createTask key=K1 -> ERROR_ZERO_BALANCE`).Timeline().Calls
	for reason, want := range map[service.Reason]string{
		"":                     " [ZeroBalance] 12s 10m12s wasted 0 anew 0",
		service.BadProxy:       " [BadProxy] 12s 10m12s wasted 0 anew 0",
		service.KeyDoesntExist: " [KeyDoesntExist] 12s 10m12s wasted 0 anew 0",
	} {
		report := analyzer.Run(calls, rules.All, service.All)
		bans := verdict.JudgeTold(report, calls, verdict.Told{At: calls[11].Start, Reason: reason}).Bans
		if got := describe(bans[0]); got != want {
			t.Errorf("told %q: got %s, want %s", reason, got, want)
		}
	}
}

// A call that was served shows that an estimate is too low: its finding is no error.
func TestRefuted(t *testing.T) {
	for name, c := range map[string]struct {
		last string
		want analyzer.Severity
	}{
		"served":               {"+9s createTask key=K1 task=7 -> ok", analyzer.Warning},
		"refused as before":    {"+9s createTask key=K1 -> ERROR_ZERO_BALANCE", analyzer.Error},
		"served to another":    {"+9s createTask key=K2 task=7 -> ok", analyzer.Error},
		"served after a ban":   {"+11m createTask key=K1 task=7 -> ok", analyzer.Error},
		"on its way all along": {"+0s createTask key=K1 task=7 -> ok", analyzer.Error},
	} {
		t.Run(name, func(t *testing.T) {
			calls := parse(t, `
				service capmonster
				took 50ms
				+1s x10 createTask key=K1 -> ERROR_ZERO_BALANCE
				`+c.last).Timeline().Calls
			report := analyzer.Run(calls, rules.All, service.All)
			verdict.Judge(report, calls)
			i := slices.IndexFunc(report.Findings, func(f *analyzer.Finding) bool { return f.Rule.ID == "zero-balance-retried" })
			if i < 0 || report.Findings[i].Severity != c.want {
				t.Errorf("finding %d of %d, want one of severity %s", i, len(report.Findings), c.want)
			}
		})
	}
}

// What was refused after the time that somebody tells of was sent in spite of the ban,
// and what was answered as usual was not.
func TestToldAndShown(t *testing.T) {
	calls := parse(t, `
		service capmonster
		+1s x12 createTask key=K1 -> ERROR_ZERO_BALANCE
		+1s x3  createTask key=K1 -> ERROR_IP_BANNED`).Timeline().Calls
	report := analyzer.Run(calls, rules.All, service.All)
	bans := verdict.JudgeTold(report, calls, verdict.Told{At: calls[9].Start}).Bans
	var told []string
	for _, b := range bans {
		if b.Told {
			told = append(told, describe(b))
		}
	}
	if got, want := strings.Join(told, "; "), " [ZeroBalance] 10s 10m15s wasted 3 anew 3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A ban that somebody tells of is one of the service that most calls were made to.
func TestToldOfTheBusiest(t *testing.T) {
	few := parse(t, "\nservice capmonster\n+1s x2 createTask key=K1 -> ERROR_ZERO_BALANCE").Calls
	many := parse(t, "\nservice twocaptcha\n+5s x3 createTask key=K2 -> ERROR_ZERO_BALANCE").Calls
	calls := timeline.New(slices.Concat(few, many)).Calls
	report := analyzer.Run(calls, rules.All, service.All)
	bans := verdict.JudgeTold(report, calls, verdict.Told{At: calls[1].Start}).Bans
	if len(bans) != 1 || bans[0].Service.Name != "twocaptcha" {
		t.Errorf("%d bans", len(bans))
	}
}

// A reason that somebody tells of is that of the bans that show, whatever the
// recording points at.
func TestSaid(t *testing.T) {
	calls := parse(t, `
		service capmonster
		+1s x12 createTask key=K1 -> ERROR_ZERO_BALANCE
		+1s     createTask key=K1 -> ERROR_IP_BANNED`).Timeline().Calls
	for reason, causes := range map[service.Reason]int{service.ZeroBalance: 1, service.WrongTaskId: 0} {
		report := analyzer.Run(calls, rules.All, service.All)
		b := verdict.JudgeTold(report, calls, verdict.Told{Reason: reason}).Bans[0]
		if !slices.Equal(b.Reasons, []service.Reason{reason}) || len(b.Causes) != causes || b.Assumed {
			t.Errorf("said %s: reasons %v, %d causes, assumed %v", reason, b.Reasons, len(b.Causes), b.Assumed)
		}
	}
}
