package config

import (
	"github.com/banlint/banlint/analyzer/jsonschema"
	"github.com/banlint/banlint/analyzer/service"
)

// Schema is the JSON Schema of configurations.
func Schema(rules []string) jsonschema.Schema {
	s := object("Which recordings pass the check", map[string]jsonschema.Schema{
		"fail-on":          choice("The mildest finding that makes the exit status 1.", append(append([]string{}, Severities...), "never")),
		"fail-on-headroom": {Description: "The exit status is 1 when less than this is left of a limit, as in 20%.", Type: []string{"string", "number", "null"}},
		"require":          list("Ban reasons without a verdict on which the exit status is 3.", choice("", reasons())),
		"baseline":         text("File with known findings, from the directory of this one."),
		"hosts":            {Description: "Hosts that are taken for a service's.", Type: []string{"object", "null"}, Others: others(choice("", service.Names()))},
		"rules":            ruleSchema(rules),
		"suppressions":     list("Findings that somebody has looked at and accepts.", suppressionSchema(rules)),
	})
	s.Draft, s.Title = jsonschema.Draft, "Configuration of banlint, "+Name
	s.Type = []string{"object", "null"}
	return s
}

func ruleSchema(rules []string) jsonschema.Schema {
	settings := map[string]jsonschema.Schema{}
	for _, r := range rules {
		settings[r] = choice("", append([]string{"off"}, Severities...))
	}
	s := object("By rule: off, or the severity of all its findings.", settings)
	s.Type = []string{"object", "null"}
	return s
}

func suppressionSchema(rules []string) jsonschema.Schema {
	s := object("", map[string]jsonschema.Schema{
		"rule":        choice("", rules),
		"service":     choice("", service.Names()),
		"operation":   choice("Of the finding's first call.", Operations),
		"path":        text("Pattern of the recording's path or base name, as in recordings/*.har."),
		"fingerprint": text("Of the finding, as reports give it."),
		"reason":      text("Why the finding is accepted."),
		"until":       {Description: "The last day on which it is.", Type: []string{"string"}, Pattern: dated.String()},
	})
	s.Required = []string{"rule", "reason"}
	return s
}

func object(description string, properties map[string]jsonschema.Schema) jsonschema.Schema {
	return jsonschema.Schema{Description: description, Type: []string{"object"}, Properties: properties, Others: &jsonschema.Others{}}
}

func choice(description string, names []string) jsonschema.Schema {
	return jsonschema.Schema{Description: description, Enum: names}
}

func list(description string, items jsonschema.Schema) jsonschema.Schema {
	return jsonschema.Schema{Description: description, Type: []string{"array", "null"}, Items: &items}
}

func text(description string) jsonschema.Schema {
	return jsonschema.Schema{Description: description, Type: []string{"string"}, MinLength: 1}
}

func others(s jsonschema.Schema) *jsonschema.Others { return &jsonschema.Others{Schema: &s} }
