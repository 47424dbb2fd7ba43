package accesslog_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/accesslog"
)

// whole writes all that is known of an exchange, or why there is none.
func whole(x *timeline.Exchange, err error) string {
	if err != nil {
		return fmt.Sprintf("%#v", err)
	}
	return fmt.Sprintf("%#v", *x)
}

// bySplit and byEach list what comes out of a log.
func bySplit(f *parsers.Format, log []byte, wanted parsers.Wanted) (all []string) {
	for rec, err := range f.Split("", bytes.NewReader(log)) {
		var x timeline.Exchange
		if err == nil {
			x, err = f.Decode(rec, wanted)
		}
		all = append(all, whole(&x, err))
	}
	return all
}

func byEach(f *parsers.Format, log []byte, at int, wanted parsers.Wanted) (all []string, end int) {
	end = f.Each(log, at, wanted, func(x *timeline.Exchange, err error) {
		all = append(all, whole(x, err))
	})
	return all, end
}

// Each shows what Split and Decode do, and leaves nothing but the line without a
// line break.
func checkEach(t *testing.T, log []byte, at int) {
	t.Helper()
	for _, f := range accesslog.Formats {
		if f.Each == nil {
			continue
		}
		for name, wanted := range map[string]parsers.Wanted{
			"all": nil, "some": func(url, _ string) bool { return len(url)%2 == 0 },
		} {
			got, end := byEach(f, log, at, wanted)
			if left := bytes.HasPrefix(log[at:], []byte("\xef\xbb\xbf")); !left && end != at+bytes.LastIndexByte(log[at:], '\n')+1 || left && end != at {
				t.Fatalf("%s, %s: stopped at %d of %q", f.Name, name, end-at, log[at:])
			}
			if want := bySplit(f, log[at:end], wanted); !slices.Equal(got, want) {
				t.Fatalf("%s, %s: %q\n got %s\nwant %s", f.Name, name, log[at:end], strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

// odd are lines that are not as most lines are.
var odd = []string{
	"", " \t\r", "\x00\x00", "garbage", "# rotated", "\xef\xbb\xbf" + combinedLine, "|", "-", `"`, "1", "nginx-1 | " + combinedLine,
	"Mar 14 09:26:53 host nginx[12]: " + combinedLine, "Mar 14 09:26:53 host cron[1]: job done",
	"Mar 14 09:26:53 gate (squid-1): " + squidLine, "2025-03-14T09:26:53.1Z stdout F " + squidLine,
	"2025-03-14 09:26:53.100 7f58 Info: Privoxy", "192.0.2.10 | " + combinedLine, "1741944413.180 | " + squidLine, "1741944413.180  |x " + squidLine,
	"1741944413.200 0 192.0.2.10 UDP_MISS/000 60 ICP_QUERY http://2captcha.com/ - HIER_NONE/- -",
	"1741944413.200 0 192.0.2.10 NONE/400 3000 GET error:invalid-request - HIER_NONE/- text/html",
	`192.0.2.10 "-" 198.51.100.7 [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 200 5`,
	`192.0.2.10 - - [14/Mar/2025:09:26:53] "GET / HTTP/1.1" 200 5 "-" "-" "203.0.113.9" rt=1.250`,
	`192.0.2.10 - - [14/Mar/2025:09:26:53 +0100] "GET / HTTP/1.1" 200 5 "-" "a\"b \x22" 21681`,
	`192.0.2.10 - - [14/Mar/2025:09:26:53 +0100] "GET /?q=\" 500 5 HTTP/1.1" 404 5 - demo`,
	`192.0.2.10 - - [2025-03-14T10:26:53.125+01:00] "CONNECT 2captcha.com:443 HTTP/1.1" 200 5 "-" "-"`,
	`192.0.2.010 - - [14/Mar/2025:09:26:53 +0000] "POST /in.php HTTP/1.1" 200 5 "-" "a" "key=dummy&a\x20b"`,
	`example.com:80 2001:db8::1 - - [14/Mar/2025:09:26:53 +0000] "POST /in.php HTTP/1.1" 200 5 "-" "a" "--b\x0D" 0.020`,
	`[::ffff:192.0.2.1]:80 - john [14/Mar/2025:09:26:53 +0000] "\x16\x03" 400 5`,
	squidLine + " more", strings.ReplaceAll(squidLine, " ", "\t"), strings.Replace(squidLine, "text/html", `""`, 1),
	`{"log":"` + strings.ReplaceAll(combinedLine, `"`, `\"`) + `\n","stream":"stdout"}`,
}

// logs makes logs of usual and odd lines, some of them damaged.
func logs(seed uint64) func() []byte {
	r := rand.New(rand.NewPCG(seed, 0))
	usual := []string{squidLine, haproxyLine, combinedLine, bodyLine, nginxLine, caddyLine}
	damage := []byte("\n \t\"\\[]-/|.:,0123456789aP{}\x00\xff")
	return func() []byte {
		var log []byte
		for range r.IntN(6) {
			line := []byte(usual[r.IntN(len(usual))])
			if r.IntN(3) == 0 {
				line = []byte(odd[r.IntN(len(odd))])
			}
			for range r.IntN(3) {
				if len(line) == 0 {
					break
				}
				i := r.IntN(len(line))
				switch c := damage[r.IntN(len(damage))]; r.IntN(3) {
				case 0:
					line[i] = c
				case 1:
					line = slices.Insert(line, i, c)
				default:
					line = slices.Delete(line, i, i+1)
				}
			}
			log = append(append(log, line...), '\n')
		}
		return log[:r.IntN(len(log)+1)]
	}
}

func TestEach(t *testing.T) {
	checkEach(t, []byte(strings.Join(odd, "\n")+"\n"), 0)
	next := logs(1)
	for range 1500 {
		log := next()
		checkEach(t, log, len(log)/3)
	}
}

func TestEachLeaves(t *testing.T) {
	long := combinedLine[:len(combinedLine)-1] + strings.Repeat("x", parsers.MaxRecord) + `"`
	log := []byte(combinedLine + "\n" + long + "\n" + combinedLine + "\n")
	if got, end := byEach(accesslog.Combined, log, 0, nil); len(got) != 1 || end != len(combinedLine)+1 {
		t.Errorf("%d exchanges before a line that is too long, left at %d", len(got), end)
	}
	if accesslog.Tinyproxy.Each != nil || accesslog.Tinyproxy.Guess != nil {
		t.Error("lines of tinyproxy need those before them")
	}
}

func TestGuess(t *testing.T) {
	text := []byte("a\nbc\nd")
	for from, want := range []int{2, 2, 5, 5, 5, -1, -1} {
		if got := accesslog.Combined.Guess(text, from); got != want {
			t.Errorf("from %d: got %d, want %d", from, got, want)
		}
	}
}

func FuzzEach(f *testing.F) {
	next := logs(2)
	for range 20 {
		f.Add(next(), 0)
	}
	f.Fuzz(func(t *testing.T, log []byte, at int) {
		if at >= 0 && at <= len(log) {
			checkEach(t, log, at)
		}
	})
}

// FuzzStamp reads times as package time does.
func FuzzStamp(f *testing.F) {
	for _, s := range []string{"14/Mar/2025:09:26:53 +0000", "29/Feb/2024:23:59:59 -0930", "29/Feb/2025:00:00:00 +0000", "01/Jan/1999:00:00:00 +0530", "31/Dec/2099:24:00:00 +0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, stamp string) {
		const layout = "02/Jan/2006:15:04:05 -0700"
		want, err := time.Parse(layout, stamp)
		if err != nil || want.Format(layout) != stamp || want.Year() < 1 {
			return
		}
		if _, east := want.Zone(); east <= -16*3600 || east >= 16*3600 {
			return // no such zone
		}
		line := strings.Replace(combinedLine, "14/Mar/2025:09:26:53 +0000", stamp, 1) + "\n"
		accesslog.Combined.Each([]byte(line+line), 0, nil, func(x *timeline.Exchange, err error) {
			if err != nil || x.Start != timeline.At(want) {
				t.Errorf("%s: got %v, %v", stamp, x, err)
			}
		})
	})
}

// FuzzAddress reads addresses as package netip does.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"192.0.2.10", "192.0.2.010", "256.0.0.1", "1.2.3", "1.2.3.4.5", "::", "::1", "[::1]", "[2001:DB8::1]:80", "192.0.2.1:80", "fe80::1%eth0", "::ffff:1.2.3.4", "worker", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, " \t\n\"") || strings.HasPrefix(s, "-") {
			return
		}
		want := parsers.Address(s)
		line := strings.Replace(squidLine, "192.0.2.10", s, 1) + "\n"
		accesslog.Squid.Each([]byte(line), 0, nil, func(x *timeline.Exchange, err error) {
			if s != "" && err == nil && x.Client != want {
				t.Errorf("%q: got %q, want %q", s, x.Client, want)
			}
		})
	})
}

func BenchmarkEach(b *testing.B) {
	for _, bench := range []struct {
		name   string
		format *parsers.Format
		line   string
	}{
		{"combined", accesslog.Combined, combinedLine},
		{"with a user", accesslog.Combined, strings.Replace(combinedLine, "- -", "- john", 1)},
		{"syslog", accesslog.Combined, "Mar 14 09:26:53 host nginx[12]: " + combinedLine},
		{"nginx-body", accesslog.NginxBody, bodyLine},
		{"squid", accesslog.Squid, squidLine},
		{"haproxy", accesslog.HAProxy, haproxyLine},
		{"jsonlog", accesslog.JSON, nginxLine},
	} {
		const lines = 10_000
		log := []byte(strings.Repeat(bench.line+"\n", lines))
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(log)))
			b.ReportAllocs()
			for b.Loop() {
				bench.format.Each(log, 0, nil, func(*timeline.Exchange, error) {})
			}
			b.ReportMetric(lines*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mlines/s")
		})
	}
}
