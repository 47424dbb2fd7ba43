package main

import (
	"github.com/banlint/banlint/analyzer/config"
	"github.com/banlint/banlint/analyzer/jsonschema"
	"github.com/banlint/banlint/analyzer/report"
)

type schemaCmd struct {
	Of string `arg:"" enum:"report,config" help:"What to describe: ${enum}."`
}

// Run prints a schema.
func (c *schemaCmd) Run(s *streams) error {
	schemas := map[string]jsonschema.Schema{"report": report.Schema(), "config": config.Schema(ruleIDs())}
	return schemas[c.Of].Write(s.out)
}
