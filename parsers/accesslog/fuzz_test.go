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
		squidLine, haproxyLine, tinyproxyLine, combinedLine, bodyLine, nginxLine, caddyLine,
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
