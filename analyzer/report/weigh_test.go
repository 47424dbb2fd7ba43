package report

import "testing"

func listed() *Report {
	return &Report{Findings: []Finding{
		{Rule: "a", Severity: "error"}, {Rule: "b", Severity: "warning"}, {Rule: "c", Severity: "info", Cause: 2}, {Rule: "d", Severity: "info", Cause: 1},
	}}
}

func TestWeighKeepsCauses(t *testing.T) {
	r := listed()
	r.Weigh(func(rule, severity string) string {
		if rule == "a" {
			return ""
		}
		return severity
	})
	if len(r.Findings) != 3 || r.Findings[1].Cause != 1 || r.Findings[2].Cause != 0 {
		t.Errorf("got %+v", r.Findings)
	}
	if r.Summary != (Summary{Warning: 1, Info: 2}) {
		t.Errorf("got %+v", r.Summary)
	}
}

func TestSuppressedFindingsDoNotFail(t *testing.T) {
	r := listed()
	r.Suppress(func(f *Finding) *Suppression {
		if f.Rule == "a" {
			return &Suppression{Kind: "baseline"}
		}
		return nil
	})
	if r.Summary != (Summary{Warning: 1, Info: 2, Suppressed: 1}) {
		t.Errorf("got %+v", r.Summary)
	}
	for _, test := range []struct {
		failOn string
		fails  bool
	}{{"error", false}, {"warning", true}, {"info", true}, {"never", false}} {
		if r.failOn = test.failOn; r.Fails() != test.fails {
			t.Errorf("from %s on it fails: %v", test.failOn, r.Fails())
		}
	}
}

func TestAcceptedLimitsAreNotTight(t *testing.T) {
	for _, accept := range []func(*Report){
		func(r *Report) {
			r.Weigh(func(rule, severity string) string { return "" })
		},
		func(r *Report) {
			r.Suppress(func(*Finding) *Suppression { return &Suppression{} })
		},
	} {
		r := listed()
		r.Headroom, r.wanted = []Headroom{{Rule: "a", Left: -1, counts: true}}, 0.2
		if r.Tight() == nil {
			t.Fatal("a limit that was passed has room")
		}
		if accept(r); r.Tight() != nil {
			t.Error("an accepted limit is tight")
		}
	}
}
