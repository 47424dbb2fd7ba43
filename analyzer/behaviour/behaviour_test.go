package behaviour_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/behaviour"
	"github.com/banlint/banlint/analyzer/script"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
	"github.com/banlint/banlint/rules"
)

// side makes a recording of a timeline: "service capmonster", unless it says
// otherwise.
func side(t *testing.T, text string, rules ...*analyzer.Rule) *behaviour.Side {
	t.Helper()
	if !strings.Contains(text, "service ") {
		text = "service capmonster\n" + text
	}
	scripts, err := script.Parse("test", "== good: x\n"+text)
	if err != nil {
		t.Fatal(err)
	}
	return judged(scripts[0].Timeline().Calls, rules)
}

func judged(calls []timeline.Call, rules []*analyzer.Rule) *behaviour.Side {
	analysis := analyzer.Run(calls, rules, service.All)
	judgement := verdict.Judge(analysis, calls)
	collector := behaviour.NewCollector()
	for i := range calls {
		collector.Call(&calls[i])
	}
	return &behaviour.Side{Behaviour: collector.Behaviour(judgement.Bans), Analysis: analysis, Verdicts: judgement.Verdicts}
}

// listed words the changes of a comparison.
func listed(d *behaviour.Diff) string {
	var list []string
	for _, c := range d.Changes {
		word := c.ID + " " + c.Trend.String()
		if c.Detail != "" {
			word = c.ID + " " + c.Detail + " " + c.Trend.String()
		}
		list = append(list, word)
	}
	slices.Sort(list)
	return strings.Join(list, "; ")
}

// tasks writes n tasks that are polled so many times each, a gap apart, and ready at
// the last.
func tasks(n, polls int, gap string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "+5s createTask key=K1 task=%d -> ok\n", i+1)
		if polls > 1 {
			fmt.Fprintf(&b, "+%s x%d getTaskResult key=K1 task=%d request=T%d -> processing\n", gap, polls-1, i+1, i+1)
		}
		fmt.Fprintf(&b, "+%s getTaskResult key=K1 task=%d request=T%d -> ready\n", gap, i+1, i+1)
	}
	return b.String()
}

// creates writes createTask requests, good ones and others that are answered with an
// error, each another request.
func creates(good, bad int, code string) string {
	var b strings.Builder
	for i := range good {
		fmt.Fprintf(&b, "+5s createTask key=K1 task=%d request=G%d -> ok\n+3s getTaskResult key=K1 task=%d -> ready\n", i+1, i+1, i+1)
	}
	for i := range bad {
		fmt.Fprintf(&b, "+5s createTask key=K1 request=B%d -> %s\n", i+1, code)
	}
	return b.String()
}

