package main

import (
	"os"
	"slices"
	"strconv"
)

// both makes the two kinds of recordings that are measured: with web pages in
// between, and calls only.
func (b *bench) both(format string) (mixed, calls file, err error) {
	bytes := strconv.FormatInt(b.size, 10)
	m, err := b.record("mixed", []string{"har", "har-min", "dump"}, "-bytes", bytes, "-offenders", "all")
	if err != nil {
		return mixed, calls, err
	}
	c, err := b.record("calls", []string{"har", "har-min", "dump"}, "-bytes", bytes, "-offenders", "all", "-browsing", "0")
	mixed, calls = m[format], c[format]
	mixed.title, calls.title = format+", calls and web pages", format+", calls only"
	return mixed, calls, err
}

func (b *bench) harSection() error {
	b.page.WriteString("### HAR\n\n")
	mixed, calls, err := b.both("har")
	if err != nil {
		return err
	}
	minified, callsMinified, err := b.both("har-min")
	if err != nil {
		return err
	}
	for _, f := range []file{mixed, minified, calls, callsMinified} {
		t, err := b.against(f, b.harTools(f))
		if err != nil {
			return err
		}
		jq1, jq2 := 8.0, 13.0
		if f.holds.Calls == f.holds.Exchanges {
			jq1, jq2 = 15, 25
		}
		what := f.title + ": "
		b.atLeast(what+"share of the speed of reading and searching", 0.08, t.times("read and search", "banlint"))
		b.atLeast(what+"times as fast as jq", jq1, t.times("jq", "banlint"))
		b.atLeast(what+"times as fast as encoding/json", 8, t.times("encoding/json", "banlint"))
		b.atLeast(what+"2 cores, times as fast as jq", jq2, t.times("jq", "banlint, 2 cores"))
		b.atLeast(what+"2 cores, times as fast as one", 1.4, t.times("banlint", "banlint, 2 cores"))
	}
	return nil
}

// against verifies the report on a file, measures banlint between the yardsticks and
// the tools, and writes the table.
func (b *bench) against(f file, tools []command) (*table, error) {
	if err := b.verify(f); err != nil {
		return nil, err
	}
	t, err := b.measure(f, slices.Concat(b.yardsticks(f), b.check(f), tools), b.rounds)
	if err == nil {
		b.write(t)
	}
	return t, err
}

func (b *bench) dumpSection() error {
	b.page.WriteString("### Native dump (NDJSON)\n\n")
	mixed, calls, err := b.both("dump")
	if err != nil {
		return err
	}
	for _, f := range []file{mixed, calls} {
		t, err := b.against(f, b.dumpTools(f))
		if err != nil {
			return err
		}
		what := f.title + ": "
		if f.path == mixed.path {
			b.atLeast(what+"share of the speed of wc -l", 0.5, t.times("wc -l", "banlint"))
		}
		b.atLeast(what+"times as fast as jq", 8, t.times("jq", "banlint"))
		b.atLeast(what+"times as fast as DuckDB", 1.5, t.times("duckdb", "banlint"))
	}
	return nil
}

func (b *bench) logSection() error {
	b.page.WriteString("### Access logs\n\n")
	made, err := b.record("access", []string{"combined", "squid"}, "-n", strconv.Itoa(b.lines), "-service", "capmonster", "-dialect", "php", "-offenders", "all")
	if err != nil {
		return err
	}
	combined, squid := made["combined"], made["squid"]
	combined.title, combined.lines, squid.title, squid.lines = "combined log of nginx", true, "Squid's own log", true
	t, err := b.against(combined, b.logTools(combined))
	if err != nil {
		return err
	}
	b.atLeast("access log: share of the speed of wc -l", 0.12, t.times("wc -l", "banlint"))
	b.atLeast("access log: times as fast as GoAccess", 50, t.times("goaccess", "banlint"))
	b.atLeast("access log: times as fast as mawk", 2.5, t.times("mawk", "banlint"))
	b.atLeast("access log: times as fast as fail2ban-regex", 50, t.times("fail2ban-regex", "banlint"))
	_, err = b.against(squid, nil)
	return err
}

func (b *bench) packedSection() error {
	b.page.WriteString("### Compressed\n\n")
	mixed, _, err := b.both("har")
	if err != nil {
		return err
	}
	if _, err := b.myself("pack", mixed.path); err != nil {
		return err
	}
	packings := []struct{ name, ending string }{{"gzip", ".gz"}, {"zstd", ".zst"}}
	for _, p := range packings {
		f := mixed
		f.path += p.ending
		f.title = "har, calls and web pages, as " + p.name + " (size and speed are those of what comes out)"
		list := append(b.check(f), plain("decoder alone", b.self, p.name, f.path))
		list = b.tool(list, p.name+" -dc", p.name, "-dc", f.path)
		if p.name == "gzip" {
			list = b.tool(list, "pigz -dc", "pigz", "-p1", "-dc", f.path)
		}
		t, err := b.measure(f, list, b.rounds)
		if err != nil {
			return err
		}
		b.write(t)
		// One core decodes, and the other one reads what comes out.
		b.atLeast(p.name+": 2 cores, share of the speed of its decoder alone", 0.85, t.times("decoder alone", "banlint, 2 cores"))
		os.Remove(f.path)
	}
	return nil
}
