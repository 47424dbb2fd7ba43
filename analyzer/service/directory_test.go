package service_test

import (
	"math/rand/v2"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

func TestHosts(t *testing.T) {
	const address = "65.21.216.235"
	for _, c := range []struct {
		url, server string
		mappings    []string
		want        string // a service, or what else it is
	}{
		{url: "https://api.capmonster.cloud/createTask", want: "capmonster"},
		{url: "HTTPS://API.CapMonster.Cloud:443/createTask", want: "capmonster"},
		{url: "http://api.capmonster.cloud:80/createTask", want: "capmonster"},
		{url: "http://api.capmonster.cloud:443/createTask", want: "capmonster"},
		{url: "https://api.capmonster.cloud.:8443/createTask", want: "capmonster"},
		{url: "https://user:p@api.capmonster.cloud/createTask", want: "capmonster"},
		{url: "https://api.capmonster.cloud", want: "capmonster"},
		{url: "https://api.anti-captcha.com/createTask", want: "anticaptcha"},
		{url: "https://antigate.com/in.php?key=k", want: "anticaptcha"},
		{url: "https://api.2captcha.com/createTask", want: "twocaptcha"},
		{url: "http://rucaptcha.com/res.php?key=k", want: "twocaptcha"},
		{url: "https://api.capsolver.com/getToken", want: "capsolver"},

		{url: "https://2captcha.com/", want: "foreign"},
		{url: "https://anti-captcha.com/apidoc/methods/createTask.html", want: "foreign"},
		{url: "https://example.test/login", want: "foreign"},
		{url: "https://api.capmonster.cloud.example.test/x", want: "foreign"},
		{url: "https://example.test/?u=https://api.capmonster.cloud/createTask", want: "foreign"},
		{url: "https://api.capmonster.cloud@example.test/x", want: "foreign"},
		{url: "https://example.test\\@api.capmonster.cloud/x", want: "foreign"},
		{url: "", want: "foreign"},

		{url: "https://example.test/createTask", want: "stranger"},
		{url: "https://example.test/captcha/in.php?key=k", want: "stranger"},
		{url: "https://api.capmonster.cloud.example.test/createTask", want: "stranger"},
		{url: "chrome-extension://abcdefgh/createTask", want: "stranger"},

		{url: "https://2captcha.com/in.php?key=k", server: address, want: "capmonster"},
		{url: "https://example.test/anything", server: address, want: "capmonster"},
		{url: "https://2captcha.com/in.php?key=k", server: "192.0.2.1", want: "twocaptcha"},
		{url: "https://" + address + "/createTask", want: "capmonster"},
		{url: "http://" + address + ":8080/createTask", want: "capmonster"},

		{url: "/createTask", want: "capmonster"},
		{url: "/res.php?key=k&pageurl=http://x.test/", want: "capmonster"},
		{url: "/in.php?a=x://example.test", want: "capmonster"},
		{url: "/index.html", want: "foreign"},
		{url: "/createTask", mappings: []string{"*=anticaptcha"}, want: "anticaptcha"},
		{url: "https://example.test/createTask", mappings: []string{"*=anticaptcha"}, want: "stranger"},
		{url: "http://127.0.0.1:8080/createTask", mappings: []string{"127.0.0.1:8080=capsolver"}, want: "capsolver"},
		{url: "http://127.0.0.1:9090/createTask", mappings: []string{"127.0.0.1:8080=capsolver"}, want: "stranger"},
		{url: "http://127.0.0.1:9090/createTask", mappings: []string{"127.0.0.1=capsolver"}, want: "capsolver"},
		{url: "http://[::1]:8080/createTask", mappings: []string{"[::1]:8080=2captcha"}, want: "twocaptcha"},
		{url: "http://double.test/createTask", mappings: []string{"Double.test=RuCaptcha"}, want: "twocaptcha"},
		{url: "https://api.capmonster.cloud/createTask", mappings: []string{"api.capmonster.cloud=capsolver"}, want: "capsolver"},
	} {
		x := post(c.url, `{"clientKey":"k"}`, "{}")
		x.Server = c.server
		calls, outcome := directory(t, c.mappings...).Read(x, nil)
		got := [...]string{"foreign", "", "stranger", "tunnelled"}[outcome]
		if outcome == service.Recognised {
			got = calls[0].Service
		}
		if got != c.want {
			t.Errorf("%s from %q with %q: %s, want %s", c.url, c.server, c.mappings, got, c.want)
		}
		// What was not wanted would never have come to be read.
		if wanted := directory(t, c.mappings...).Wanted(c.url, c.server); wanted != (outcome != service.Foreign) {
			t.Errorf("%s from %q: wanted %v, outcome %d", c.url, c.server, wanted, outcome)
		}
	}
}

// A path alone does not make a stranger: many sites have an in.php.
func TestStrangerSpeaksTheDialect(t *testing.T) {
	for _, c := range []struct {
		x    *timeline.Exchange
		want service.Outcome
	}{
		{get("https://example.test/in.php", ""), service.Foreign},
		{get("https://example.test/in.php?key=k", ""), service.Stranger},
		{post("https://example.test/in.php", "key=k", ""), service.Stranger},
		{get("https://example.test/res.php?id=7", ""), service.Foreign},
	} {
		if calls, got := directory(t).Read(c.x, nil); got != c.want || len(calls) != 0 {
			t.Errorf("%s %s: %d, want %d", c.x.Method, c.x.URL, got, c.want)
		}
	}
}

func TestNoCalls(t *testing.T) {
	for _, c := range []struct {
		name, method, url string
		tunnel            bool
		want              service.Outcome
	}{
		{"preflight", "OPTIONS", capMonster + "/createTask", false, service.Foreign},
		{"tunnel", "CONNECT", "https://api.capmonster.cloud", true, service.Tunnelled},
		{"tunnel with its port", "CONNECT", "https://api.capmonster.cloud:443", true, service.Tunnelled},
		{"tunnel as some proxies write it", "CONNECT", "http://api.capmonster.cloud:443/", true, service.Tunnelled},
		{"tunnel to another host", "CONNECT", "https://example.test:443", true, service.Foreign},
	} {
		before := []timeline.Call{{}}
		calls, got := directory(t).Read(&timeline.Exchange{Method: c.method, URL: c.url, Tunnel: c.tunnel}, before)
		if got != c.want || len(calls) != 1 {
			t.Errorf("%s: outcome %d, want %d; %d calls", c.name, got, c.want, len(calls)-1)
		}
	}
}

func TestMappingErrors(t *testing.T) {
	for _, c := range []struct{ mapping, want string }{
		{"", "is written HOST=SERVICE"},
		{"example.test", "is written HOST=SERVICE"},
		{"=capmonster", "is written HOST=SERVICE"},
		{"example.test=", "known are capmonster, anticaptcha, twocaptcha, capsolver"},
		{"example.test=nonesuch", "no such service"},
	} {
		if _, err := service.NewDirectory([]string{c.mapping}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.mapping, err, c.want)
		}
	}
}

