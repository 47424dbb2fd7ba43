package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/behaviour"
	"github.com/banlint/banlint/analyzer/report"
)

// compared runs diff and reads the report back.
func compared(t *testing.T, old, now string) (d report.Diff) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run([]string{"diff", "-f", "json", old, now}, &stdout, &stderr)
	if err := json.Unmarshal(stdout.Bytes(), &d); err != nil {
		t.Fatalf("%s, %s: exit status %d, %v, %s", old, now, code, err, stderr.String())
	}
	if code != d.Exit {
		t.Errorf("%s, %s: exit status %d, and %d in the report", old, now, code, d.Exit)
	}
	return d
}

func same(t *testing.T, what, old, now string) {
	t.Helper()
	d := compared(t, old, now)
	for _, c := range d.Changes {
		t.Errorf("%s: %s %s %s: %s → %s", what, c.Kind, c.Operation, c.Name, c.Old.Text, c.New.Text)
	}
	if d.Outcome != "same" || d.Exit != exitFine {
		t.Errorf("%s: %s, exit status %d", what, d.Outcome, d.Exit)
	}
}

// cases are the directories of the recordings.
func cases(t *testing.T) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(recordings)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// The same run in two formats is the same behaviour.
func TestDiffFormats(t *testing.T) {
	for _, name := range cases(t) {
		har, dump := filepath.Join(recordings, name, "run.har"), filepath.Join(recordings, name, "run.ndjson")
		same(t, name+", HAR and dump", har, dump)
		same(t, name+", dump and HAR", dump, har)
		same(t, name+", HAR and both", har, filepath.Join(recordings, name))
	}
}

// What another run of the same client changes is no change: ids, keys, times, a few
// percent of each pause, and the order of the lines.
func TestDiffRerecorded(t *testing.T) {
	for _, name := range cases(t) {
		for seed := range uint64(8) {
			file := filepath.Join(recordings, name, "run.ndjson")
			same(t, fmt.Sprintf("%s, seed %d", name, seed), file, rerecorded(t, file, seed, 1))
		}
	}
}

// Twice as much of the same work is no other behaviour.
func TestDiffLonger(t *testing.T) {
	for _, name := range []string{"healthy", "healthy-anticaptcha", "healthy-2captcha", "image-poll", "puppeteer-poll"} {
		file := filepath.Join(recordings, name, "run.ndjson")
		same(t, name, file, rerecorded(t, file, 1, 2))
	}
}

// Two recordings of different behaviour are told apart, and what is riskier one way
// is safer the other.
func TestDiffBothWays(t *testing.T) {
	for _, pair := range [][2]string{
		{"healthy", "never-ready"}, {"healthy", "image-poll"}, {"healthy", "wrong-key"}, {"healthy", "mixed"},
		{"healthy-2captcha", "puppeteer-poll"}, {"healthy", "zero-balance"}, {"healthy", "banned-proxy"},
	} {
		old, now := filepath.Join(recordings, pair[0]), filepath.Join(recordings, pair[1])
		there, back := compared(t, old, now), compared(t, now, old)
		if there.Outcome != "riskier" || there.Exit != exitFindings {
			t.Errorf("%v: %s, exit status %d", pair, there.Outcome, there.Exit)
		}
		if there.Summary.Riskier != back.Summary.Safer || there.Summary.Safer != back.Summary.Riskier || there.Summary.Neutral != back.Summary.Neutral {
			t.Errorf("%v: %+v, and back %+v", pair, there.Summary, back.Summary)
		}
	}
}

var (
	keyPattern = regexp.MustCompile(`\b[0-9a-f]{32}\b`)
	idPattern  = regexp.MustCompile(`(?:taskId\\":|OK\||\\"request\\":\\")(\d{6,})`)
)

// rerecorded writes what a dump would hold if its client had been recorded anew, so
// many times one after another, and returns the file's name.
func rerecorded(t *testing.T, file string, seed uint64, times int) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(seed, 0))
	at := time.Date(2027, 1, 2, 3, 4, 5, 678_000_000, time.UTC)
	var lines []string
	for range times {
		var copied []string
		copied, at = shifted(t, renamed(string(text), random), at, random)
		lines = append(lines, copied...)
		at = at.Add(3 * time.Second)
	}
	random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	name := filepath.Join(t.TempDir(), "again.ndjson")
	if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// renamed gives every key and every task another name.
