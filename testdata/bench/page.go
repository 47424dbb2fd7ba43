package main

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// table is one file with all that was measured on it.
type table struct {
	file     file
	commands []command
	got      []figures
	floor    int64 // memory below which none can be told from that of this program
}

// measure runs the commands on a file and writes their table.
func (b *bench) measure(f file, commands []command, rounds int) (*table, error) {
	got, err := compare(commands, rounds)
	if err != nil {
		return nil, err
	}
	none, err := plain("nothing", "true").run()
	if err != nil {
		return nil, err
	}
	t := &table{f, commands, got, none.memory}
	for i, c := range commands {
		if c.args[0] == b.banlint {
			b.peak[c.cores] = max(b.peak[c.cores], got[i].memory)
		}
	}
	return t, nil
}

// write writes the table with a title of its own.
func (b *bench) write(t *table) {
	fmt.Fprintf(&b.page, "**%s**, %s", t.file.title, megabytes(t.file.bytes))
	if t.file.holds.Exchanges > 0 {
		fmt.Fprintf(&b.page, ", %d exchanges, %d of them calls", t.file.holds.Exchanges, t.file.holds.Calls)
	}
	b.page.WriteString("\n\n| | wall s | CPU s | GB/s | × banlint's time | peak MiB |\n|---|--:|--:|--:|--:|--:|\n")
	own := t.of("banlint")
	for i, c := range t.commands {
		g := t.got[i]
		fmt.Fprintf(&b.page, "| %s | %s | %s | %s | %s | %s |\n", bold(c.name), inSeconds(g.wall), inSeconds(g.cpu),
			figure(perSecond(t.file, g)), figure(float64(g.wall)/float64(own.wall)), t.memory(i))
	}
	b.page.WriteString("\n")
}

func perSecond(f file, g figures) float64 { return float64(f.bytes) / 1e9 / g.wall.Seconds() }

// of gives the figures of a command; none where it was not measured.
func (t *table) of(name string) figures {
	i := slices.IndexFunc(t.commands, func(c command) bool { return c.name == name })
	if i < 0 {
		return figures{}
	}
	return t.got[i]
}

// times says how many times as long as one command another takes: 0 where one of
// them was not measured.
func (t *table) times(slow, fast string) float64 {
	s, f := t.of(slow), t.of(fast)
	if s.wall == 0 || f.wall == 0 {
		return 0
	}
	return float64(s.wall) / float64(f.wall)
}

// goal is a figure that banlint wants to reach.
type goal struct {
	what    string
	want    float64
	most    bool // not to pass it, instead
	reached float64
}

func (b *bench) atLeast(what string, want, reached float64) {
	b.goals = append(b.goals, goal{what, want, false, reached})
}

func (b *bench) atMost(what string, want, reached float64) {
	b.goals = append(b.goals, goal{what, want, true, reached})
}

func (g goal) verdict() string {
	switch {
	case g.reached == 0:
		return "not measured"
	case g.most && g.reached <= g.want, !g.most && g.reached >= g.want:
		return "yes"
	default:
		return "no"
	}
}

func (g goal) String() string {
	sign := "≥"
	if g.most {
		sign = "≤"
	}
	return fmt.Sprintf("| %s | %s %s | %s | %s |\n", g.what, sign, figure(g.want), figure(g.reached), g.verdict())
}

func (b *bench) writeGoals() {
	b.atMost("peak memory in any of the runs above, 1 core, MiB", 32, float64(b.peak[1])/(1<<20))
	b.atMost("peak memory in any of the runs above, 2 cores, MiB", 48, float64(b.peak[2])/(1<<20))
	b.page.WriteString("### Goals\n\n| | goal | reached | met |\n|---|--:|--:|---|\n")
	for _, g := range b.goals {
		b.page.WriteString(g.String())
	}
	b.page.WriteString("\n")
}

// writeMachine says where and with what it was measured.
func (b *bench) writeMachine() {
	fmt.Fprintf(&b.page, "### Where\n\n- %s, commit %s\n", time.Now().UTC().Format("2006-01-02"), commit())
	processor := property("/proc/cpuinfo", "model name", "a processor without a name")
	memory := property("/proc/meminfo", "MemTotal", "unknown memory")
	fmt.Fprintf(&b.page, "- %s, %d cores, %s, %s %s\n", processor, runtime.NumCPU(), memory, output("uname", "-sr"), runtime.GOARCH)
	fmt.Fprintf(&b.page, "- %s; medians of %d rounds; load of the machine before %s\n", runtime.Version(), b.rounds, b.load)
	for _, tool := range []string{"jq", "python3", "mawk", "goaccess", "lnav", "fail2ban-regex", "duckdb", "gzip", "pigz", "zstd"} {
		if v := b.version(tool); v != "" {
			fmt.Fprintf(&b.page, "- %s: %s\n", tool, v)
		}
	}
	if len(b.missing) > 0 {
		fmt.Fprintf(&b.page, "- not installed, and so not measured: %s\n", strings.Join(b.missing, ", "))
	}
}

func output(name string, args ...string) string {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		return "?"
	}
	return strings.TrimSpace(string(out))
}

func commit() string {
	name := output("git", "rev-parse", "--short=12", "HEAD")
	if output("git", "status", "--porcelain", "--untracked-files=no") != "" {
		name += " with changes"
	}
	return name
}

// load says how many processes the machine had to run of late; with many, what is
// measured is worth little.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	lately, _, _ := strings.Cut(string(text), " ")
	return lately
}

// property reads a value of a file of the kernel.
func property(path, name, otherwise string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return otherwise
	}
	for line := range strings.Lines(string(text)) {
		if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return otherwise
}

func bold(name string) string {
	if strings.Contains(name, "banlint") {
		return "**" + name + "**"
	}
	return name
}

// figure writes a number with three digits that count.
func figure(x float64) string {
	switch {
	case x == 0:
		return "–"
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 10:
		return fmt.Sprintf("%.1f", x)
	case x >= 1:
		return fmt.Sprintf("%.2f", x)
	default:
		return fmt.Sprintf("%.3f", x)
	}
}

func inSeconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
func megabytes(n int64) string         { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// memory writes the peak of a command, in MiB.
func (t *table) memory(i int) string {
	if n := t.got[i].memory; n > t.floor+t.floor/16 {
		return fmt.Sprintf("%.1f", float64(n)/(1<<20))
	}
	return fmt.Sprintf("< %.0f", math.Ceil(float64(t.floor)/(1<<20)))
}
