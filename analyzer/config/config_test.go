package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var rules = []string{"task-poll-limit", "key-missing"}

func TestParse(t *testing.T) {
	c, err := Parse(Name, []byte(`
fail-on: warning
fail-on-headroom: 20%
require: [WrongTaskId]
baseline: known.json
hosts: {"127.0.0.1:8080": capmonster}
rules: {key-missing: off}
suppressions:
  - {rule: task-poll-limit, service: capmonster, operation: getTaskResult, path: "*.har", reason: a load test, until: 2026-12-31}
`), rules)
	if err != nil {
		t.Fatal(err)
	}
	if c.FailOn != "warning" || c.FailOnHeadroom != "20%" || c.Require[0] != "WrongTaskId" || c.Baseline != "known.json" {
		t.Errorf("got %+v", c)
	}
	if c.Hosts[0] != (Host{"127.0.0.1:8080", "capmonster"}) || c.Rules["key-missing"] != "off" {
		t.Errorf("got %+v", c)
	}
	want := Suppression{
		Line: 9, Rule: "task-poll-limit", Service: "capmonster", Operation: "getTaskResult", Path: "*.har", Reason: "a load test", Until: "2026-12-31",
	}
	if *c.Suppressions[0] != want {
		t.Errorf("got %+v", *c.Suppressions[0])
	}
}

func TestNothingIsSettled(t *testing.T) {
	for _, src := range []string{"", "# only a remark\n", "{}", "null", "rules:\nhosts:\nsuppressions:\n"} {
		if _, err := Parse(Name, []byte(src), rules); err != nil {
			t.Errorf("%q: %v", src, err)
		}
	}
}

func TestMistakes(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"an unknown key", "fail_on: error", `.banlint.yaml:1:1: unknown key "fail_on"; did you mean fail-on?`},
		{"an unknown severity", "fail-on: eror", `.banlint.yaml:1:10: "eror" is not known here; did you mean error?`},
		{"an unknown reason", "require: [Boredom]", `1:11: "Boredom" is not known here; wanted one of KeyDoesntExist`},
		{"an unknown service", "hosts:\n  h: nobody", `2:6: "nobody" is not known here`},
		{"an unknown rule", "rules:\n  task-pol-limit: off", `2:3: "task-pol-limit" is not known here; did you mean task-poll-limit?`},
		{"an unknown setting", "rules:\n  key-missing: no", `2:16: "no" is not known here; wanted one of off, info, warning, error`},
		{"a key twice", "fail-on: error\nfail-on: info", `2:1: the key "fail-on" stands here twice`},
		{"a list for a mapping", "- a", "1:1: wanted keys and values, found a list"},
		{"a text for a list", "require: WrongTaskId", `1:10: wanted a list, found "WrongTaskId"`},
		{"a list for a text", "baseline: [a]", "1:11: wanted a text, found a list"},
		{"a suppression without a rule", "suppressions:\n  - reason: x", "2:5: a suppression must have a rule"},
		{"a suppression without a reason", "suppressions:\n  - rule: key-missing", "2:5: a suppression must have a reason"},
		{"a reason that is empty", "suppressions:\n  - {rule: key-missing, reason: ' '}", "wanted a text, found nothing"},
		{"a day that is none", "suppressions:\n  - {rule: key-missing, reason: x, until: 2026-02-30}", "wanted a day, as in 2026-12-31"},
		{"a pattern that is none", "suppressions:\n  - {rule: key-missing, reason: x, path: '['}", "wanted a pattern of paths"},
		{"a headroom of nothing", "fail-on-headroom: 0", "wanted a percentage above 0"},
		{"an alias", "a: &a [x]\nrequire: *a", "wanted a list, found an alias"},
		{"no YAML", "a: [", ".banlint.yaml: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse(Name, []byte(test.src), rules)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestMistakesPrintNoSecrets(t *testing.T) {
	const secret = "de699633c38d651ec7e390a3fa2c61b9"
	for _, src := range []string{
		secret + ": 1", "fail-on: " + secret, "rules: {" + secret + ": off}", "require: " + secret, "a: 1\n" + secret + ": 1\n" + secret + ": 2",
		"baseline: [" + secret, "\t" + secret, "suppressions: [{rule: key-missing, reason: x, until: " + secret + "}]",
	} {
		if _, err := Parse(Name, []byte(src), rules); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: got %v", src, err)
		}
	}
}

func TestAllMistakesAreNamed(t *testing.T) {
	_, err := Parse(Name, []byte("a: 1\nb: 2\nfail-on: x\n"), rules)
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("got %v", err)
	}
}

func TestExpired(t *testing.T) {
	s := Suppression{Until: "2026-12-31"}
	last := time.Date(2026, 12, 31, 23, 59, 0, 0, time.UTC)
	if s.Expired(last) {
		t.Error("expired on its last day")
	}
	if !s.Expired(last.Add(time.Minute)) {
		t.Error("not expired on the day after its last")
	}
	if (&Suppression{}).Expired(last) {
		t.Error("one without an end has expired")
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, "a", "b")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, Name)
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := Find(deep); err != nil || got != file {
		t.Errorf("got %q, %v", got, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("fail-on: error\nsuppressions:\n  - {rule: key-missing, reason: x}\n"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, src []byte) {
		c, err := Parse(Name, src, rules)
		if (c == nil) != (err != nil) {
			t.Errorf("got %v and %v", c, err)
		}
	})
}