func TestCompare(t *testing.T) {
	for _, c := range []struct{ name, old, now, want string }{
		{"nothing", tasks(5, 3, "3s"), tasks(5, 3, "3s"), ""},
		{"other ids, more tasks, a service slower by one poll", tasks(5, 3, "3s"), strings.ReplaceAll(tasks(9, 4, "3s"), "task=", "task=77"), ""},
		{"a gap shorter by a little", tasks(5, 3, "3s"), tasks(5, 3, "2.7s"), ""},
		{"a gap shorter by a third", tasks(5, 3, "3s"), tasks(5, 3, "2s"), "first-poll riskier; poll-gap riskier; poll-gap-least riskier; poll-gap-p10 riskier"},
		{"a longer gap", tasks(5, 3, "2s"), tasks(5, 3, "5s"), "first-poll safer; poll-gap safer; poll-gap-least safer; poll-gap-p10 safer"},
		{"many more polls", tasks(5, 3, "3s"), tasks(5, 12, "3s"), "polls-per-task riskier; polls-per-task-most riskier; polls-per-task-p90 riskier"},
		{"a single task without an end", tasks(1, 3, "3s"), tasks(1, 60, "3s"), "polls-per-task riskier; polls-per-task-most riskier; polls-per-task-p90 riskier"},
		{"coarse times", "grain 1s\n" + tasks(5, 3, "3s"), "grain 1s\n" + tasks(5, 3, "2s"), ""},
		{"one error in five is chance", creates(5, 0, ""), creates(4, 1, "ERROR_CAPTCHA_UNSOLVABLE"), ""},
		{"one in ten of many is not", creates(100, 0, ""), creates(90, 10, "ERROR_NO_SLOT_AVAILABLE"),
			"create-ready riskier; error-share ERROR_NO_SLOT_AVAILABLE riskier"},
		{"one in a hundred may be", creates(500, 0, ""), creates(495, 5, "ERROR_NO_SLOT_AVAILABLE"), ""},
		{"errors that go", creates(10, 30, "ERROR_ZERO_BALANCE"), creates(30, 0, ""), "create-ready safer; error-share ERROR_ZERO_BALANCE safer"},
		{"one ban is never chance", creates(5, 0, ""), creates(5, 1, "ERROR_IP_BANNED"), "KeyDoesntExist riskier; ban-share ERROR_IP_BANNED riskier"},
		{"a ban that is respected", creates(5, 1, "ERROR_IP_BANNED"), creates(5, 1, "ERROR_IP_BANNED") + "+601s getBalance key=K1 -> ok", ""},
		{"a ban that is not", creates(5, 1, "ERROR_IP_BANNED"), creates(5, 1, "ERROR_IP_BANNED") + "+30s getBalance key=K1 -> ERROR_IP_BANNED", "request-during-ban riskier"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := listed(behaviour.Compare(side(t, c.old), side(t, c.now))); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

// What a client does beside asking for results.
func TestCompareHabits(t *testing.T) {
	good := creates(5, 0, "")
	failing := func(times int, pause string) string {
		return good + fmt.Sprintf("+5s createTask key=K1 request=X -> ERROR_ZERO_BALANCE\n+%s x%d createTask key=K1 request=X -> ERROR_ZERO_BALANCE\n", pause, times)
	}
	for _, c := range []struct{ name, old, now, want string }{
		{"one retry more", failing(1, "60s"), failing(2, "60s"), ""},
		{"retries in a row", failing(1, "60s"), failing(9, "60s"), "failures-in-a-row riskier"},
		{"retries sooner", failing(4, "60s"), failing(4, "1s"), "failure-pause riskier"},
		{"retries of their own", good + strings.Repeat("+60s createTask key=K1 request=X -> ERROR_ZERO_BALANCE\n", 12), creates(5, 12, "ERROR_ZERO_BALANCE"),
			"failure-pause riskier; failure-repeated ERROR_ZERO_BALANCE safer; failures-in-a-row safer"},
		{"the balance before the first task and never again", "+0s getBalance key=K1 -> ok\n" + good, "+0s getBalance key=K1 -> ok\n" + creates(40, 0, ""), ""},
		{"the balance before each task", "+0s getBalance key=K1 -> ok\n" + creates(20, 0, ""),
			strings.ReplaceAll(creates(20, 0, ""), "+5s ", "+1s getBalance key=K1 -> ok\n+4s "), "balance-checks riskier"},
		{"tasks forgotten", creates(20, 0, ""), creates(10, 0, "") + forgotten(15), "task-never-asked riskier"},
		{"tasks given up", tasks(12, 3, "3s"), strings.ReplaceAll(tasks(12, 3, "3s"), "ready", "processing"), "create-ready riskier; task-never-ended riskier"},
		{"delivered by callback", creates(20, 0, ""), callbacks(20), "requests neutral"},
		{"other work", strings.ReplaceAll(good, "createTask", "createTask type=A"), strings.ReplaceAll(good, "createTask", "createTask type=B"),
			"task-type A neutral; task-type B neutral"},
		{"with proxies", good, strings.ReplaceAll(good, "createTask", "createTask proxy=P"), "task-proxied neutral"},
		{"one proxy for all", proxies(12, 12), proxies(12, 1), "proxy-same neutral"},
		{"another library", strings.ReplaceAll(good, "key=", "library=one key="), strings.ReplaceAll(good, "key=", "library=two key="),
			"library one neutral; library two neutral"},
		{"at once", creates(20, 0, ""), crowd(20), "first-poll safer; requests-per-second neutral; tasks-open neutral"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := listed(behaviour.Compare(side(t, c.old), side(t, c.now)))
			if got = strings.ReplaceAll(got, "failure-pause ERROR_ZERO_BALANCE", "failure-pause"); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

func forgotten(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "+5s createTask key=K1 task=%d -> ok\n", 1000+i)
	}
	return b.String()
}

func callbacks(n int) string { return strings.ReplaceAll(forgotten(n), "key=", "callback key=") }

func proxies(n, different int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "+5s createTask key=K1 task=%d proxy=P%d -> ok\n+3s getTaskResult key=K1 task=%d -> ready\n", i+1, i%different, i+1)
	}
	return b.String()
}

// crowd writes tasks that are sent within a second and asked for thereafter.
func crowd(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "+40ms createTask key=K1 task=%d -> ok\n", i+1)
	}
	for i := range n {
		fmt.Fprintf(&b, "+3s getTaskResult key=K1 task=%d -> ready\n", i+1)
	}
	return b.String()
}

