package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/rules"
)

var builtin = []string{"task-poll-limit", "key-missing"}

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
`), builtin)
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
		if _, err := Parse(Name, []byte(src), builtin); err != nil {
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
			_, err := Parse(Name, []byte(test.src), builtin)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// local is a local rule without its threshold.
const local = "local-rules:\n  - {id: x, severity: error, "

func TestLocalRules(t *testing.T) {
	c, err := Parse(Name, []byte(`
suppressions: [{rule: too-many-creates, reason: a load test}]
rules: {too-many-creates: off}
local-rules:
  - id: too-many-creates
    title: more tasks in a minute than our plan allows
    match: {operation: createTask, error: ERROR_NO_SLOT_AVAILABLE, type: ImageToTextTask, service: capmonster}
    per: client
    most: 60
    within: 1m
    severity: warning
    message: >
      {count} tasks in {span},
      our plan allows {most}
    fix: buy a bigger plan
  - {id: many-proxies, distinct: {of: proxy, most: 3}, severity: error, match: {error: proxy-banned}}
  - {id: too-eager, gap: 1.5s, severity: info, per: task}
`), builtin)
	if err != nil {
		t.Fatal(err)
	}
	want := []rules.LocalSpec{{
		ID: "too-many-creates", Title: "more tasks in a minute than our plan allows", File: Name, Severity: analyzer.Warning, Per: analyzer.PerClient,
		Match: rules.LocalMatch{
			Operations: []timeline.Operation{timeline.CreateTask}, Code: "ERROR_NO_SLOT_AVAILABLE", Class: timeline.NoSlot, Type: "ImageToTextTask", Service: "capmonster",
		},
		Most: 60, Within: time.Minute, Message: "{count} tasks in {span}, our plan allows {most}", Fix: "buy a bigger plan",
	}, {
		ID: "many-proxies", Title: "many proxies", File: Name, Severity: analyzer.Error, Per: analyzer.PerAccount,
		Match: rules.LocalMatch{Class: timeline.ProxyBanned}, Of: rules.Proxies, Most: 3,
	}, {
		ID: "too-eager", Title: "too eager", File: Name, Severity: analyzer.Info, Per: analyzer.PerTask, Gap: 1500 * time.Millisecond,
	}}
	if !reflect.DeepEqual(c.Local, want) {
		t.Errorf("got %+v", c.Local)
	}
	if c.Rules["too-many-creates"] != "off" || c.Suppressions[0].Rule != "too-many-creates" {
		t.Errorf("got %+v", c)
	}
}

func TestMistakesInLocalRules(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"no id", "local-rules:\n  - {severity: error, most: 1}", ".banlint.yaml:2:5: a local rule must have an id"},
		{"no severity", "local-rules:\n  - {id: x, most: 1}", "2:5: a local rule must have a severity"},
		{"no threshold", "local-rules:\n  - {id: x, severity: error}", "2:5: a local rule must have a threshold: most, distinct or gap"},
		{"two thresholds", local + "most: 1, gap: 2s}", "2:5: a local rule has one threshold, not both most and gap"},
		{"nothing", "local-rules:\n  -", "2:4: a local rule must have an id"},
		{"a text", "local-rules:\n  - x", `2:5: wanted keys and values, found "x"`},
		{"no list", "local-rules: {id: x}", "1:14: wanted a list, found keys and values"},
		{"an unknown key", local + "most: 1, withn: 1m}", `2:39: unknown key "withn"; did you mean within?`},
		{"an unknown key of match", local + "most: 1, match: {op: other}}", `2:47: unknown key "op"; wanted one of error, operation, service, type`},
		{"an id of no form", "local-rules:\n  - {id: Too_Many, severity: error, most: 1}", "2:10: wanted an id in kebab case of at most 40 characters"},
		{"an id that is long", "local-rules:\n  - {id: " + strings.Repeat("x", 41) + ", severity: error, most: 1}", "2:10: wanted an id in kebab case"},
		{"an id that is taken", "local-rules:\n  - {id: key-missing, severity: error, most: 1}", `2:10: "key-missing" is the id of a rule of banlint's own`},
		{"an id twice", local + "most: 1}\n  - {id: x, severity: error, most: 2}", `3:10: another local rule has the id "x"`},
		{"an unknown severity", "local-rules:\n  - {id: x, severity: off, most: 1}", `2:23: "off" is not known here; wanted one of info, warning, error`},
		{"an unknown operation", local + "most: 1, match: {operation: createtask}}", `2:58: "createtask" is not known here; did you mean createTask?`},
		{"an unknown service", local + "most: 1, match: {service: nobody}}", `2:56: "nobody" is not known here`},
		{"an unknown error", local + "most: 1, match: {error: ERROR_ZERO_BALANC}}", `2:54: "ERROR_ZERO_BALANC" is no known error; did you mean ERROR_ZERO_BALANCE?`},
		{"an error like none", local + "most: 1, match: {error: hunger}}", `2:54: "hunger" is no known error; wanted the code of one, or one of key-unknown, zero-balance`},
		{"what is no error", local + "most: 1, match: {error: CAPCHA_NOT_READY}}", `2:54: "CAPCHA_NOT_READY" is no known error`},
		{"a type that is none", local + "most: 1, match: {type: a b}}", "2:53: wanted a type of tasks"},
		{"an unknown scope", local + "most: 1, per: code}", `2:44: "code" is not known here; wanted one of account, client, task, proxy`},
		{"less than nothing", local + "most: -1}", "2:36: wanted a number from 0 to 1000000000"},
		{"a text for a number", local + "most: '1'}", "2:36: wanted a number"},
		{"a fraction", local + "most: 1.5}", "2:36: wanted a number"},
		{"no number", local + "most: }", "2:36: wanted a number"},
		{"a list for a number", local + "most: [1]}", "2:36: wanted a number"},
		{"a time without a unit", local + "most: 1, within: 60}", "2:47: wanted a time, as in 90s or 1h30m"},
		{"a time of nothing", local + "gap: 0s}", "2:35: wanted a time"},
		{"a time before", local + "gap: -1s}", "2:35: wanted a time"},
		{"a time past all bounds", local + "gap: 9999999999h}", "2:35: wanted a time"},
		{"a span past the memory of accounts", local + "most: 1, within: 24h1ms}", "2:47: wanted at most 24h per account"},
		{"a span past the memory of tasks", local + "per: task, most: 1, within: 2h}", "2:58: wanted at most 1h per task"},
		{"a gap past the memory of proxies", local + "per: proxy, gap: 2h}", "2:47: wanted at most 1h per proxy"},
		{"a span of a gap", local + "gap: 1s, within: 1m}", "2:47: a gap is the least time between two calls, and has no span"},
		{"different ones of nothing", local + "distinct: {most: 1}}", "2:40: distinct must have an of"},
		{"how many different ones", local + "distinct: {of: proxy}}", "2:40: distinct must have a most"},
		{"no different ones", local + "distinct: {of: proxy, most: 0}}", "2:58: wanted a number from 1 to"},
		{"different ones of something else", local + "distinct: {of: key, most: 1}}", `2:45: "key" is not known here; wanted one of proxy, task, client, account`},
		{"different ones of itself", local + "distinct: {of: account, most: 1}}", "2:40: each account is one account"},
		{"an unknown placeholder", local + "most: 1, message: '{cuont} calls'}", `2:48: "cuont" stands in braces; wanted one of {count}, {observed}, {most}, {span}`},
		{"a message that cannot be printed", local + "most: 1, message: \"a\\eb\"}", "2:48: wanted a text of at most 300 characters that can be printed"},
		{"a long title", local + "most: 1, title: " + strings.Repeat("x", 301) + "}", "2:46: wanted a text of at most 300 characters"},
		{"an empty fix", local + "most: 1, fix: ''}", "2:44: wanted a text, found nothing"},
		{"a rule that is not there", local + "most: 1}\nrules: {y: off}", `3:9: "y" is not known here`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse(Name, []byte(test.src), builtin)
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
		local + "most: " + secret + "}", local + "most: 1, within: " + secret + "}", local + "most: 1, match: {error: " + secret + "}}",
		local + "most: 1, message: '{" + secret + "}'}", local + "most: 1, per: " + secret + "}",
	} {
		if _, err := Parse(Name, []byte(src), builtin); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: got %v", src, err)
		}
	}
}

func TestAllMistakesAreNamed(t *testing.T) {
	_, err := Parse(Name, []byte("a: 1\nb: 2\nfail-on: x\n"), builtin)
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
	f.Add([]byte("local-rules:\n  - {id: x, severity: error, distinct: {of: proxy, most: 1}, message: '{count}'}\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		c, err := Parse(Name, src, builtin)
		if (c == nil) != (err != nil) {
			t.Errorf("got %v and %v", c, err)
		}
	})
}
