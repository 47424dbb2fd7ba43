package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// scalingSection shows that time grows with the size, and memory does not.
func (b *bench) scalingSection() error {
	b.page.WriteString("### Scaling\n\nHAR, calls and web pages.\n\n| size | cores | wall s | s per GB | peak MiB |\n|---|--:|--:|--:|--:|\n")
	for _, size := range b.sizes {
		name := "scaling-" + sizeName(size)
		made, err := b.record(name, []string{"har"}, "-bytes", strconv.FormatInt(size, 10), "-offenders", "all")
		if err != nil {
			return err
		}
		f := made["har"]
		t, err := b.measure(f, b.check(f), b.rounds)
		if err != nil {
			return err
		}
		for i, c := range t.commands {
			g := t.got[i]
			fmt.Fprintf(&b.page, "| %s | %d | %s | %s | %s |\n", sizeName(size), c.cores, inSeconds(g.wall), figure(1/perSecond(f, g)), t.memory(i))
		}
		os.Remove(f.path)
	}
	b.page.WriteString("\n")
	return nil
}

// worstSection measures input that is made to be hard to read.
func (b *bench) worstSection() error {
	b.page.WriteString("### Worst inputs\n\n| | format | wall s | GB/s | peak MiB |\n|---|---|--:|--:|--:|\n")
	slowest := 0.0
	for _, s := range shapes {
		f := file{title: s.what, path: filepath.Join(b.dir, s.name+s.ending)}
		if _, err := b.myself("shape", s.name, f.path, strconv.FormatInt(b.size, 10)); err != nil {
			return err
		}
		f, err := sized(f)
		if err != nil {
			return err
		}
		t, err := b.measure(f, b.check(f)[:1], b.rounds)
		if err != nil {
			return err
		}
		g := t.got[0]
		speed := perSecond(f, g)
		if slowest == 0 || speed < slowest {
			slowest = speed
		}
		fmt.Fprintf(&b.page, "| %s | %s | %s | %s | %s |\n", s.what, s.ending[1:], inSeconds(g.wall), figure(speed), t.memory(0))
		os.Remove(f.path)
	}
	b.page.WriteString("\n")
	b.atLeast("the slowest of the worst inputs, GB/s", 0.5, slowest)
	return nil
}

// startSection measures what a small recording takes, most of which is the start of
// a program.
func (b *bench) startSection() error {
	b.page.WriteString("### Start to finish of a small recording\n\n| | ms | peak MiB |\n|---|--:|--:|\n")
	made, err := b.record("small", []string{"har"}, "-bytes", "1MB")
	if err != nil {
		return err
	}
	f := made["har"]
	t, err := b.measure(f, slices.Concat(b.yardsticks(f), b.check(f), b.harTools(f)), 5*b.rounds)
	if err != nil {
		return err
	}
	for i, c := range t.commands {
		fmt.Fprintf(&b.page, "| %s | %.1f | %s |\n", bold(c.name), t.got[i].wall.Seconds()*1000, t.memory(i))
	}
	b.page.WriteString("\n")
	b.atMost("start to finish of a HAR of 1 MB, ms", 10, t.of("banlint, 2 cores").wall.Seconds()*1000)
	return nil
}

var callsPerSecond = regexp.MustCompile(`([0-9.]+) Mcalls/s`)

// rulesSection has the rule book's own benchmark run.
func (b *bench) rulesSection() error {
	out, err := exec.Command("go", "test", "./rules", "-run", "^$", "-bench", "^BenchmarkRun$", "-cpu", "1", "-count", strconv.Itoa(b.rounds)).Output()
	if err != nil {
		return err
	}
	var rates []float64
	for _, m := range callsPerSecond.FindAllSubmatch(out, -1) {
		rate, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			return err
		}
		rates = append(rates, rate)
	}
	if len(rates) == 0 {
		return fmt.Errorf("the benchmark of the rules said nothing: %.300s", out)
	}
	slices.Sort(rates)
	rate := rates[len(rates)/2]
	fmt.Fprintf(&b.page, "### Rules\n\nThe whole rule book takes %s million calls a second on one core.\n\n", figure(rate))
	b.atLeast("the whole rule book, million calls a second", 3, rate)
	return nil
}
