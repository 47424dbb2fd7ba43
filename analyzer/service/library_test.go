package service_test

import (
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
)

func TestLibrary(t *testing.T) {
	soft := func(host, id string) *timeline.Exchange {
		return post("https://"+host+"/createTask", `{"clientKey":"k","task":{},"softId":`+id+`}`, "")
	}
	with := func(x *timeline.Exchange, name, value string) *timeline.Exchange {
		x.RequestHeaders = append(x.RequestHeaders, timeline.Header{Name: name, Value: value})
		return x
	}
	poll := func() *timeline.Exchange { return post(capMonster+"/getTaskResult", "{}", "") }
	const goAgent, jsAgent = "Zennolab.CapMonsterCloud.Client.Go/0.0.1", "Zennolab.CapMonsterCloud.Client.JS/2.6.1"
	for _, c := range []struct {
		name string
		x    *timeline.Exchange
		want string // "" for none
	}{
		{"User-Agent", with(poll(), "user-agent", jsAgent), "zenno-js"},
		{"Python", with(poll(), "User-Agent", "Zennolab.CapMonsterCloud.Client.Python/3.4.0"), "zenno-py"},
		{".NET", with(poll(), "User-Agent", "Zennolab.CapMonsterCloud.Client/3.1.0"), "zenno-dotnet"},
		{"misspelt header", with(with(poll(), "User-Agent", "Go-http-client/2.0"), "UserAgent", goAgent), "zenno-go"},
		{"another program", with(poll(), "User-Agent", "python-requests/2.32"), ""},
		{"nothing", poll(), ""},
		{"soft id", soft("api.capmonster.cloud", "55"), "zenno-py"},
		{"soft id in quotes", soft("api.capmonster.cloud", `"55"`), "zenno-py"},
		{"soft id before the User-Agent", with(soft("api.capmonster.cloud", "55"), "User-Agent", jsAgent), "zenno-py"},
		{"soft id of another service", soft("api.anti-captcha.com", "55"), ""},
		{"soft id of nobody", soft("api.capmonster.cloud", "0"), ""},
		{"soft id at its service", soft("api.anti-captcha.com", "1187"), "anticaptcha-go"},
		{"in.php", get(twoCaptcha+"/in.php?key=k&soft_id=4580", "OK|7"), "2captcha-python"},
		{"in.php with a User-Agent", with(get(twoCaptcha+"/in.php?key=k", "OK|7"), "User-Agent", jsAgent), "zenno-js"},
	} {
		got := ""
		if library := readOne(t, c.x).Library; library != nil {
			got = library.Name
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