func TestHostless(t *testing.T) {
	if got := directory(t).Hostless().Name; got != "capmonster" {
		t.Error(got)
	}
	if got := directory(t, "*=2captcha").Hostless().Name; got != "twocaptcha" {
		t.Error(got)
	}
}

func TestHost(t *testing.T) {
	for _, c := range []struct{ url, want string }{
		{"https://Example.test:443/x", "example.test"}, {"http://example.test:8080", "example.test:8080"}, {"/x", ""}, {"", ""},
	} {
		if got := service.Host(c.url); got != c.want {
			t.Errorf("%s: %q, want %q", c.url, got, c.want)
		}
	}
}

// A host before a path is mostly read without much ado, and before a query never.
func TestHostBeforePath(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		url := []byte("http://")
		for range random.IntN(6) {
			url = append(url, "abcZ09.-_:@é"[random.IntN(13)])
		}
		before := string(url)
		if got, want := service.Host(before+"/p"), service.Host(before+"?p"); got != want {
			t.Errorf("%q: %q before a path, %q before a query", before, got, want)
		}
	}
}

// FuzzHost compares the host that is taken of an address with what package url takes, and holds that
// nothing is of a service whose host is another's.
func FuzzHost(f *testing.F) {
	for _, s := range []string{capMonster + "/createTask", "http://me:pw@2captcha.com:80/res.php?x=1#y", "https://[::1%25eth0]:8080/", "https://2captcha.com.evil.example/in.php", "https://evil.example/2captcha.com/in.php", "HTTPS://API.CAPMONSTER.CLOUD.:443"} {
		f.Add(s)
	}
	d := directory(f)
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := url.Parse(raw)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" {
			return
		}
		host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
		if port := u.Port(); port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
			host += ":" + port
		}
		plain := !strings.ContainsFunc(host, func(c rune) bool { return c >= 0x80 || c <= ' ' || strings.ContainsRune("[]%", c) }) && strings.Count(host, ":") < 2
		if got := service.Host(raw); plain && got != host {
			t.Errorf("%q: host %q, and %q by package url", raw, got, host)
		}
		known := regexp.MustCompile(`^(api\.capmonster\.cloud|(api\.|www\.)?anti-captcha\.com|(www\.)?anti-captcha\.net|antigate\.com|api\.capsolver\.com|(api\.|www\.)?(2captcha|rucaptcha)\.com)\.*(:\d*)?$`)
		if calls, _ := d.Read(post(raw, `{"clientKey":"k"}`, ""), nil); len(calls) > 0 && !known.MatchString(host) {
			t.Errorf("%q is taken for a call of %s, at host %q", raw, calls[0].Service, host)
		}
	})
}
