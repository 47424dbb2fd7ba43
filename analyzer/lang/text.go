package lang

import (
	"fmt"
	"slices"
	"strings"
)

// A Text is something to say in any language. Its arguments may be texts themselves. The
// zero Text says nothing.
type Text struct {
	form   string // in English, as for fmt.Sprintf where there are arguments
	plural string // the form for a number other than one; "" for a text without a number
	n      int    // that number
	args   []any
}

// T makes a text of a format and its arguments.
func T(form string, args ...any) Text {
	if false {
		_ = fmt.Sprintf(form, args...) // so that go vet knows that this is a format
	}
	return Text{form: form, args: args}
}

// Count makes a text of a number of things: "1 call", "2 calls".
func Count(n int, noun string) Text { return Plural(n, "%d "+noun, "%d "+noun+"s") }

// Plural makes a text of a number and of the formats for one thing and for many.
func Plural(n int, one, many string) Text {
	return Text{form: one, plural: many, n: n, args: []any{n}}
}

// Doc makes a text of documentation, the line breaks of which mean nothing.
func Doc(s string) Text { return Text{form: strings.Join(strings.Fields(s), " ")} }

// Join makes a list of texts with a separator between them; of none, the zero Text.
func Join(texts []Text, separator string) Text {
	var list Text
	for i, t := range texts {
		if i == 0 {
			list = t
		} else {
			list = Text{form: "%s" + separator + "%s", args: []any{list, t}}
		}
	}
	return list
}

// IsZero reports whether there is nothing to say.
func (t Text) IsZero() bool { return t.form == "" }

// In says a text in a language. What the catalogue lacks is said in English.
func (t Text) In(l Language) string {
	form := t.formIn(l)
	if len(t.args) == 0 {
		return form
	}
	args := slices.Clone(t.args)
	for i, arg := range args {
		if arg, ok := arg.(interface{ In(Language) string }); ok {
			args[i] = arg.In(l)
		}
	}
	return fmt.Sprintf(form, args...)
}

func (t Text) formIn(l Language) string {
	switch {
	case l == English && t.plural != "" && t.n != 1:
		return t.plural
	case l == English || t.form == "":
		return t.form
	case t.plural != "":
		return catalogues[l]().counts.GetN(t.form, t.plural, t.n)
	}
	if known := catalogues[l]().texts[t.form]; known != nil && known.Get() != "" {
		return known.Get()
	}
	return t.form
}

// String says a text in English.
func (t Text) String() string { return t.In(English) }

// MarshalText says a text in English, as formats for programs do.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText takes what MarshalText has written for what it is.
func (t *Text) UnmarshalText(s []byte) error {
	*t = T("%s", string(s))
	return nil
}

// Map returns the text with each string among its arguments changed.
func (t Text) Map(change func(string) string) Text {
	args := slices.Clone(t.args)
	for i, arg := range args {
		switch arg := arg.(type) {
		case string:
			args[i] = change(arg)
		case Text:
			args[i] = arg.Map(change)
		}
	}
	t.args = args
	return t
}
