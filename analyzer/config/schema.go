package config

import (
	"strings"

	"github.com/banlint/banlint/analyzer/jsonschema"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/rules"
)

// Schema is the JSON Schema of configurations.
func Schema(builtin []string) jsonschema.Schema {
	s := object("Which recordings pass the check", map[string]jsonschema.Schema{
		"fail-on":          choice("The mildest finding that makes the exit status 1.", append(append([]string{}, Severities...), "never")),
		"fail-on-headroom": {Description: "The exit status is 1 when less than this is left of a limit, as in 20%.", Type: []string{"string", "number", "null"}},
		"require":          list("Ban reasons without a verdict on which the exit status is 3.", choice("", reasons())),
		"baseline":         text("File with known findings, from the directory of this one."),
		"hosts":            {Description: "Hosts that are taken for a service's.", Type: []string{"object", "null"}, Others: others(choice("", service.Names()))},
		"rules":            ruleSchema(builtin),
		"local-rules":      list("Rules that the project sets for itself.", localSchema()),
		"suppressions":     list("Findings that somebody has looked at and accepts.", suppressionSchema(builtin)),
	})
	s.Draft, s.Title = jsonschema.Draft, "Configuration of banlint, "+Name
	s.Type = []string{"object", "null"}
	return s
}

func ruleSchema(builtin []string) jsonschema.Schema {
	settings := map[string]jsonschema.Schema{}
	for _, r := range builtin {
		settings[r] = choice("", append([]string{"off"}, Severities...))
	}
	s := object("By rule: off, or the severity of all its findings.", settings)
	s.Patterns = map[string]jsonschema.Schema{kebab.String(): choice("", append([]string{"off"}, Severities...))}
	s.Type = []string{"object", "null"}
	return s
}

func suppressionSchema(builtin []string) jsonschema.Schema {
	s := object("", map[string]jsonschema.Schema{
		"rule":        {AnyOf: []jsonschema.Schema{choice("", builtin), kebabSchema("A local rule.")}},
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

func localSchema() jsonschema.Schema {
	s := object("", map[string]jsonschema.Schema{
		"id":       kebabSchema("Names the fault in kebab case; no rule of banlint's own may have it."),
		"title":    text("What is wrong, in a line; made of the id where it is not given."),
		"match":    matchSchema(),
		"per":      choice("Whose calls count together; account where it is not given.", namesOf(scopes)),
		"most":     {Description: "How many calls are allowed within the span.", Type: []string{"integer"}},
		"distinct": distinctSchema(),
		"gap":      lastingSchema("The least time between two calls, as in 2s."),
		"within":   lastingSchema("The span, as in 1m; the whole recording where it is not given."),
		"severity": choice("", Severities),
		"message":  text("How a finding reads, with {" + strings.Join(rules.Placeholders, "}, {") + "}; as the title where it is not given."),
		"fix":      text("What to do about it."),
	})
	s.Required = []string{"id", "severity"}
	for _, name := range thresholds {
		s.OneOf = append(s.OneOf, jsonschema.Schema{Required: []string{name}})
	}
	return s
}

func matchSchema() jsonschema.Schema {
	s := object("The calls that it looks at; all where it is not given.", map[string]jsonschema.Schema{
		"operation": choice("", Operations),
		"error":     text("The code of an error, or a class of errors such as zero-balance."),
		"type":      {Description: "Of the task, as in ImageToTextTask.", Type: []string{"string"}, Pattern: taskType.String()},
		"service":   choice("", service.Names()),
	})
	s.Type = []string{"object", "null"}
	return s
}

func distinctSchema() jsonschema.Schema {
	s := object("How many different ones are allowed within the span.", map[string]jsonschema.Schema{
		"of":   choice("", namesOf(values)),
		"most": {Type: []string{"integer"}},
	})
	s.Required = []string{"of", "most"}
	return s
}

func kebabSchema(description string) jsonschema.Schema {
	return jsonschema.Schema{Description: description, Type: []string{"string"}, Pattern: kebab.String()}
}

func lastingSchema(description string) jsonschema.Schema {
	return jsonschema.Schema{Description: description, Type: []string{"string"}, Pattern: lasting.String()}
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