func renamed(text string, random *rand.Rand) string {
	names := map[string]string{}
	for _, key := range keyPattern.FindAllString(text, -1) {
		if names[key] == "" {
			names[key] = fmt.Sprintf("%016x%016x", random.Uint64(), random.Uint64())
		}
	}
	for _, m := range idPattern.FindAllStringSubmatch(text, -1) {
		if names[m[1]] == "" {
			names[m[1]] = strconv.Itoa(100_000_000 + random.IntN(1_900_000_000))
		}
	}
	var pairs []string
	for old, name := range names {
		pairs = append(pairs, old, name)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// shifted moves the exchanges of a dump to another time and makes every pause and
// every answer up to 5 percent longer or shorter. It returns when the last one began.
func shifted(t *testing.T, text string, at time.Time, random *rand.Rand) (lines []string, end time.Time) {
	t.Helper()
	type exchange struct {
		start  time.Time
		fields map[string]json.RawMessage
	}
	var list []exchange
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		var x exchange
		if err := json.Unmarshal([]byte(line), &x.fields); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(x.fields["time"], &x.start); err != nil {
			t.Fatal(err)
		}
		list = append(list, x)
	}
	slices.SortStableFunc(list, func(a, b exchange) int { return a.start.Compare(b.start) })
	jitter := func() float64 { return 0.95 + 0.1*random.Float64() }
	for i, x := range list {
		if i > 0 {
			at = at.Add(time.Duration(float64(x.start.Sub(list[i-1].start)) * jitter()))
		}
		took, _ := strconv.ParseFloat(string(x.fields["duration_ms"]), 64)
		x.fields["time"] = json.RawMessage(strconv.Quote(at.Format(time.RFC3339Nano)))
		x.fields["duration_ms"] = json.RawMessage(strconv.FormatFloat(took*jitter(), 'f', 3, 64))
		line, err := json.Marshal(x.fields)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(line))
	}
	return lines, at
}

// What is compared stands in the manual.
func TestMeasuresAreDocumented(t *testing.T) {
	inRoot(t)
	check(t, "docs/usage.md", "measures", measuresTable())
}

func measuresTable() string {
	var b strings.Builder
	b.WriteString("| measure | what it is | riskier | noise |\n|---|---|---|---|\n")
	for _, g := range behaviour.Gauges {
		riskier := [...]string{"", "more", "less"}[g.Riskier]
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", g.ID, g.Name("…"), riskier, noise(g))
	}
	return b.String()
}

// noise words the tolerance of a measure.
func noise(g *behaviour.Gauge) string {
	t := g.Tolerance
	unit := map[behaviour.Unit]string{behaviour.Seconds: " s"}[g.Unit]
	var parts []string
	switch {
	case g.Unit == behaviour.Share && t.Least < 1:
		parts = append(parts, fmt.Sprintf("%g points, or chance", 100*t.Least))
	case g.Unit != behaviour.Share:
		parts = append(parts, fmt.Sprintf("%g%s or %g %%", t.Least, unit, 100*t.Part))
	}
	if t.Few > 0 {
		parts = append(parts, fmt.Sprintf("needs %d on either side", t.Few))
	}
	if t.Any > 0 {
		parts = append(parts, fmt.Sprintf("%d where there was none is a change", t.Any))
	}
	return strings.Join(parts, "; ")
}

// The example of the manual is what the program prints.
func TestDiffExample(t *testing.T) {
	inRoot(t)
	_, golden, _ := strings.Cut(read(t, "testdata/script/diff.txtar"), "-- text.golden --\n")
	golden, _, found := strings.Cut(golden, "-- table.golden --\n")
	if !found || !strings.Contains(read(t, "docs/usage.md"), "```\n"+golden+"```\n") {
		t.Errorf("docs/usage.md does not show\n%s", golden)
	}
}

// No raw key and no proxy reaches a comparison, and the same input gives the same
// bytes.
func TestDiffOutput(t *testing.T) {
	for _, format := range []string{"text", "table", "json"} {
		outputs := map[string]int{}
		for _, workers := range []string{"1", "7", "1", "7"} {
			var stdout, stderr bytes.Buffer
			run([]string{"diff", "-f", format, "--workers", workers, filepath.Join(recordings, "healthy"), filepath.Join(recordings, "mixed")}, &stdout, &stderr)
			outputs[stdout.String()+stderr.String()]++
		}
		if len(outputs) != 1 {
			t.Errorf("%s: %d different reports", format, len(outputs))
		}
		for out := range outputs {
			for _, secret := range secrets(t) {
				if strings.Contains(out, secret) {
					t.Errorf("%s: a secret was printed", format)
				}
			}
		}
	}
}
