package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/banlint/banlint/analyzer/config"
)

// schemaOf compiles a schema that the program prints.
func schemaOf(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(output(t, "schema", name)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestReportsFollowTheirSchema(t *testing.T) {
	inRoot(t)
	schema := schemaOf(t, "report")
	files, err := filepath.Glob("testdata/recordings/*/run.*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range append(files, "README.md") {
		var stdout, stderr bytes.Buffer
		run([]string{"check", "-f", "json", file}, &stdout, &stderr)
		if stdout.Len() == 0 {
			continue // no recording
		}
		report, err := jsonschema.UnmarshalJSON(&stdout)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(report); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestSchemaOfReportsIsStrict(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(`{"schema": 1, "findings": []}`))
	if err != nil {
		t.Fatal(err)
	}
	if schemaOf(t, "report").Validate(doc) == nil {
		t.Error("a report without verdicts is taken for one")
	}
}

// TestConfigurationsFollowTheirSchema checks that the schema and the reader agree on
// what is right.
func TestConfigurationsFollowTheirSchema(t *testing.T) {
	inRoot(t)
	schema := schemaOf(t, "config")
	examples := blocks(t, "docs/usage.md", "yaml")
	for _, test := range []struct {
		src   string
		right bool
	}{
		{examples[0], true},
		{examples[1], true},
		{examples[2], true},
		{"fail-on: never", true},
		{"fail-on: often", false},
		{"fail_on: error", false},
		{"require: [Boredom]", false},
		{"hosts: {h: Nobody}", false}, // in kebab case it may be the project's own: that only the reader knows
		{"services: [{name: my-solver, hosts: [api.my-solver.example]}]\nhosts: {h: my-solver}", true},
		{"services: [{name: my-solver, like: capmonster, site-hosts: ['h:8080'], aliases: [ms], key-length: 40}]", true},
		{"services: [{name: my-solver, addresses: [192.0.2.1], codes: [{code: ERROR_MINE, class: no-slot, number: 7, http: 429, says: busy}], bans: [{code: ERROR_IP_BANNED, lasts: 5m, scope: account, for: [NoSlot], restarts: true}]}]", true},
		{"services: [{name: my-solver, hosts: [h], limits: {polls-per-task: {most: 9}, retries: {most: 3, within: 10s}}}]", true},
		{"services: [{name: My, hosts: [h]}]", false},
		{"services: [{name: my-solver}]", false},
		{"services: [{hosts: [h]}]", false},
		{"services: [{name: my-solver, hosts: ['https://h']}]", false},
		{"services: [{name: my-solver, hosts: [h], like: nobody}]", false},
		{"services: [{name: my-solver, hosts: [h], codes: [{class: no-slot}]}]", false},
		{"services: [{name: my-solver, hosts: [h], bans: [{code: ERROR_IP_BANNED, scope: world}]}]", false},
		{"limits: {capmonster: {polls-per-task: {most: 200, reason: x}, poll-interval: {least: 3s, reason: x}, threshold-most: {most: 90.5, reason: x}}}", true},
		{"limits: {capmonster: {polls-per-task: {most: 200}}}", false},
		{"limits: {capmonster: {polls-per-task: {reason: x}}}", false},
		{"limits: {capmonster: {polls-per-task: {least: 200, reason: x}}}", false},
		{"limits: {capmonster: {polls-per-task: {most: 2s, reason: x}}}", false},
		{"limits: {capmonster: {poll-interval: {least: 3, reason: x}}}", false},
		{"limits: {capmonster: {poll-interval: {least: 3s, within: 1m, reason: x}}}", false},
		{"limits: {capmonster: {key-form: {most: 3, reason: x}}}", false},
		{"limits: {capmonster: {polls: {most: 3, reason: x}}}", false},
		{"rules: {key-missing: 'off'}", true},
		{"rules: {key-missing: maybe}", false},
		{"rules: {NoSuchRule: error}", false}, // it may be a local one if it is in kebab case: that only the reader knows
		{"local-rules: [{id: x, severity: error, most: 3}]\nrules: {x: 'off'}\nsuppressions: [{rule: x, reason: y}]", true},
		{"local-rules: [{id: x, severity: error, distinct: {of: proxy, most: 3}, within: 1h30m, match: }]", true},
		{"local-rules: [{id: x, severity: error, gap: 1.5s, match: {operation: other, error: bans, type: T, service: capsolver}}]", true},
		{"local-rules: [{id: X, severity: error, most: 3}]", false},
		{"local-rules: [{id: x, severity: 'off', most: 3}]", false},
		{"local-rules: [{id: x, severity: error}]", false},
		{"local-rules: [{id: x, most: 3}]", false},
		{"local-rules: [{severity: error, most: 3}]", false},
		{"local-rules: [{id: x, severity: error, most: 3, gap: 1s}]", false},
		{"local-rules: [{id: x, severity: error, most: '3'}]", false},
		{"local-rules: [{id: x, severity: error, most: 3, within: 60}]", false},
		{"local-rules: [{id: x, severity: error, most: 3, within: -1m}]", false},
		{"local-rules: [{id: x, severity: error, distinct: {of: proxy}}]", false},
		{"local-rules: [{id: x, severity: error, distinct: {of: key, most: 3}}]", false},
		{"local-rules: [{id: x, severity: error, most: 3, per: code}]", false},
		{"local-rules: [{id: x, severity: error, most: 3, match: {type: 'a b'}}]", false},
		{"local-rules: [{id: x, severity: error, most: 3, message: ''}]", false},
		{"local-rules: [{id: x, severity: error, most: 3, colour: red}]", false},
		{"suppressions: [{rule: key-missing}]", false},
		{"suppressions: [{rule: key-missing, reason: x, until: '2026-12-31'}]", true},
		{"suppressions: [{rule: key-missing, reason: x, until: soon}]", false},
	} {
		var doc any
		if err := yaml.Unmarshal([]byte(test.src), &doc); err != nil {
			t.Fatal(err)
		}
		_, err := config.Parse("test", []byte(test.src), ruleIDs())
		if (err == nil) != test.right {
			t.Errorf("%s: the reader says %v", test.src, err)
		}
		if err := schema.Validate(doc); (err == nil) != test.right {
			t.Errorf("%s: the schema says %v", test.src, err)
		}
	}
}
