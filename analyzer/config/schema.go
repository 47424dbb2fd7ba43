package config

import "github.com/banlint/banlint/analyzer/service"

// A schema is a JSON Schema, as far as a configuration needs one.
type schema struct {
	Schema      string            `json:"$schema,omitempty"`
	ID          string            `json:"$id,omitempty"`
	Title       string            `json:"title,omitempty"`
	Description string            `json:"description,omitempty"`
	Type        []string          `json:"type,omitempty"`
	Enum        []string          `json:"enum,omitempty"`
	Pattern     string            `json:"pattern,omitempty"`
	MinLength   int               `json:"minLength,omitempty"`
	Items       *schema           `json:"items,omitempty"`
	Properties  map[string]schema `json:"properties,omitempty"`
	Required    []string          `json:"required,omitempty"`
	Additional  any               `json:"additionalProperties,omitempty"` // false, or the schema of all others
}

// Schema returns the JSON Schema of configurations, ready to be written as JSON.
func Schema(rules []string) any {
	s := object("Which recordings pass the check", map[string]schema{
		"fail-on":          choice("The mildest finding that makes the exit status 1.", append(append([]string{}, Severities...), "never")),
		"fail-on-headroom": {Description: "The exit status is 1 when less than this is left of a limit, as in 20%.", Type: []string{"string", "number", "null"}},
		"require":          list("Ban reasons without a verdict on which the exit status is 3.", choice("", reasons())),
		"baseline":         text("File with known findings, from the directory of this one."),
		"hosts":            {Description: "Hosts that are taken for a service's.", Type: []string{"object", "null"}, Additional: choice("", service.Names())},
		"rules":            ruleSchema(rules),
		"suppressions":     list("Findings that somebody has looked at and accepts.", suppressionSchema(rules)),
	})
	s.Schema, s.Title = "https://json-schema.org/draft/2020-12/schema", "Configuration of banlint, "+Name
	s.Type = []string{"object", "null"}
	return s
}

func ruleSchema(rules []string) schema {
	settings := map[string]schema{}
	for _, r := range rules {
		settings[r] = choice("", append([]string{"off"}, Severities...))
	}
	s := object("By rule: off, or the severity of all its findings.", settings)
	s.Type = []string{"object", "null"}
	return s
}

func suppressionSchema(rules []string) schema {
	s := object("", map[string]schema{
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

func object(description string, properties map[string]schema) schema {
	return schema{Description: description, Type: []string{"object"}, Properties: properties, Additional: false}
}

func choice(description string, names []string) schema {
	return schema{Description: description, Enum: names}
}

func list(description string, items schema) schema {
	return schema{Description: description, Type: []string{"array", "null"}, Items: &items}
}

func text(description string) schema {
	return schema{Description: description, Type: []string{"string"}, MinLength: 1}
}
