package service_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// documents are the hosts of each service's documentation.
var documents = map[string]string{
	"capmonster": "docs.capmonster.cloud/", "anticaptcha": "anti-captcha.com/", "twocaptcha": "2captcha.com/", "capsolver": "docs.capsolver.com/",
}

func checkSource(t *testing.T, what string, s service.Source) {
	t.Helper()
	if !strings.HasPrefix(s.URL, "https://") {
		t.Errorf("%s: source %q", what, s.URL)
	}
	if _, err := time.Parse(time.DateOnly, s.Retrieved); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

func TestLimits(t *testing.T) {
	for _, p := range service.All {
		seen := map[service.LimitID]bool{}
		for _, l := range p.Limits {
			what := p.Name + " " + string(l.ID)
			if seen[l.ID] {
				t.Errorf("%s stands there twice", what)
			}
			seen[l.ID] = true
			checkSource(t, what, l.Source)
			if l.Bounds == "" || strings.HasSuffix(l.Bounds, ".") || l.Value <= 0 && l.Unit != service.Form && !l.Least || l.Span < 0 || l.Slack < 0 {
				t.Errorf("%s: %+v", what, l)
			}
			own := strings.HasPrefix(l.Source.URL, "https://"+documents[p.Name])
			if own != (l.Basis != service.Published) {
				t.Errorf("%s is %v, by %s", what, l.Basis, l.Source.URL)
			}
			if l.Unit == service.Requests && l.Least {
				t.Errorf("%s: no service asks for requests", what)
			}
			if found, ok := p.Limit(l.ID); !ok || found.Value != l.Value {
				t.Errorf("%s is not found", what)
			}
			if slices.Contains(l.Doubts, "") {
				t.Errorf("%s: an empty doubt", what)
			}
		}
		if _, ok := p.Limit("nonesuch"); ok {
			t.Errorf("%s has a limit that there is not", p.Name)
		}
	}
}

func TestBans(t *testing.T) {
	for _, p := range service.All {
		for _, b := range p.Bans {
			what := p.Name + " " + b.Code
			checkSource(t, what, b.Source)
			if c, ok := service.CodeByName(b.Code); !ok || c.Class != timeline.Banned {
				t.Errorf("%s is no code of a ban", what)
			}
			if found, ok := p.Ban(b.Code); !ok || found.Lasts != b.Lasts {
				t.Errorf("%s is not found, or another is", what)
			}
			if b.Sole && len(b.Earned) != 1 {
				t.Errorf("%s has one reason, which is not named", what)
			}
			for _, r := range b.Earned {
				if !slices.Contains(p.Reasons(), r) {
					t.Errorf("%s: no limit of the service earns %s", what, r)
				}
			}
		}
		if _, ok := p.Ban("ERROR_ZERO_BALANCE"); ok {
			t.Errorf("%s: an empty balance is no ban", p.Name)
		}
	}
}

func TestReasons(t *testing.T) {
	for name, want := range map[string][]service.Reason{
		"capmonster":  {service.KeyDoesntExist, service.ZeroBalance, service.WrongTaskId, service.BadProxy, service.RepeatedErrors, service.RequestBurst},
		"anticaptcha": {service.KeyDoesntExist, service.RepeatedErrors},
		"twocaptcha":  {service.KeyDoesntExist, service.ZeroBalance, service.BadProxy, service.NoSlot, service.PollRatio, service.RequestBurst},
		"capsolver":   {service.WrongTaskId},
	} {
		if got := service.ByName(name).Reasons(); !slices.Equal(got, want) {
			t.Errorf("%s bans for %v, want %v", name, got, want)
		}
	}
	var vocabulary []string
	for _, r := range service.Reasons {
		vocabulary = append(vocabulary, string(r.Reason))
		if r.Title == "" {
			t.Errorf("%s has no title", r.Reason)
		}
	}
	if got := strings.Join(vocabulary, " "); got != "KeyDoesntExist ZeroBalance WrongTaskId BadProxy RepeatedErrors NoSlot PollRatio RequestBurst" {
		t.Error(got)
	}
}

func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range service.All {
		for _, name := range slices.Concat([]string{p.Name}, p.Aliases, p.Hosts, p.SiteHosts, p.Addresses) {
			if seen[name] || name != strings.ToLower(name) {
				t.Errorf("%s: %q is taken, or has capitals", p.Name, name)
			}
			seen[name] = true
		}
		for _, name := range slices.Concat([]string{p.Name}, p.Aliases) {
			if service.ByName(name) != p {
				t.Errorf("%q is not %s", name, p.Name)
			}
		}
		if service.All.Of(&timeline.Call{Service: p.Name}) != p || p.Title == "" {
			t.Errorf("%s is not itself", p.Name)
		}
	}
	if service.ByName("nonesuch") != nil || service.ByName("") != nil {
		t.Error("a service is found that there is not")
	}
	if got := strings.Join(service.Names(), " "); got != "capmonster anticaptcha twocaptcha capsolver" {
		t.Error(got)
	}
}

func TestLimitString(t *testing.T) {
	for _, c := range []struct {
		limit service.Limit
		want  string
		most  float64
	}{
		{service.Limit{Value: 120}, "120 requests", 120},
		{service.Limit{Value: 1}, "1 request", 1},
		{service.Limit{}, "none", 0},
		{service.Limit{Value: 60, Span: 3 * time.Second}, "60 requests in 3s", 60},
		{service.Limit{Value: 4, Span: 10 * time.Minute}, "4 requests in 10m", 4},
		{service.Limit{Value: 50_000, Unit: service.Bytes}, "50000 bytes", 50_000},
		{service.Limit{Value: 100, Unit: service.Bytes, Least: true}, "at least 100 bytes", 100},
		{service.Limit{Value: int64(2 * time.Second), Unit: service.Time, Least: true}, "at least 2s", 2},
		{service.Limit{Value: int64(1500 * time.Millisecond), Unit: service.Time}, "1.5s", 1.5},
	} {
		if got := c.limit.String(); got != c.want || c.limit.Most() != c.most {
			t.Errorf("%+v: %q and %v, want %q and %v", c.limit, got, c.limit.Most(), c.want, c.most)
		}
	}
	for d, want := range map[time.Duration]string{0: "0s", 90 * time.Second: "1m30s", time.Minute: "1m", 2 * time.Hour: "2h", 90 * time.Minute: "90m"} {
		if got := service.Span(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

func TestBasis(t *testing.T) {
	for b, want := range []string{"documented", "published", "estimated", "observed"} {
		if got := service.Basis(b).String(); got != want {
			t.Errorf("%d: %s, want %s", b, got, want)
		}
	}
}
