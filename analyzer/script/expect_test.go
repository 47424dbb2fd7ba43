package script_test

import (
	"fmt"
	"testing"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/script"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// rejecter finds every call that was answered with an error.
var rejecter = &analyzer.Rule{
	ID:       "error-answered",
	Severity: analyzer.Warning,
	Scope:    analyzer.PerAccount,
	New:      func(*service.Profile, service.Limit) analyzer.Checker { return errors{} },
	Say:      func(f *analyzer.Finding) lang.Text { return lang.T("%d errors", f.Count) },
}

type errors struct{}

func (errors) Check(p *analyzer.Pass, c *timeline.Call) {
	if c.Code != "" {
		p.Advise(c, 0, analyzer.Warning)
	}
}

func TestMistakes(t *testing.T) {
	const good, bad = "== good: x\nservice capmonster\n", "== bad: x\nservice capmonster\n"
	const fault = "+0s createTask key=K1 -> ERROR_ZERO_BALANCE"
	for _, test := range []struct{ name, src, want string }{
		{"all as expected", bad + fault + ` # want warning "1 err"`, "[]"},
		{"nothing expected or found", good + "+0s getBalance -> ok", "[]"},
		{"unexpected", good + fault, "[{3 unexpected warning: 1 errors}]"},
		{"not found", bad + `+0s getBalance -> ok # want error "x"`, "[{3 no finding like error \"x\"}]"},
		{"another severity", bad + fault + ` # want error "1 err"`, "[{3 unexpected warning: 1 errors} {3 no finding like error \"1 err\"}]"},
		{"another line", bad + fault + "\n" + `+0s getBalance -> ok # want warning "1 err"`, "[{3 unexpected warning: 1 errors} {4 no finding like warning \"1 err\"}]"},
		{"a bad one that expects nothing", bad + fault, "[{1 a section is called good or bad, and only bad ones expect findings}]"},
		{"a good one that expects something", good + fault + ` # want warning "1 err"`, "[{1 a section is called good or bad, and only bad ones expect findings}]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := fmt.Sprint(parse(t, test.src)[0].Test(rejecter)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// Users write timelines as well: whatever they write, it ends in an answer or an error.
func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add("== good: x\nservice capmonster\n+0s createTask library=l defect=d also callback missing=m")
	f.Fuzz(func(_ *testing.T, src string) {
		scripts, _ := script.Parse("a.timeline", src)
		for _, s := range scripts {
			s.Test(rejecter)
		}
	})
}
