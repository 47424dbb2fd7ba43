package timeline_test

import (
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

func TestPosition(t *testing.T) {
	for _, c := range []struct {
		pos  timeline.Position
		want string
	}{
		{timeline.Position{Source: "run.har"}, "run.har"},
		{timeline.Position{Source: "run.har", Entry: 42}, "run.har#42"},
		{timeline.Position{Source: "proxy.log", Entry: 42, Line: 1043}, "proxy.log:1043"},
		{timeline.Position{Source: "a.zip:run.har", Entry: 1}, "a.zip:run.har#1"},
	} {
		if got := c.pos.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestInstant(t *testing.T) {
	east := time.FixedZone("", 5*3600)
	for _, c := range []struct {
		name string
		time time.Time
		want string // "" for a time that is not known
	}{
		{"milliseconds", time.Date(2026, 3, 14, 9, 20, 0, 250_999_999, time.UTC), "2026-03-14T09:20:00.250Z"},
		{"another zone", time.Date(2026, 3, 14, 1, 0, 0, 0, east), "2026-03-13T20:00:00.000Z"},
		{"the first", time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), "2000-01-01T00:00:00.000Z"},
		{"before it in UTC", time.Date(2000, 1, 1, 4, 0, 0, 0, east), ""},
		{"the last", time.Date(2099, 12, 31, 23, 59, 59, 999_000_000, time.UTC), "2099-12-31T23:59:59.999Z"},
		{"after it", time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), ""},
		{"no time", time.Time{}, ""},
		{"beyond 64 bits", time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), ""},
		{"1970", time.Unix(0, 0), ""},
	} {
		at := timeline.At(c.time)
		if got := at.String(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if at != 0 && !at.Time().Equal(c.time) {
			t.Errorf("%s: %v does not come back", c.name, c.time)
		}
	}
	if later := noon.Add(time.Second); later.Sub(noon) != time.Second || noon.Sub(later) != -time.Second {
		t.Error("a second later is not a second later")
	}
}

func TestEnd(t *testing.T) {
	for _, c := range []struct{ took, want time.Duration }{{0, 0}, {40, 40}, {-1, 0}} {
		call := timeline.Call{Start: noon, Took: c.took}
		if got := call.End().Sub(noon); got != c.want {
			t.Errorf("took %v: ends after %v, want %v", c.took, got, c.want)
		}
	}
}

func TestShows(t *testing.T) {
	s := timeline.ShowsKey | timeline.ShowsTime
	if !s.Has(timeline.ShowsKey) || !s.Has(s) || !s.Has(0) || s.Has(timeline.ShowsKey|timeline.ShowsTask) {
		t.Errorf("%b", s)
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{timeline.OtherOperation.String(), "other"}, {timeline.Report.String(), "report"},
		{timeline.NoState.String(), ""}, {timeline.Ready.String(), "ready"},
		{timeline.NoError.String(), ""}, {timeline.OtherError.String(), "error"}, {timeline.Banned.String(), "banned"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestHeader(t *testing.T) {
	x := timeline.Exchange{
		RequestHeaders:  []timeline.Header{{Name: "user-agent", Value: "a"}, {Name: "User-Agent", Value: "b"}},
		ResponseHeaders: []timeline.Header{{Name: "DATE", Value: "d"}},
	}
	if x.Header("User-Agent") != "a" || x.Header("Date") != "" || x.ResponseHeader("Date") != "d" {
		t.Errorf("%q %q %q", x.Header("User-Agent"), x.Header("Date"), x.ResponseHeader("Date"))
	}
}
