package accesslog_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/accesslog"
)

func FuzzFormats(f *testing.F) {
	for _, log := range []string{
		squidLine, haproxyLine, tinyproxyLine, combinedLine, bodyLine, nginxLine, caddyLine, albLine, iisLog, cloudFrontLog, zeekLog,
		"<190>1 2025-03-14T09:26:53Z host nginx 1 - [a@1 b=\"c\"] " + combinedLine,
		"Mar 14 09:26:53 host nginx[1]: " + combinedLine + "\nweb-1  | " + combinedLine,
		"2025-03-14T09:26:53.1Z stdout F " + nginxLine,
		`{"log":"` + `a\u0062 [` + `\n","stream":"stdout"}`,
		`x y - - [14/Mar/2025:09:26:53 +0000] "\x16\x03\" \\" - - "` + "\n" + `"\u00e9\x" [[[`,
	} {
		f.Add([]byte(log + "\n" + log))
	}
	f.Fuzz(func(t *testing.T, log []byte) {
		for _, format := range accesslog.Formats {
			format.Match(log[:min(len(log), 64<<10)])
			last := int32(0)
			for rec, err := range format.Split("log", bytes.NewReader(log)) {
				if err != nil {
					continue
				}
				if rec.Pos.Entry <= last {
					t.Fatalf("%s: entry %d behind %d", format.Name, rec.Pos.Entry, last)
				}
				last = rec.Pos.Entry
				format.Decode(rec, nil)
			}
			whole, pieces := show(format, bytes.NewReader(log)), show(format, iotest.OneByteReader(bytes.NewReader(log)))
			if whole != pieces {
				t.Fatalf("%s: whole and in pieces differ:\n%s\n%s", format.Name, whole, pieces)
			}
		}
	})
}

func FuzzCustom(f *testing.F) {
	f.Add("combined", combinedLine)
	f.Add("vhost_combined", combinedLine)
	f.Add(`$msec ${request_time}s "$request" $status "$request_body"`, `1741944413.180 0.020s "POST /createTask HTTP/1.1" 200 "{\x22a\x22}"`)
	f.Add(`%{%FT%T%z}t %D "%r" %>s`, `2025-03-14T09:26:53+0000 20000 "GET / HTTP/1.1" 200`)
	f.Fuzz(func(t *testing.T, pattern, line string) {
		format, err := accesslog.Custom(pattern)
		if err != nil {
			return
		}
		if whole, pieces := show(format, strings.NewReader(line)), show(format, iotest.OneByteReader(strings.NewReader(line))); whole != pieces {
			t.Fatalf("whole and in pieces differ:\n%s\n%s", whole, pieces)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for _, bench := range []struct {
		format *parsers.Format
		line   string
	}{
		{accesslog.Combined, combinedLine}, {accesslog.NginxBody, bodyLine}, {accesslog.Squid, squidLine},
		{accesslog.HAProxy, haproxyLine}, {accesslog.Tinyproxy, tinyproxyLine}, {accesslog.JSON, nginxLine},
	} {
		log := []byte(strings.Repeat(bench.line+"\n", 10_000))
		for name, wanted := range map[string]parsers.Wanted{"all": nil, "none": func(string, string) bool { return false }} {
			b.Run(bench.format.Name+"/"+name, func(b *testing.B) {
				b.SetBytes(int64(len(log)))
				for b.Loop() {
					for rec, err := range bench.format.Split("log", bytes.NewReader(log)) {
						if err == nil {
							bench.format.Decode(rec, wanted)
						}
					}
				}
				b.ReportMetric(10_000*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mlines/s")
			})
		}
	}
}
