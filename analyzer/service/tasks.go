package service

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"
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

// variants returns the documented forms of a task; nil where it has none.
func variants(types []TaskType, task gjson.Result) []TaskType {
	name := task.Get("type").Str
	var plain, special []TaskType
	for _, t := range types {
		switch {
		case t.Name != name:
		case t.When == "":
			plain = append(plain, t)
		case t.fits(task):
			special = append(special, t)
		}
	}
	if special != nil {
		return special
	}
	return plain
}

// fits reports whether the task has the members that single the variant out.
func (t *TaskType) fits(task gjson.Result) bool {
	for condition := range strings.SplitSeq(t.When, ", ") {
		member, value, _ := strings.Cut(condition, "=")
		if !strings.EqualFold(task.Get(member).String(), value) {
			return false
		}
	}
	return true
}

// missing returns the first field that the task lacks, and how many it lacks.
func (t *TaskType) missing(has func(field string, empty bool) bool) (first string, count int) {
	for field := range strings.FieldsSeq(t.Fields) {
		name, empty := strings.CutSuffix(field, "?")
		if slices.ContainsFunc(strings.Split(name, "|"), func(n string) bool { return has(n, empty) }) {
			continue
		}
		if count++; first == "" {
			first = name
		}
	}
	return first, count
}

// least returns what the task lacks by the variant that it comes nearest to.
func least(types []TaskType, has func(field string, empty bool) bool) (first string) {
	fewest := -1
	for i := range types {
		name, count := types[i].missing(has)
		if fewest < 0 || count < fewest {
			first, fewest = name, count
		}
	}
	return first
}
