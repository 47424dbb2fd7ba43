package verdict_test

import (
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer"
)

// Each case is a timeline, and its findings short of advice in order, with those that
// they follow from.
func TestChains(t *testing.T) {
	for name, c := range map[string]struct{ timeline, want string }{
		"root, limit, ban, wasted calls": {`
			+0s      createTask    key=K1 task=7 -> ok
			+1s x121 getTaskResult key=K1 task=7 -> processing
			+1s x3   getTaskResult key=K1 task=7 -> ERROR_IP_BANNED`,
			"poll-interval-short; task-poll-limit < poll-interval-short; ban-seen < task-poll-limit; request-during-ban < ban-seen"},
		"the loop of another task leads nowhere": {`
			+0s      createTask    key=K1 task=7 -> ok
			+0s      createTask    key=K1 task=8 -> ok
			+1s x5   getTaskResult key=K1 task=8 -> processing
			+3s x121 getTaskResult key=K1 task=7 -> processing`,
			"task-poll-limit; poll-interval-short"},
		"what comes later leads to nothing before": {`
			+0s      createTask    key=K1 task=7 -> ok
			+3s x121 getTaskResult key=K1 task=7 -> processing
			+1s x5   getTaskResult key=K1 task=7 -> processing`,
			"task-poll-limit; poll-interval-short"},
		"a ban follows from the first of its kind": {`
			+1s x12 createTask    key=K1 -> ERROR_ZERO_BALANCE
			+1s x12 getTaskResult key=K1 task=9 -> ERROR_NO_SUCH_CAPCHA_ID
			+1s     createTask    key=K1 -> ERROR_IP_BANNED`,
			"zero-balance-retried; unknown-task-polled; ban-seen < zero-balance-retried"},
		"a ban without a cause is a root": {`
			+1s x2  createTask    key=K1 -> ERROR_IP_BANNED`,
			"ban-seen; request-during-ban < ban-seen"},
	} {
		t.Run(name, func(t *testing.T) {
			report, _ := judgement(parse(t, "\nservice capmonster"+c.timeline).Timeline().Calls)
			var got []string
			for _, f := range report.Findings {
				s := f.Rule.ID
				if f.Cause != nil {
					s += " < " + f.Cause.Rule.ID
				}
				if f.Severity >= analyzer.Warning {
					got = append(got, s)
				}
			}
			if s := strings.Join(got, "; "); s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
		})
	}
}

// Each case is a timeline that ends in a ban, and what that was for.
func TestCauses(t *testing.T) {
	const zero = "+1s x12 createTask key=K1 client=10.0.0.1 -> ERROR_ZERO_BALANCE\n"
	for name, c := range map[string]struct{ timeline, want string }{
		"what was passed just before":       {zero + "+1s createTask key=K1 client=10.0.0.1 -> ERROR_IP_BANNED", "ZeroBalance"},
		"nine minutes before":               {zero + "+9m createTask key=K1 client=10.0.0.1 -> ERROR_IP_BANNED", "ZeroBalance"},
		"longer before than a ban lasts":    {zero + "+11m createTask key=K1 client=10.0.0.1 -> ERROR_IP_BANNED", "KeyDoesntExist assumed"},
		"by another address":                {zero + "+1s createTask key=K1 client=10.0.0.2 -> ERROR_IP_BANNED", "KeyDoesntExist assumed"},
		"after it":                          {"+1s createTask key=K1 client=10.0.0.1 -> ERROR_IP_BANNED\n+11m getBalance key=K1 client=10.0.0.1 -> ok\n" + zero, "KeyDoesntExist assumed"},
		"heading there, for want of better": {"+1s x5 createTask key=K1 -> ERROR_ZERO_BALANCE\n+1s createTask key=K1 -> ERROR_IP_BANNED", "ZeroBalance"},
		"heading there beside one passed": {zero + "+1s x5 getTaskResult key=K1 client=10.0.0.1 task=9 -> ERROR_NO_SUCH_CAPCHA_ID\n+1s createTask key=K1 client=10.0.0.1 -> ERROR_IP_BANNED",
			"ZeroBalance"},
		"after it, without times": {"hides time\n+1s createTask key=K1 client=10.0.0.1 -> ERROR_IP_BANNED\n" + zero, "KeyDoesntExist assumed"},
		"two passed": {zero + "+1s x12 getTaskResult key=K1 client=10.0.0.1 task=9 -> ERROR_NO_SUCH_CAPCHA_ID\n+1s createTask key=K1 client=10.0.0.1 -> ERROR_IP_BANNED",
			"ZeroBalance WrongTaskId"},
	} {
		t.Run(name, func(t *testing.T) {
			_, judged := judgement(parse(t, "\nservice capmonster\n"+c.timeline).Timeline().Calls)
			b := judged.Bans[0]
			var words []string
			for _, r := range b.Reasons {
				words = append(words, string(r))
			}
			if b.Assumed {
				words = append(words, "assumed")
			}
			if got := strings.Join(words, " "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if b.Assumed != (len(b.Causes) == 0) {
				t.Errorf("%d causes", len(b.Causes))
			}
		})
	}
}

// The last request before a ban of those that earned it is named where no documented
// limit dates it.
func TestStraw(t *testing.T) {
	for name, c := range map[string]struct {
		timeline string
		want     int32 // entry; 0 for none
	}{
		"an estimate":        {"+1s x12 createTask key=K1 -> ERROR_ZERO_BALANCE\n+1s getBalance key=K1 -> ok\n+1s createTask key=K1 -> ERROR_IP_BANNED", 12},
		"a documented limit": {"+2s x121 getTaskResult key=K1 task=7 -> processing\n+2s getTaskResult key=K1 task=7 -> ERROR_IP_BANNED", 0},
		"nothing before it":  {"+2s getTaskResult key=K1 task=7 -> ERROR_IP_BANNED", 0},
	} {
		t.Run(name, func(t *testing.T) {
			calls := parse(t, "\nservice capmonster\n"+c.timeline).Timeline().Calls
			for i := range calls {
				calls[i].Pos.Entry = int32(i + 1)
			}
			_, judged := judgement(calls)
			b := judged.Bans[0]
			if b.Straw.Entry != c.want {
				t.Errorf("entry %d, want %d", b.Straw.Entry, c.want)
			}
			if b.Before != (len(calls) == 1) {
				t.Errorf("before the recording: %v", b.Before)
			}
		})
	}
}
