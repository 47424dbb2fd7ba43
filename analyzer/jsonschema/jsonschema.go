// Package jsonschema writes JSON Schemas, as far as banlint's own files need them.
package jsonschema

import (
	"encoding"
	"encoding/json"
	"io"
	"reflect"
	"strings"
)

// Draft is the version of JSON Schema that schemas are written in.
const Draft = "https://json-schema.org/draft/2020-12/schema"

// A Schema describes JSON values. The zero value describes them all.
type Schema struct {
	Draft       string            `json:"$schema,omitempty"`
	Title       string            `json:"title,omitempty"`
	Description string            `json:"description,omitempty"`
	Type        []string          `json:"type,omitempty"`
	Enum        []string          `json:"enum,omitempty"`
	Pattern     string            `json:"pattern,omitempty"`
	MinLength   int               `json:"minLength,omitempty"`
	Items       *Schema           `json:"items,omitempty"`
	Properties  map[string]Schema `json:"properties,omitempty"`
	Required    []string          `json:"required,omitempty"`
	Patterns    map[string]Schema `json:"patternProperties,omitempty"`
	Others      *Others           `json:"additionalProperties,omitempty"`
	AnyOf       []Schema          `json:"anyOf,omitempty"`
	OneOf       []Schema          `json:"oneOf,omitempty"`
}

// Others describes the members of an object that Properties does not name and Patterns does
// not match; nil allows none.
type Others struct{ *Schema }

// MarshalJSON writes false for none.
func (o Others) MarshalJSON() ([]byte, error) {
	if o.Schema == nil {
		return []byte("false"), nil
	}
	return json.Marshal(o.Schema)
}

// Write writes the schema.
func (s Schema) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(s)
}

// Of describes the JSON form of a Go type. Members that are always written are required,
// and others may be added. enums are the values of members, by "Type.member".
func Of(t reflect.Type, enums map[string][]string) Schema {
	if t.Kind() != reflect.Pointer && t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return Schema{Type: []string{"string"}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		s := Of(t.Elem(), enums)
		s.Type = append(s.Type, "null")
		return s
	case reflect.Struct:
		return object(t, enums)
	case reflect.Slice:
		items := Of(t.Elem(), enums)
		return Schema{Type: []string{"array"}, Items: &items}
	case reflect.Bool:
		return Schema{Type: []string{"boolean"}}
	case reflect.String:
		return Schema{Type: []string{"string"}}
	case reflect.Float64:
		return Schema{Type: []string{"number"}}
	default:
		return Schema{Type: []string{"integer"}}
	}
}

func object(t reflect.Type, enums map[string][]string) Schema {
	s := Schema{Type: []string{"object"}, Properties: map[string]Schema{}}
	for _, f := range reflect.VisibleFields(t) {
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || f.Anonymous || name == "-" {
			continue
		}
		member := Of(f.Type, enums)
		member.Enum = enums[t.Name()+"."+name]
		s.Properties[name] = member
		if option != "omitempty" {
			s.Required = append(s.Required, name)
		}
	}
	return s
}
