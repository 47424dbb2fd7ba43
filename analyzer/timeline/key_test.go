package timeline_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
)

const secret = "s3cr3t0123456789abcdefABCDEF"

// holders are all the ways in which a value may be handed to a printer.
func holders() []any {
	k, p, id := timeline.NewKey(secret), timeline.NewProxy(secret), timeline.NewTaskID(secret)
	type exported struct {
		K timeline.Key
		P *timeline.Proxy
		T timeline.TaskID
	}
	type unexported struct {
		k timeline.Key
		p *timeline.Proxy
		t timeline.TaskID
	}
	type embedded struct {
		timeline.Key
		N int
	}
	call := timeline.Call{Key: k, Proxy: p, Task: id, Created: &timeline.Created{Proxy: p}}
	return []any{
		k, &k, p, &p, id, &id,
		exported{k, &p, id}, &exported{k, &p, id}, unexported{k, &p, id}, &unexported{k, &p, id}, embedded{k, 1}, &embedded{k, 1},
		[]timeline.Key{k}, []any{k, p, id}, [1]timeline.Proxy{p}, []*timeline.Key{&k}, []timeline.TaskID{id},
		map[timeline.Key]int{k: 1}, map[string]timeline.Proxy{"p": p}, map[timeline.Proxy]timeline.Key{p: k}, map[timeline.TaskID]int{id: 1},
		call, &call, []timeline.Call{call}, timeline.New([]timeline.Call{call}), *timeline.New([]timeline.Call{call}),
		struct{ any }{k}, fmt.Errorf("key %v", k),
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	inHex := fmt.Sprintf("%x", secret)
	check := func(how, out string) {
		t.Helper()
		if strings.Contains(out, secret) || strings.Contains(strings.ToLower(out), inHex) {
			t.Errorf("%s prints %s", how, out)
		}
	}
	for _, h := range holders() {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%t", "%c", "%40s", "%-40v", "%.99s", "%!"} {
			check(fmt.Sprintf("%s of %T", verb, h), fmt.Sprintf(verb, h))
		}
		check(fmt.Sprintf("Sprint of %T", h), fmt.Sprint(h)+fmt.Sprintln(h))
		out, err := json.Marshal(h)
		if err == nil {
			check(fmt.Sprintf("JSON of %T", h), string(out))
		}
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "h", h)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "h", h)
		check(fmt.Sprintf("log of %T", h), log.String())
	}
}

func TestKey(t *testing.T) {
	none, k := timeline.NewKey(""), timeline.NewKey(secret)
	if !none.IsZero() || none.String() != "" || none != (timeline.Key{}) {
		t.Errorf("no key is %v", none)
	}
	if k.IsZero() || k.String() != "****" || k != timeline.NewKey(strings.Clone(secret)) || k == timeline.NewKey(secret+"x") {
		t.Errorf("a key is %v", k)
	}
	if text, err := k.MarshalText(); string(text) != "****" || err != nil {
		t.Errorf("%s, %v", text, err)
	}
	for _, c := range []struct{ raw, want string }{{"", ""}, {"0123456789abcde", ""}, {"0123456789abcdef", "cdef"}, {secret, "CDEF"}} {
		if got := timeline.NewKey(c.raw).Tail(); got != c.want {
			t.Errorf("%q ends in %q, want %q", c.raw, got, c.want)
		}
	}
}

func TestTaskID(t *testing.T) {
	for _, c := range []struct{ raw, want string }{
		{"", ""},
		{"7", "7"},
		{"82177823311", "82177823311"},
		{"18446744073709551615", "18446744073709551615"},
		{"184467440737095516150", "(21 characters)"},
		{"37223a89-06ed-442c-a0b8-22067b79c5b4", "37223a89-06ed-442c-a0b8-22067b79c5b4"},
		{"37223A89-06ED-442C-A0B8-22067B79C5B4", "37223A89-06ED-442C-A0B8-22067B79C5B4"},
		{"37223a8906ed442ca0b822067b79c5b4", "(32 characters)"},
		{"----37223a8906ed442ca0b822067b79c5b4", "(36 characters)"},
		{"3722-a89-06ed-442c-a0b8-22067b79c5b4", "(36 characters)"},
		{"-7", "(2 characters)"},
		{"1.5", "(3 characters)"},
		{"7\n8", "(3 characters)"},
		{secret, "(28 characters)"},
	} {
		id := timeline.NewTaskID(c.raw)
		if got := id.String(); got != c.want {
			t.Errorf("%q prints as %q, want %q", c.raw, got, c.want)
		}
		if id != timeline.NewTaskID(strings.Clone(c.raw)) {
			t.Errorf("%q is not itself", c.raw)
		}
	}
}
