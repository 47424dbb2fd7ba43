package service

import (
	"slices"
	"strings"
)

// A TaskType is a kind of task as a service documents it.
type TaskType struct {
	Name   string
	When   string // members that single this variant out, as in "class=DataDome"; "" for none
	Fields string // that must be there, between blanks; one that ends in ? may be empty, and a|b wants one of both
	Proxy  ProxyUse
	Images int // that the task wants; 0 for any number
}

// ProxyUse says what a task type does with a proxy.
type ProxyUse uint8

// The uses. NoProxy also stands for services whose documents were not read for it.
const (
	NoProxy ProxyUse = iota
	OptionalProxy
	NeedsProxy
)

// named makes task types of which nothing but the name is known.
func named(names ...string) (types []TaskType) {
	for _, n := range names {
		types = append(types, TaskType{Name: n})
	}
	return types
}

// A taskKind is what is known of a task type or a method at a service.
type taskKind struct {
	name           string // as it may be printed; "" for what may be anything, the key included
	listed         bool   // the service documents it, be it by an older name
	plain, special []form // its variants: without and with members that single them out
}

// A form is a variant of a task, ready to hold tasks against.
type form struct {
	*TaskType
	fields []field
}

// A field is one that a task must have.
type field struct {
	name  string   // as documents write it
	names []string // of which it wants one
	empty bool     // it may be empty
}

// kind returns what the documented types tell of one.
func (p *Profile) kind(types []TaskType, name string) taskKind {
	k := taskKind{listed: slices.Contains(p.Renamed, name)}
	if isName(name) {
		k.name = strings.Clone(name)
	}
	for i := range types {
		t := &types[i]
		switch {
		case t.Name != name:
			continue
		case t.When == "":
			k.plain = append(k.plain, t.form())
		default:
			k.special = append(k.special, t.form())
		}
		k.listed = true
	}
	return k
}

func (t *TaskType) form() form {
	f := form{TaskType: t}
	for text := range strings.FieldsSeq(t.Fields) {
		name, empty := strings.CutSuffix(text, "?")
		f.fields = append(f.fields, field{name, strings.Split(name, "|"), empty})
	}
	return f
}

// kind is Profile.kind for a task type of the JSON dialect.
func (r *reading) kind(name string) *taskKind { return r.known(&r.kinds, r.profile.Types, name) }

// method is Profile.kind for a method of the in.php dialect.
func (r *reading) method(name string) *taskKind { return r.known(&r.methods, r.profile.Methods, name) }

func (r *reading) known(kinds *recent[taskKind], types []TaskType, name string) *taskKind {
	k, known := kinds.find(name)
	if !known {
		*k = r.profile.kind(types, name)
	}
	return k
}

// variants returns the documented forms of a task; nil where it has none.
func (k *taskKind) variants(t *task) []form {
	var fitting []form
	for _, f := range k.special {
		if f.fits(t) {
			fitting = append(fitting, f)
		}
	}
	if fitting != nil {
		return fitting
	}
	return k.plain
}

// fits reports whether the task has the members that single the variant out.
func (t *TaskType) fits(task *task) bool {
	for condition := range strings.SplitSeq(t.When, ", ") {
		member, value, _ := strings.Cut(condition, "=")
		if !strings.EqualFold(task.find(member).String(), value) {
			return false
		}
	}
	return true
}

// missing returns the first field that the task lacks, and how many it lacks.
func (f *form) missing(has func(field string, empty bool) bool) (first string, count int) {
	for i := range f.fields {
		field := &f.fields[i]
		if slices.ContainsFunc(field.names, func(n string) bool { return has(n, field.empty) }) {
			continue
		}
		if count++; first == "" {
			first = field.name
		}
	}
	return first, count
}

// least returns what the task lacks by the variant that it comes nearest to.
func least(forms []form, has func(field string, empty bool) bool) (first string) {
	fewest := -1
	for i := range forms {
		name, count := forms[i].missing(has)
		if fewest < 0 || count < fewest {
			first, fewest = name, count
		}
	}
	return first
}
