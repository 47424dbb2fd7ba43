package lang

import (
	"testing"
	"time"
)

func TestText(t *testing.T) {
	for _, test := range []struct {
		text Text
		want string
	}{
		{Text{}, ""},
		{Doc("100%"), "100%"},
		{T("%s of %d", "a", 2), "a of 2"},
		{T("%s sent", Count(1, "task")), "1 task sent"},
		{T("%s sent", Count(0, "task")), "0 tasks sent"},
		{Plural(2, "%d proxy", "%d proxies"), "2 proxies"},
		{Doc("one\n\ttwo"), "one two"},
		{Join(nil, ", "), ""},
		{Join([]Text{T("a"), T("%d", 1)}, ", "), "a, 1"},
		{T("%s, %s", "::x", T("%s", "::y")).Map(func(s string) string { return s[2:] }), "x, y"},
	} {
		if got := test.text.String(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// A number takes the form that the language has for it, and spans take its units.
func TestNumbers(t *testing.T) {
	for _, test := range []struct {
		language Language
		text     Text
		want     string
	}{
		{Russian, Count(1, "task"), "1 задача"},
		{Russian, Count(2, "task"), "2 задачи"},
		{Russian, Count(12, "task"), "12 задач"},
		{Russian, Count(21, "task"), "21 задача"},
		{Polish, Count(2, "task"), "2 zadania"},
		{Polish, Count(5, "task"), "5 zadań"},
		{Chinese, Count(5, "task"), "5 个任务"},
		{Russian, T("%s", Span(90*time.Second+500*time.Millisecond)), "1 мин 30.5 с"},
		{Chinese, T("%s", Span(2*time.Hour)), "2 小时"},
		{Polish, T("%s", Span(250*time.Microsecond)), "250 µs"},
		{Russian, T("no catalogue has this, with %d", 1), "no catalogue has this, with 1"},
		{Russian, T("no catalogue has this"), "no catalogue has this"},
	} {
		if got := test.text.In(test.language); got != test.want {
			t.Errorf("%s: got %q, want %q", test.language, got, test.want)
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", time.Second: "1s", time.Minute: "1m", 90 * time.Minute: "90m", 2 * time.Hour: "2h", 61 * time.Second: "1m1s", -3 * time.Second: "-3s",
	} {
		if got := Span(d).String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestOfLocale(t *testing.T) {
	for _, test := range []struct {
		env  map[string]string
		want Language
	}{
		{nil, English},
		{map[string]string{"LANG": "ru_RU.UTF-8"}, Russian},
		{map[string]string{"LANG": "zh_CN"}, Chinese},
		{map[string]string{"LANG": "pl"}, Polish},
		{map[string]string{"LANG": "de_DE.UTF-8"}, English},
		{map[string]string{"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, English},
		{map[string]string{"LANG": "C", "LC_MESSAGES": "pl_PL.UTF-8"}, Polish},
	} {
		if got := OfLocale(func(name string) string { return test.env[name] }); got != test.want {
			t.Errorf("%v: got %s, want %s", test.env, got, test.want)
		}
	}
}
