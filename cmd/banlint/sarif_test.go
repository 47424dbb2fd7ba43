package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/banlint/banlint/analyzer/report"
)

// sarifSchema is the schema of OASIS, with the formats of its strings.
var sarifSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	return c.Compile(schemaFile)
})

var schemaFile, _ = filepath.Abs("../../testdata/schema/sarif-2.1.0.json")

func validSARIF(t *testing.T, text []byte) {
	t.Helper()
	schema, err := sarifSchema()
	if err != nil {
		t.Fatal(err)
	}
	log, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(log); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

// A log is what these tests read of a SARIF log.
type log struct {
	Runs []struct {
		Tool struct {
			Driver struct{ Rules []struct{ ID string } }
		}
		Invocations []struct {
			ExecutionSuccessful        bool
			ToolExecutionNotifications []struct{ Message struct{ Text string } }
		}
		Results []struct {
			RuleID    string
			RuleIndex int
			Level     string
			Message   struct{ Text string }
			Locations []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ URI string }
					Region           struct{ StartLine int }
				}
			}
			PartialFingerprints map[string]string
			Suppressions        []struct{ Kind, Status, Justification string }
		}
	}
}

func readSARIF(t *testing.T, r *report.Report) (l log) {
	t.Helper()
	text := rendered(t, "sarif", r)
	validSARIF(t, text)
	if err := json.Unmarshal(text, &l); err != nil {
		t.Fatal(err)
	}
	return l
}

// Texts and paths from outside stay texts and paths.
func TestSARIFHostile(t *testing.T) {
	run := readSARIF(t, hostile()).Runs[0]
	first := run.Results[0]
	if got, want := first.Message.Text, `a {{0}} [link] (1) <b>&"'\u0000\u001b]]>\u202e\ufffd. none`; got != want {
		t.Errorf("message %s, want %s", got, want)
	}
	at := first.Locations[0].PhysicalLocation
	if got, want := at.ArtifactLocation.URI, "./a%20b:c/%C3%BC%2541%3F%23%3C%C3%A9%3E&.har"; got != want {
		t.Errorf("uri %s, want %s", got, want)
	}
	if at.Region.StartLine != 1 {
		t.Errorf("line %d, want 1 where none is known", at.Region.StartLine)
	}
	if said := run.Invocations[0]; said.ExecutionSuccessful || len(said.ToolExecutionNotifications) != 2 {
		t.Errorf("invocation %+v, want a failed one with 2 notifications", said)
	}
	for i, want := range []string{"", "", "known from the baseline", "", "we know (until 2026-12-31)"} {
		got := run.Results[i].Suppressions
		if (want != "") != (len(got) == 1) || want != "" && got[0].Justification != want {
			t.Errorf("result %d: suppressions %v, want %q", i, got, want)
		}
	}
}

// A result names its rule by place as by id, and equal findings keep equal fingerprints.
func TestSARIFRules(t *testing.T) {
	run := readSARIF(t, hostile()).Runs[0]
	for i, r := range run.Results {
		if got := run.Tool.Driver.Rules[r.RuleIndex].ID; got != r.RuleID {
			t.Errorf("result %d: rule %s by place, %s by id", i, got, r.RuleID)
		}
		if got := r.PartialFingerprints["banlint/v1"]; got != "00" {
			t.Errorf("result %d: fingerprint %s", i, got)
		}
	}
}

// What GitHub would refuse is cut, the mildest first, and said.
func TestSARIFCaps(t *testing.T) {
	r := hostile()
	grave := r.Findings[0]
	grave.Evidence = slices.Repeat(grave.Evidence, 1001)
	r.Warnings, r.Exit = nil, 1
	r.Findings = append(slices.Repeat(r.Findings[3:4], 5000), grave)
	run := readSARIF(t, r).Runs[0]
	if n := len(run.Results); n != 5000 || run.Results[0].Level != "error" || len(run.Results[0].Locations) != 1000 {
		t.Errorf("%d results, the first an %s", n, run.Results[0].Level)
	}
	if said := run.Invocations[0]; !said.ExecutionSuccessful || len(said.ToolExecutionNotifications) != 2 {
		t.Errorf("invocation %+v, want a good one with 2 notifications", said)
	}
}

// An absolute path is a file's URI.
func TestSARIFAbsolute(t *testing.T) {
	if !filepath.IsAbs("/") {
		t.Skip("absolute paths look different here")
	}
	r := hostile()
	r.Findings[0].Evidence[0].Path = "/a b/run.har"
	got := readSARIF(t, r).Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI
	if want := "file:///a%20b/run.har"; got != want {
		t.Errorf("uri %s, want %s", got, want)
	}
}
