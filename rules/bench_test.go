package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/script"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/rules"
)

// BenchmarkRun runs the whole rule book over tasks that are asked for six times each,
// by fifty accounts at a time.
func BenchmarkRun(b *testing.B) {
	var text strings.Builder
	text.WriteString("== fleet\nservice capmonster\n")
	for task := range 2000 {
		fmt.Fprintf(&text, "+10ms createTask key=K%d client=10.0.0.%d task=%d -> ok\n", task%50, task%50, task+1)
		fmt.Fprintf(&text, "+3s x5 getTaskResult key=K%d client=10.0.0.%d task=%d -> processing\n", task%50, task%50, task+1)
		fmt.Fprintf(&text, "+3s getTaskResult key=K%d client=10.0.0.%d task=%d -> ready\n", task%50, task%50, task+1)
	}
	scripts, err := script.Parse("bench", text.String())
	if err != nil {
		b.Fatal(err)
	}
	calls := scripts[0].Timeline().Calls
	for b.Loop() {
		analyzer.Run(calls, rules.All, service.All)
	}
	b.ReportMetric(float64(len(calls)*b.N)/b.Elapsed().Seconds()/1e6, "Mcalls/s")
}
