package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/report"
)

// A relation says how what is found in traffic changes with the traffic, and how it does not.
// Each is tried on random traffic; what fails names the seed.
type relation struct {
	id, name string
	holds    func(t *trial)
}

var relations = []relation{
	{"M1", "the same as HAR", sameAsHAR},
	{"M2", "a log without bodies accuses nobody else", logAccusesNobodyElse},
	{"M3", "packed the same", samePacked},
	{"M4", "spread over lines, names in another order or escaped, the same", sameSpread},
	{"M5", "shuffled the same", sameShuffled},
	{"M6", "in another zone the same", sameInZone},
	{"M7", "cut in two the same, in either order", sameInTwo},
	{"M8", "a beginning shows no more than the whole", beginningShowsNoMore},
	{"M9", "other traffic around changes nothing", sameAmongOthers},
	{"M10", "with other names the same", sameRenamed},
	{"M11", "at another time the same", sameLater},
	{"M12", "slower it is no more hurried", slowerIsNoMoreHurried},
	{"M14", "twice the same counts once", sameTwice},
	{"M15", "any number of workers says the same", sameByWorkers},
	{"M16", "without a rule the others find the same", sameWithoutRule},
	{"M17", "a looser limit finds no more", looserFindsNoMore},
	{"M18", "forms of a report agree", formsAgree},
	{"M20", "a plain reader sees the same exchanges", plainReaderAgrees},
	{"M21", "a plain count of polls agrees", plainCountAgrees},
	{"M22", "converted and back the same", sameConverted},
	{"M23", "redacted the same", sameRedacted},
}

// M13, that a limit is passed by one more and not before, is in the timelines of each rule; M19,
// that what a finding tells to do makes it go away, in the tests of simulate.

// trials is how often each relation is tried: 500 make more than 10,000 in all.
func trials() int {
	if nightly {
		return 500
	}
	return 8
}

func TestRelations(t *testing.T) {
	for i, r := range relations {
		t.Run(r.id+" "+r.name, func(t *testing.T) {
			for n := range trials() {
				seed := uint64(1000*i + n)
				random := rand.New(rand.NewPCG(seed, 7))
				r.holds(&trial{T: t, Rand: random, seed: seed, traffic: randomTraffic(random), dir: t.TempDir()})
				if t.Failed() {
					return
				}
			}
		})
	}
}

// A trial is one traffic on which a relation is tried.
type trial struct {
	*testing.T
	*rand.Rand
	seed    uint64
	traffic []sent
	dir     string
	files   int
}