// Findings and verdicts are compared by what they are, not by how often.
func TestCompareFindings(t *testing.T) {
	wrong := func(n int) string {
		return fmt.Sprintf("+1s x%d createTask key=K1 request=A -> ERROR_KEY_DOES_NOT_EXIST\n", n)
	}
	banned := "+1s createTask key=K1 request=A -> ERROR_IP_BANNED\n"
	for _, c := range []struct{ name, old, now, want string }{
		{"more of the same", wrong(30), wrong(40), ""},
		{"a new one", tasks(5, 3, "3s"), tasks(5, 3, "3s") + wrong(30), "KeyDoesntExist WOULD BAN riskier; key-invalid-repeated error riskier"},
		{"one that went", tasks(5, 3, "3s") + wrong(30), tasks(5, 3, "3s"), "KeyDoesntExist clear safer; key-invalid-repeated not found safer"},
		{"a ban for something else", wrong(30) + banned, strings.ReplaceAll(wrong(30), "KEY_DOES_NOT_EXIST", "ZERO_BALANCE") + banned,
			"KeyDoesntExist clear safer; ZeroBalance BANNED riskier; key-invalid-repeated not found safer; zero-balance-retried error riskier"},
		{"on the edge", tasks(5, 3, "2s"), tasks(5, 3, "1.85s"), ""},
		{"past it", tasks(5, 3, "2s"), tasks(5, 3, "1.7s"), "poll-interval-short warning riskier"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var list []string
			for _, x := range behaviour.Compare(side(t, c.old, rules.All...), side(t, c.now, rules.All...)).Changes {
				if x.Kind == behaviour.OfFinding || x.Kind == behaviour.OfVerdict {
					list = append(list, x.ID+" "+x.New.Word+" "+x.Trend.String())
				}
			}
			slices.Sort(list)
			if got := strings.Join(list, "; "); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

// Near a limit is riskier than far from it, though nothing is found.
func TestCompareHeadroom(t *testing.T) {
	polls := func(n int) string {
		return fmt.Sprintf("service twocaptcha\n+0s createTask key=K1 task=1 -> ok\n+6s x%d getTaskResult key=K1 task=1 -> processing\n+6s getTaskResult key=K1 task=1 -> ready", n)
	}
	ratio := slices.IndexFunc(rules.All, func(r *analyzer.Rule) bool { return r.ID == "poll-ratio" })
	got := listed(behaviour.Compare(side(t, polls(50), rules.All[ratio]), side(t, polls(900), rules.All[ratio])))
	if !strings.Contains(got, "poll-allowance riskier") {
		t.Errorf("%s", got)
	}
	got = listed(behaviour.Compare(side(t, polls(50), rules.All[ratio]), side(t, polls(100), rules.All[ratio])))
	if strings.Contains(got, "poll-allowance") {
		t.Errorf("%s", got)
	}
}

// What a recording does not show is not compared, and is named. A timeline that
// hides something holds it all the same, as no recording does: it is taken out.
func TestUnshown(t *testing.T) {
	full := tasks(5, 3, "3s")
	for _, c := range []struct{ bare, gauge string }{
		{"hides time\n" + full, "poll-gap"},
		{"hides task\n" + regexp.MustCompile(` task=\d+`).ReplaceAllString(full, ""), "polls-per-task"},
		{"hides answer\n" + regexp.MustCompile(` -> \w+`).ReplaceAllString(full, ""), "create-ready"},
	} {
		for _, reversed := range []bool{false, true} {
			old, now := side(t, full), side(t, c.bare)
			if reversed {
				old, now = now, old
			}
			d := behaviour.Compare(old, now)
			if got := listed(d); got != "" {
				t.Errorf("%s: %s", c.gauge, got)
			}
			if !slices.ContainsFunc(d.Unshown, func(u behaviour.Unshown) bool { return u.ID == c.gauge && u.New != reversed }) {
				t.Errorf("%s is not named", c.gauge)
			}
		}
	}
}

// A service that only one of the two calls is named, without its figures.
func TestOtherService(t *testing.T) {
	d := behaviour.Compare(side(t, tasks(5, 3, "3s")), side(t, "service anticaptcha\n"+tasks(5, 3, "1s")))
	if got := listed(d); got != "calls neutral; calls neutral" {
		t.Errorf("%s", got)
	}
}

// A gauge says all that its reader needs.
func TestGauges(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range behaviour.Gauges {
		if g.ID == "" || g.Title == "" || g.Means == "" || g.Tolerance == (behaviour.Tolerance{}) || seen[g.ID] {
			t.Errorf("%+v", g)
		}
		seen[g.ID] = true
	}
}
