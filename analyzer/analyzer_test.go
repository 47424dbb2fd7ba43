package analyzer_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/script"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// rule makes a rule that reports every call of a scope, with how many its subject
// has made so far.
func rule(scope analyzer.Scope, severity analyzer.Severity) *analyzer.Rule {
	return &analyzer.Rule{
		ID: "every-call", Scope: scope, Fix: "Fix it.",
		New: func(*service.Profile, service.Limit) analyzer.Checker { return &every{severity: severity} },
		Say: func(f *analyzer.Finding) lang.Text {
			return lang.T("%d calls of %d subjects, worst %d", f.Count, f.Subjects, int(f.Observed))
		},
	}
}

type every struct {
	severity analyzer.Severity
	seen     int
}

func (e *every) Check(p *analyzer.Pass, c *timeline.Call) {
	e.seen++
	p.Offend(c, float64(e.seen), e.severity)
}

func parse(t *testing.T, text string) *script.Script {
	t.Helper()
	scripts, err := script.Parse("test", "== good: x\n"+text)
	if err != nil {
		t.Fatal(err)
	}
	return scripts[0]
}

func messages(r *analyzer.Report) string {
	var list []string
	for _, f := range r.Findings {
		list = append(list, f.Message.String())
	}
	return strings.Join(list, "; ")
}

// Calls go to the checkers of their subjects; the same behaviour of many tasks of
// one account is one finding with its worst.
func TestSubjects(t *testing.T) {
	s := parse(t, `
service capmonster
+0s x3 getTaskResult key=K1 task=7 client=192.0.2.1 proxy=P1 request=A -> processing
+0s x2 getTaskResult key=K1 task=8 client=192.0.2.1 proxy=P2 request=B -> processing
+0s    getTaskResult key=K2 task=9 client=192.0.2.2 proxy=P2 request=B -> processing
+0s    getBalance    key=K2        client=192.0.2.2 -> ok`)
	for scope, want := range map[analyzer.Scope]string{
		analyzer.PerTask:    "5 calls of 2 subjects, worst 3; 1 calls of 1 subjects, worst 1",
		analyzer.PerAccount: "5 calls of 1 subjects, worst 5; 2 calls of 1 subjects, worst 2",
		analyzer.PerClient:  "5 calls of 1 subjects, worst 5; 2 calls of 1 subjects, worst 2",
		analyzer.PerProxy:   "3 calls of 1 subjects, worst 3; 3 calls of 1 subjects, worst 3",
		analyzer.PerRequest: "5 calls of 2 subjects, worst 3; 1 calls of 1 subjects, worst 1",
	} {
		if got := messages(s.Analyze(rule(scope, analyzer.Error))); got != want {
			t.Errorf("per %s:\n got %s\nwant %s", scope, got, want)
		}
	}
}

// Findings come gravest first, and silent ones not at all.
func TestSeverity(t *testing.T) {
	s := parse(t, "service capmonster\n+0s getBalance key=K1 -> ok")
	report := s.Analyze(rule(analyzer.PerAccount, analyzer.Info), rule(analyzer.PerAccount, analyzer.Silent), rule(analyzer.PerAccount, analyzer.Error))
	var got []string
	for _, f := range report.Findings {
		got = append(got, f.Severity.String())
	}
	if strings.Join(got, " ") != "error info" {
		t.Errorf("%v", got)
	}
}

// A rule whose limit the service does not have, or that says so itself, does not
// concern it.
func TestNotApplicable(t *testing.T) {
	s := parse(t, "service anticaptcha\n+0s getTaskResult key=K1 task=7 -> ok")
	limited := rule(analyzer.PerAccount, analyzer.Error)
	limited.Limit = service.PollsPerTask
	refused := rule(analyzer.PerAccount, analyzer.Error)
	refused.New = func(*service.Profile, service.Limit) analyzer.Checker { return nil }
	if got := messages(s.Analyze(limited, refused)); got != "" {
		t.Errorf("%s", got)
	}
}

type ending struct{ first *timeline.Call }

func (e *ending) Check(_ *analyzer.Pass, c *timeline.Call) {
	if e.first == nil {
		e.first = c
	}
}

func (e *ending) End(p *analyzer.Pass, last timeline.Instant) {
	p.Advise(e.first, last.Sub(e.first.Start).Seconds(), analyzer.Warning)
}

// Each checker is told of the end once, with the time of the service's last call.
func TestEnd(t *testing.T) {
	s := parse(t, "service capmonster\n+0s getTaskResult key=K1 task=7 -> processing\n+9s getBalance key=K1 -> ok")
	r := rule(analyzer.PerTask, analyzer.Error)
	r.New = func(*service.Profile, service.Limit) analyzer.Checker { return &ending{} }
	if got := messages(s.Analyze(r)); got != "1 calls of 1 subjects, worst 9" {
		t.Errorf("%s", got)
	}
}

// The same calls in another order of lines give the same findings.
func TestOrder(t *testing.T) {
	s := parse(t, `
service capmonster
+1s x20 getTaskResult key=K1 task=7 -> processing
+1s x20 createTask    key=K2 task=8 -> ok
+1s x20 getTaskResult key=K2 task=8 -> ERROR_CAPTCHA_UNSOLVABLE`)
	r := rule(analyzer.PerTask, analyzer.Error)
	want := messages(s.Analyze(r))
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		calls := slices.Clone(s.Calls)
		random.Shuffle(len(calls), func(i, j int) { calls[i], calls[j] = calls[j], calls[i] })
		if got := messages(analyzer.Run(timeline.New(calls).Calls, []*analyzer.Rule{r}, service.All)); got != want {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	}
}
