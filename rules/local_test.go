package rules

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/analyzertest"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// locals are rules as projects set them.
var locals = []LocalSpec{{
	ID: "too-many-creates", Title: "more tasks than our plan allows", Message: "{count} tasks in {span}, our plan allows {most} ({observed}, {literal})",
	Severity: analyzer.Error, Per: analyzer.PerAccount, Most: 3, Within: time.Minute,
	Match: LocalMatch{Operations: creates, Type: "ImageToTextTask", Service: "capmonster"},
}, {
	ID: "no-slot-at-all", Title: "a slot was missing too often", Severity: analyzer.Info, Per: analyzer.PerAccount, Most: 2,
	Match: LocalMatch{Code: "ERROR_NO_SLOT_AVAILABLE", Class: timeline.NoSlot},
}, {
	ID: "proxies-changed-often", Title: "x", Message: "{count} proxies in {span}, wanted {most}",
	Severity: analyzer.Error, Per: analyzer.PerAccount, Most: 2, Of: Proxies, Within: 10 * time.Minute,
}, {
	ID: "accounts-of-client", Title: "x", Message: "{observed} accounts in {span}, wanted {most}",
	Severity: analyzer.Warning, Per: analyzer.PerClient, Most: 1, Of: Accounts,
}, {
	ID: "too-eager", Title: "x", Message: "{count} too soon, {observed} is less than {most}",
	Severity: analyzer.Warning, Per: analyzer.PerTask, Gap: 5 * time.Second, Match: LocalMatch{Operations: polls},
}}

func TestLocalTimelines(t *testing.T) {
	for _, spec := range locals {
		t.Run(spec.ID, func(t *testing.T) {
			analyzertest.Run(t, Local(spec), filepath.Join("testdata", "local", spec.ID+".timeline"))
		})
	}
}

// A local rule brings its figure, and says who has set it.
func TestLocalLimits(t *testing.T) {
	for i, want := range []string{"3 requests in 1m", "2 requests", "2 different proxies in 10m", "1 different account", "at least 5s"} {
		spec := locals[i]
		spec.File = ".banlint.yaml"
		r := Local(spec)
		if got := r.Bound.String(); got != want {
			t.Errorf("%s: got %s, want %s", r.ID, got, want)
		}
		if r.Bound.Basis != service.Configured || r.Bound.Source.URL != ".banlint.yaml" || r.Bound.Earns != "" || r.Limit != "" {
			t.Errorf("%s: got %+v", r.ID, r.Bound)
		}
		if r.Fix != "Keep to the limit that the configuration sets, or set another one there." {
			t.Errorf("%s: got %s", r.ID, r.Fix)
		}
	}
}

func TestLocalNeeds(t *testing.T) {
	for i, want := range []string{"the key, the request, the time", "the key, the answer", "the key, the request, the time", "the key", "the task, the time"} {
		if got := Local(locals[i]).Needs.String(); got != want {
			t.Errorf("%s: got %s, want %s", locals[i].ID, got, want)
		}
	}
}