// file writes a text to a new file.
func (t *trial) file(ending, text string) string {
	t.files++
	name := filepath.Join(t.dir, fmt.Sprintf("%d%s", t.files, ending))
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func (t *trial) report(args ...string) report.Report {
	return judged(t.T, append([]string{"--no-config"}, args...)...)
}

// found are the findings without places and labels: rule, service, task, count, first and last.
func found(r report.Report) []string {
	var list []string
	for _, f := range r.Findings {
		list = append(list, fmt.Sprintf("%s %s %s task=%s n=%d %s..%s", f.Severity, f.Rule, f.Service, f.Subject.Task, f.Count, f.First, f.Last))
	}
	slices.Sort(list)
	return list
}

// same compares what two sets of files show.
func (t *trial) same(want []string, args ...string) {
	t.Helper()
	if got := found(t.report(args...)); !slices.Equal(got, want) {
		t.Errorf("seed %d:\n got %s\nwant %s", t.seed, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// whole is what the traffic shows as it is.
func (t *trial) whole() []string { return found(t.report(t.file(".ndjson", dump(t.traffic)))) }

func (t *trial) run(args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(args, &stdout, &stderr); code == exitUsage {
		t.Fatalf("seed %d: %v: %s", t.seed, args, stderr.String())
	}
	return stdout.String()
}

func sameAsHAR(t *trial) {
	har := t.file(".har", t.run("convert", "--no-config", "--keep-secrets", "-t", "har", t.file(".ndjson", dump(t.traffic))))
	t.same(withoutClients(t), har)
}

// withoutClients is what the traffic shows where nobody knows who sent it, as in HAR.
func withoutClients(t *trial) []string {
	text := regexp.MustCompile(`"remote":"[^"]*",`).ReplaceAllString(dump(t.traffic), "")
	return found(t.report(t.file(".ndjson", text)))
}

func logAccusesNobodyElse(t *trial) {
	var b strings.Builder
	for i := range t.traffic {
		s := &t.traffic[i]
		method := "POST"
		if s.php() {
			method = "GET"
		}
		fmt.Fprintf(&b, "%s - - [%s] \"%s %s HTTP/1.1\" 200 20 \"-\" \"bot/1\"\n", s.client, began.Add(s.at).Format("02/Jan/2006:15:04:05 -0700"), method, s.url())
	}
	r := t.report(t.file(".log", b.String()))
	full := t.report(t.file(".ndjson", dump(t.traffic)))
	for _, f := range r.Findings {
		if f.Severity == "error" && !slices.ContainsFunc(full.Findings, func(g report.Finding) bool { return g.Rule == f.Rule && g.Service == f.Service }) {
			t.Errorf("seed %d: %s at %s, which the bodies do not show", t.seed, f.Rule, f.Service)
		}
	}
	for _, v := range r.Verdicts {
		if v.State == "clear" && v.Reason == "KeyDoesntExist" { // of which any call may be guilty
			t.Errorf("seed %d: %s at %s is said to be clear without an answer", t.seed, v.Reason, v.Service)
		}
	}
}

func samePacked(t *trial) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	half := dump(t.traffic[:len(t.traffic)/2])
	w.Write([]byte(half))
	w.Close()
	w = gzip.NewWriter(&b) // a second member, as of a log that was rotated
	w.Write([]byte(dump(t.traffic[len(t.traffic)/2:])))
	w.Close()
	t.same(t.whole(), t.file(".ndjson", b.String()))
	t.same(t.whole(), t.file(".zip", archived("run.ndjson", dump(t.traffic))))
}

func sameSpread(t *trial) {
	var b strings.Builder
	b.WriteString("\xef\xbb\xbf[\r\n")
	for i := range t.traffic {
		object := t.traffic[i].line()
		object["zz_unknown"] = []any{1, map[string]string{"url": "https://nowhere.example/"}}
		names := slices.Collect(maps.Keys(object))
		t.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		if i > 0 {
			b.WriteString(",\r\n")
		}
		b.WriteString("  {")
		for j, name := range names {
			if j > 0 {
				b.WriteString(" ,\r\n\t")
			}
			written := marshalled(name)
			if t.IntN(3) == 0 {
				written = `"` + fmt.Sprintf(`\u%04x`, name[0]) + name[1:] + `"`
			}
			b.WriteString(written + " : " + marshalled(object[name]))
		}
		b.WriteString("}")
	}
	b.WriteString("\r\n]\r\n")
	t.same(t.whole(), t.file(".json", b.String()))
}

func sameShuffled(t *trial) {
	lines := strings.SplitAfter(dump(distinct(t.traffic)), "\n")
	want := found(t.report(t.file(".ndjson", strings.Join(lines, ""))))
	t.Shuffle(len(lines)-1, func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	t.same(want, t.file(".ndjson", strings.Join(lines, "")))
}

// distinct gives each call a time of its own: of two at the same time, the place decides which
// was first.
func distinct(traffic []sent) []sent {
	traffic = slices.Clone(traffic)
	for i := 1; i < len(traffic); i++ {
		traffic[i].at = max(traffic[i].at, traffic[i-1].at+time.Millisecond)
	}
	return traffic
}

func sameInZone(t *trial) {
	zone := time.FixedZone("", 60*15*(t.IntN(100)-50))
	var b strings.Builder
	for i := range t.traffic {
		object := t.traffic[i].line()
		object["time"] = began.Add(t.traffic[i].at).In(zone).Format("2006-01-02T15:04:05.000Z07:00")
		b.WriteString(marshalled(object) + "\n")
	}
	t.same(t.whole(), t.file(".ndjson", b.String()))
}

func sameInTwo(t *trial) {
	traffic := distinct(t.traffic)
	want := found(t.report(t.file(".ndjson", dump(traffic))))
	cut := t.IntN(len(traffic) + 1)
	a, b := t.file(".ndjson", dump(traffic[:cut])+"\n"), t.file(".ndjson", dump(traffic[cut:])+"\n")
	if cut == 0 || cut == len(traffic) || traffic[cut].at-traffic[cut-1].at < 200*time.Millisecond {
		return // a file without calls is refused; calls alike and near each other may be one, seen by two recorders
	}
	t.same(want, a, b)
	t.same(want, b, a)
	var odd, even []sent
	for i, s := range traffic {
		if i%2 == 0 {
			even = append(even, s)
		} else {
			odd = append(odd, s)
		}
	}
	if len(odd) > 0 {
		t.same(want, t.file(".ndjson", dump(odd)), t.file(".ndjson", dump(even)))
	}
}

// growing are the rules whose findings only become more with the traffic: those that count.
// Others look at how something ends, or at shares.
var growing = []string{"task-poll-limit", "key-invalid-repeated", "zero-balance-retried", "unknown-task-polled", "banned-proxy-reused"}

func beginningShowsNoMore(t *trial) {
	text := dump(t.traffic)
	k := t.IntN(len(text)) + 1
	part, err := filepath.Abs(t.file(".ndjson", text[:k]))
	if err != nil || !strings.Contains(text[:k], "\n") {
		return // not a record is whole
	}
	counts := map[string]int{}
	r := t.report(t.file(".ndjson", text))
	for _, f := range r.Findings {
		counts[f.Rule+f.Service] += f.Count
	}
	p := t.report(part)
	if p.Coverage.Exchanges > r.Coverage.Exchanges || p.Coverage.Exchanges < strings.Count(text[:k], "\n") {
		t.Errorf("seed %d: %d exchanges in the first %d bytes", t.seed, p.Coverage.Exchanges, k)
	}
	got := map[string]int{}
	for _, f := range p.Findings {
		if slices.Contains(growing, f.Rule) {
			got[f.Rule+f.Service] += f.Count
		}
	}
	for what, n := range got {
		if n > counts[what] {
			t.Errorf("seed %d: %s: %d at the beginning, %d in all", t.seed, what, n, counts[what])
		}
	}
}

func sameAmongOthers(t *trial) {
	want := t.whole()
	other := distinct([]sent{{service: "shop.example", method: "login"}, {at: time.Second, service: "cdn.example", method: "x.js"}})
	all := slices.Concat(t.traffic, other)
	slices.SortStableFunc(all, func(a, b sent) int { return int(a.at - b.at) })
	t.same(want, t.file(".ndjson", dump(all)))
	stranger := &accountOf{Rand: rand.New(rand.NewPCG(t.seed, 9)), key: strings.Repeat("9", 32), client: "192.0.2.99", service: "api.capsolver.com", number: 90}
	all = slices.Concat(t.traffic, stranger.session())
	slices.SortStableFunc(all, func(a, b sent) int { return int(a.at - b.at) })
	got := slices.DeleteFunc(found(t.report(t.file(".ndjson", dump(all)))), func(f string) bool { return strings.Contains(f, " capsolver ") })
	if !slices.Equal(got, want) {
		t.Errorf("seed %d:\n got %q\nwant %q", t.seed, got, want)
	}
}

func sameRenamed(t *trial) {
	text := dump(t.traffic)
	want := found(t.report(t.file(".ndjson", text)))
	names := strings.NewReplacer("198.51.100.7", "203.0.113.200", "192.0.2.", "10.9.8.", "shop.example", "mall.example")
	text = names.Replace(text)
	renamed := map[string]bool{}
	for i := range t.traffic {
		if key := t.traffic[i].key; !renamed[key] {
			renamed[key] = true
			text = strings.ReplaceAll(text, key, fmt.Sprintf("%032x", 0xabc000+len(renamed)))
		}
	}
	t.same(want, t.file(".ndjson", text))
}

func sameLater(t *trial) {
	want := found(t.report(t.file(".ndjson", dump(t.traffic))))
	defer func(b time.Time) { began = b }(began)
	shift := time.Duration(t.IntN(20*365*24)-19*365*24) * time.Hour
	before := began
	began = began.Add(shift)
	got := found(t.report(t.file(".ndjson", dump(t.traffic))))
	for i := range got {
		got[i] = stamps.ReplaceAllStringFunc(got[i], func(s string) string {
			at, err := time.Parse("2006-01-02T15:04:05.000Z07:00", s)
			if err != nil {
				t.Fatal(err)
			}
			return at.Add(before.Sub(began)).Format("2006-01-02T15:04:05.000Z07:00")
		})
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("seed %d, %s later:\n got %s\nwant %s", t.seed, shift, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

var stamps = regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:.]+Z`)

func slowerIsNoMoreHurried(t *trial) {
	hurried := func(traffic []sent) (n int) {
		for _, f := range t.report(t.file(".ndjson", dump(traffic))).Findings {
			if slices.Contains([]string{"poll-interval-short", "request-burst", "in-php-burst", "poll-first-early"}, f.Rule) {
				n += f.Count
			}
		}
		return n
	}
	slow := slices.Clone(t.traffic)
	factor := time.Duration(2 + t.IntN(4))
	for i := range slow {
		slow[i].at *= factor
	}
	if before, after := hurried(t.traffic), hurried(slow); after > before {
		t.Errorf("seed %d: %d hurried calls, and %d at a pace %d times as slow", t.seed, before, after, factor)
	}
}

func sameTwice(t *trial) {
	text := dump(t.traffic)
	a, b := t.file(".ndjson", text), t.file(".ndjson", text+"\n")
	r := t.report(a, b)
	if got, want := found(r), t.whole(); !slices.Equal(got, want) || r.Coverage.Duplicates != len(t.traffic) {
		t.Errorf("seed %d: %d duplicates of %d\n got %q\nwant %q", t.seed, r.Coverage.Duplicates, len(t.traffic), got, want)
	}
}

func sameByWorkers(t *trial) {
	file := t.file(".ndjson", dump(t.traffic))
	want := t.run("check", "--no-config", "-f", "json", file)
	for _, workers := range []string{"1", "2", "7"} {
		if got := t.run("check", "--no-config", "-f", "json", "--workers", workers, "--chunk-size", fmt.Sprint(64+t.IntN(4000)), file); got != want {
			t.Errorf("seed %d: with %s workers another report", t.seed, workers)
		}
	}
}

func sameWithoutRule(t *trial) {
	file := t.file(".ndjson", dump(t.traffic))
	all := t.report(file)
	if len(all.Findings) == 0 {
		return
	}
	off := all.Findings[t.IntN(len(all.Findings))].Rule
	config := t.file(".yaml", "rules: {"+off+": off}\n")
	got := found(judged(t.T, "--config", config, file))
	want := slices.DeleteFunc(found(all), func(f string) bool { return strings.Contains(f, " "+off+" ") })
	if !slices.Equal(got, want) {
		t.Errorf("seed %d, without %s:\n got %q\nwant %q", t.seed, off, got, want)
	}
}

func looserFindsNoMore(t *trial) {
	file := t.file(".ndjson", dump(t.traffic))
	polled := func(r report.Report) (n int) {
		for _, f := range r.Findings {
			if f.Rule == "task-poll-limit" && f.Service == "capmonster" {
				n++
			}
		}
		return n
	}
	before := len(t.traffic) + 1
	for _, most := range []int{20, 60, 120, 200} {
		config := t.file(".yaml", fmt.Sprintf("limits: {capmonster: {polls-per-task: {most: %d, reason: a test}}}\n", most))
		now := polled(judged(t.T, "--config", config, file))
		if now > before {
			t.Errorf("seed %d: with %d polls allowed %d findings, with fewer %d", t.seed, most, now, before)
		}
		before = now
	}
}

func formsAgree(t *trial) {
	file := t.file(".ndjson", dump(t.traffic))
	r := t.report(file)
	var want []string
	for _, f := range r.Findings {
		want = append(want, f.Rule)
	}
	slices.Sort(want)
	for form, rule := range map[string]*regexp.Regexp{
		"jsonl": regexp.MustCompile(`"rule":"([a-z-]+)"`), "sarif": regexp.MustCompile(`"ruleId": ?"([a-z-]+)"`), "gitlab": regexp.MustCompile(`"check_name": ?"([a-z-]+)"`),
	} {
		var got []string
		for _, m := range rule.FindAllStringSubmatch(t.run("check", "--no-config", "-f", form, file), -1) {
			got = append(got, m[1])
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("seed %d: %s says %v, json %v", t.seed, form, got, want)
		}
	}
}

func plainReaderAgrees(t *trial) {
	har := t.file(".har", t.run("convert", "--no-config", "--keep-secrets", "-t", "har", t.file(".ndjson", dump(t.traffic))))
	var archive struct {
		Log struct {
			Entries []struct{ Request struct{ URL string } }
		}
	}
	if err := json.Unmarshal([]byte(read(t.T, har)), &archive); err != nil {
		t.Fatal(err)
	}
	if n := t.report(har).Coverage.Exchanges; n != len(archive.Log.Entries) {
		t.Errorf("seed %d: %d exchanges, and %d to encoding/json", t.seed, n, len(archive.Log.Entries))
	}
	for i, e := range archive.Log.Entries {
		if e.Request.URL != t.traffic[i].url() {
			t.Errorf("seed %d: entry %d is of another address", t.seed, i+1)
		}
	}
}

func plainCountAgrees(t *trial) {
	polls := map[string]int{}
	for _, s := range t.traffic {
		if s.method == "getTaskResult" && s.service == "api.capmonster.cloud" {
			polls[s.key+" "+s.task]++
		}
	}
	want := 0
	for _, n := range polls {
		if n > 120 {
			want++
		}
	}
	got := 0
	for _, f := range t.report(t.file(".ndjson", dump(t.traffic))).Findings {
		if f.Rule == "task-poll-limit" && f.Service == "capmonster" {
			got++
			if most := slices.Max(slices.Collect(maps.Values(polls))); int(f.Observed) > most {
				t.Errorf("seed %d: %v polls of one task, of %d", t.seed, f.Observed, most)
			}
		}
	}
	if (got > 0) != (want > 0) {
		t.Errorf("seed %d: %d findings, %d tasks past the limit", t.seed, got, want)
	}
}

func sameConverted(t *trial) {
	once := t.file(".ndjson", t.run("convert", "--no-config", "-t", "dump", t.file(".ndjson", dump(t.traffic))))
	t.same(t.whole(), once)
}

func sameRedacted(t *trial) {
	t.same(t.whole(), t.file(".ndjson", t.run("redact", "--no-config", t.file(".ndjson", dump(t.traffic)))))
}
