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
		"services":         list("Services of the project's own, which are called like the known ones.", ownServiceSchema()),
		"limits":           {Description: "By service: limits that are known better than to banlint.", Type: []string{"object", "null"}, Others: others(limitsSchema(true))},
		"hosts":            {Description: "Hosts that are taken for a service's.", Type: []string{"object", "null"}, Others: others(serviceSchema())},
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
		"service":     serviceSchema(),
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
		"service":   serviceSchema(),
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

// serviceSchema describes the name of a known service, or of one of the project's own.
func serviceSchema() jsonschema.Schema {
	return jsonschema.Schema{AnyOf: []jsonschema.Schema{choice("", service.Names()), kebabSchema("A service of the project's own.")}}
}

func ownServiceSchema() jsonschema.Schema {
	hosts := jsonschema.Schema{Type: []string{"string"}, Pattern: hostName.String()}
	s := object("", map[string]jsonschema.Schema{
		"name":       kebabSchema("As in reports and on the command line."),
		"title":      text("As its owner writes it; the name where it is not given."),
		"like":       choice("The known service that it is called like.", service.Names()),
		"aliases":    list("Other names.", kebabSchema("")),
		"hosts":      list("That belong to its API and to nothing else.", hosts),
		"site-hosts": list("That serve a web site beside the API.", hosts),
		"addresses":  list("That are the service whatever name the client used.", hosts),
		"key-length": {Description: "Characters of a key.", Type: []string{"integer"}},
		"codes":      list("Error codes that it answers.", codeSchema()),
		"bans":       list("How it shuts somebody out, in the place of what the service does that it is like.", banSchema()),
		"limits":     limitsSchema(false),
	})
	s.Required = []string{"name"}
	for _, place := range []string{"hosts", "site-hosts", "addresses"} {
		s.AnyOf = append(s.AnyOf, jsonschema.Schema{Required: []string{place}})
	}
	return s
}

func codeSchema() jsonschema.Schema {
	s := object("", map[string]jsonschema.Schema{
		"code":   {Description: "As in ERROR_NO_SLOT_AVAILABLE.", Type: []string{"string"}, Pattern: codeName.String()},
		"class":  choice("What it means, for a code that no known service has.", service.ClassNames()),
		"number": {Description: "errorId that stands for it.", Type: []string{"integer"}},
		"http":   {Description: "Status that is seen with it.", Type: []string{"integer"}},
		"says":   text("What the service says of it."),
	})
	s.Required = []string{"code"}
	return s
}

func banSchema() jsonschema.Schema {
	s := object("", map[string]jsonschema.Schema{
		"code":     {Description: "That it is answered with.", Type: []string{"string"}, Pattern: codeName.String()},
		"lasts":    lastingSchema("How long, as in 10m."),
		"scope":    choice("Whom it shuts out; the address where it is not given.", banScopes),
		"for":      list("What it is for.", choice("", reasons())),
		"restarts": {Description: "Every further violation starts its time anew.", Type: []string{"boolean"}},
	})
	s.Required = []string{"code"}
	return s
}

// limitsSchema describes limits by their ids.
func limitsSchema(reasoned bool) jsonschema.Schema {
	limits := map[string]jsonschema.Schema{}
	for _, id := range service.All.LimitIDs() {
		if l, _ := service.All.LimitNamed(service.LimitID(id)); l.Unit != service.Form {
			limits[id] = limitSchema(l, reasoned)
		}
	}
	s := object("", limits)
	s.Type = []string{"object", "null"}
	return s
}

func limitSchema(l service.Limit, reasoned bool) jsonschema.Schema {
	figure := jsonschema.Schema{Type: []string{"integer"}}
	switch l.Unit {
	case service.Time:
		figure = lastingSchema("")
	case service.Number:
		figure = jsonschema.Schema{Type: []string{"number"}}
	}
	bound := boundOf(l)
	members := map[string]jsonschema.Schema{bound: figure, "reason": text("Why it is another than banlint has it.")}
	if l.Unit == service.Requests {
		members["within"] = lastingSchema("The span, as in 1m.")
	}
	s := object(l.Bounds, members)
	s.Required = []string{bound}
	if reasoned {
		s.Required = append(s.Required, "reason")
	}
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
