package report

import (
	"reflect"

	"github.com/banlint/banlint/analyzer/jsonschema"
	"github.com/banlint/banlint/analyzer/service"
)

// Schema is the JSON Schema of the report of schema 1.
func Schema() jsonschema.Schema {
	reasons := []string{""}
	for _, r := range service.Reasons {
		reasons = append(reasons, string(r.Reason))
	}
	bases := []string{}
	for b := service.Documented; b <= service.Configured; b++ {
		bases = append(bases, b.String())
	}
	s := jsonschema.Of(reflect.TypeFor[Report](), map[string][]string{
		"Verdict.state":    {"banned", "would-ban", "near", "clear", "unknown"},
		"Verdict.reason":   reasons[1:],
		"Verdict.basis":    bases,
		"Finding.severity": severities,
		"Finding.reason":   reasons,
		"Headroom.reason":  reasons,
		"Limit.basis":      bases,
		"Ban.scope":        {"account", "address", "subnet"},
		"Ban.basis":        bases,
		"Suppression.kind": {"configuration", "baseline"},
	})
	s.Draft, s.Title = jsonschema.Draft, "Report of banlint, schema 1"
	return s
}
