package traffic_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/accesslog"
	"github.com/banlint/banlint/parsers/har"
	"github.com/banlint/banlint/parsers/jsondump"
	"github.com/banlint/banlint/parsers/parserstest"
	"github.com/banlint/banlint/testdata/bench/traffic"
)

// generate makes traffic in some formats.
func generate(t *testing.T, o traffic.Options, formats ...string) (map[string]*bytes.Buffer, traffic.Summary) {
	t.Helper()
	written := map[string]*bytes.Buffer{}
	var outputs []traffic.Output
	for _, format := range formats {
		written[format] = &bytes.Buffer{}
		outputs = append(outputs, traffic.Output{Format: format, To: written[format]})
	}
	summary, err := traffic.Generate(o, outputs)
	if err != nil {
		t.Fatal(err)
	}
	return written, summary
}

// some is the usual traffic, up to a number of exchanges.
func some(exchanges int) traffic.Options {
	o := traffic.Default
	o.Exchanges = exchanges
	return o
}

func TestSameOptionsSameBytes(t *testing.T) {
	first, _ := generate(t, some(500), traffic.Formats...)
	second, _ := generate(t, some(500), traffic.Formats...)
	other := some(500)
	other.Seed = 2
	third, _ := generate(t, other, traffic.Formats...)
	for _, format := range traffic.Formats {
		if !bytes.Equal(first[format].Bytes(), second[format].Bytes()) {
			t.Errorf("%s: the same options give other bytes", format)
		}
		if bytes.Equal(first[format].Bytes(), third[format].Bytes()) {
			t.Errorf("%s: another seed gives the same bytes", format)
		}
	}
}

func TestOffendersLeaveOthersAlone(t *testing.T) {
	alone, _ := generate(t, some(300), "dump")
	o := some(1000)
	o.Offenders = traffic.Offenders()
	together, _ := generate(t, o, "dump")
	lines := slices.Collect(strings.Lines(together["dump"].String()))
	for line := range strings.Lines(alone["dump"].String()) {
		if !slices.Contains(lines, line) {
			t.Fatalf("with offenders this is missing: %.200s", line)
		}
	}
}

func TestParsersReadIt(t *testing.T) {
	for format, reader := range map[string]*parsers.Format{
		"har": har.Format, "har-min": har.Format, "dump": jsondump.Format, "squid": accesslog.Squid, "combined": accesslog.Combined,
	} {
		t.Run(format, func(t *testing.T) {
			o := some(1000)
			if format == "combined" { // it shows only this dialect, and no host
				o.Service, o.Dialect = "capmonster", "php"
			}
			written, summary := generate(t, o, format)
			exchanges, trouble := parserstest.Reader{Format: reader}.Read(t, format, written[format])
			if len(trouble) > 0 {
				t.Fatal(trouble[0])
			}
			if len(exchanges) != summary.Exchanges || calls(t, exchanges) != summary.Calls {
				t.Errorf("%d exchanges and %d calls; wanted %d and %d", len(exchanges), calls(t, exchanges), summary.Exchanges, summary.Calls)
			}
		})
	}
}

// calls counts the exchanges with a service.
func calls(t *testing.T, exchanges []timeline.Exchange) (n int) {
	t.Helper()
	directory, err := service.NewDirectory(nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range exchanges {
		if _, outcome := directory.Read(&exchanges[i], nil); outcome == service.Recognised {
			n++
		}
	}
	return n
}

// TestFindings makes sure that those who behave are found to behave, and the
// offenders are found out.
func TestFindings(t *testing.T) {
	dir := t.TempDir()
	banlint := filepath.Join(dir, "banlint")
	if out, err := exec.Command("go", "build", "-o", banlint, "github.com/banlint/banlint/cmd/banlint").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	o := some(2000)
	for rule, severity := range check(t, banlint, o) {
		if severity == "error" {
			t.Errorf("%s among clients that behave", rule)
		}
	}
	o.Clients, o.Workers, o.Offenders = 1, 1, traffic.Offenders()
	_, summary := generate(t, o, "har")
	found := check(t, banlint, o)
	for _, x := range summary.Offences {
		if !x.Complete || found[x.Rule] == "" {
			t.Errorf("%s: wanted it to complete (%v) and to be found among %v", x.Offender, x.Complete, found)
		}
	}
}

// check has a HAR checked, and gives the severities of the findings by rule.
func check(t *testing.T, banlint string, o traffic.Options) map[string]string {
	t.Helper()
	written, _ := generate(t, o, "har")
	cmd := exec.Command(banlint, "check", "-f", "json", "-")
	cmd.Stdin = written["har"]
	out, _ := cmd.Output() // the exit status is that of the findings
	var report struct {
		Findings []struct{ Rule, Severity string }
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range report.Findings {
		found[f.Rule] = f.Severity
	}
	return found
}
