package main

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/simulate"
)

// candidates returns what the last of the words may be, and nothing where it may be any file.
func candidates(app *kong.Node, words []string) (fitting []string) {
	last := words[len(words)-1]
	place := follow(app, words[:len(words)-1])
	var all []string
	name, _, valued := strings.Cut(last, "=")
	switch {
	case place.value != nil:
		all = values(place.value)
	case place.plain:
	case valued && strings.HasPrefix(name, "-"):
		if f := place.flag(name); f != nil {
			all = prefixed(name+"=", values(f.Value))
		}
	case strings.HasPrefix(last, "-"):
		all = place.flagNames()
	default:
		all = place.arguments()
	}
	for _, w := range all {
		if strings.HasPrefix(w, last) {
			fitting = append(fitting, w)
		}
	}
	return fitting
}

// A place is where in the command line a word stands.
type place struct {
	node  *kong.Node  // the command that it belongs to
	value *kong.Value // of the flag before it, which wants one
	given int         // arguments before it
	plain bool        // behind "--", where nothing is a flag
}

// follow goes through the words before a place.
func follow(app *kong.Node, words []string) *place {
	p := &place{node: app}
	for _, w := range words {
		switch {
		case p.value != nil:
			p.value = nil
		case w == "--":
			p.plain = true
		case strings.HasPrefix(w, "-") && len(w) > 1 && !p.plain:
			if f := p.flag(w); f != nil && !f.IsBool() {
				p.value = f.Value
			}
		default:
			p.argument(w)
		}
	}
	return p
}

// argument takes a word that is no flag: the name of a command, or what a command is given.
func (p *place) argument(w string) {
	i := slices.IndexFunc(p.node.Children, func(n *kong.Node) bool { return n.Name == w })
	if i >= 0 && p.given == 0 {
		p.node = p.node.Children[i]
		return
	}
	p.given++
}

// command is whose flags and arguments count: where none is named, those of the default one.
func (p *place) command() *kong.Node {
	if p.node.DefaultCmd != nil {
		return p.node.DefaultCmd
	}
	return p.node
}

func (p *place) flag(word string) *kong.Flag {
	for _, group := range p.command().AllFlags(true) {
		for _, f := range group {
			if word == "--"+f.Name || f.Short != 0 && word == "-"+string(f.Short) {
				return f
			}
		}
	}
	return nil
}

func (p *place) flagNames() (names []string) {
	for _, group := range p.command().AllFlags(true) {
		for _, f := range group {
			names = append(names, "--"+f.Name)
		}
	}
	return names
}

func (p *place) arguments() (words []string) {
	if p.given == 0 {
		for _, n := range p.node.Children {
			if !n.Hidden {
				words = append(words, n.Name)
			}
		}
	}
	if positional := p.command().Positional; p.given < len(positional) {
		words = append(words, values(positional[p.given])...)
	}
	return words
}

// values returns what a flag or an argument may be, by its enum or by the word that stands for
// it in the help.
func values(v *kong.Value) []string {
	if v.Enum != "" {
		return slices.DeleteFunc(v.EnumSlice(), func(s string) bool { return s == "" })
	}
	if v.Flag == nil && v.Name == "topic" {
		return slices.DeleteFunc(topics(), func(s string) bool { return strings.Contains(s, " ") })
	}
	switch v.Tag.PlaceHolder {
	case "FORMAT":
		return formatNames()
	case "FORMAT=FILE":
		return suffixed(outputNames(), "=")
	case "REASON":
		return reasonNames()
	case "SERVICE":
		return service.Names()
	case "NAME=VALUE":
		return suffixed(simulate.Names(), "=")
	default:
		return nil
	}
}

func prefixed(prefix string, words []string) (out []string) {
	for _, w := range words {
		out = append(out, prefix+w)
	}
	return out
}

func suffixed(words []string, suffix string) (out []string) {
	for _, w := range words {
		out = append(out, w+suffix)
	}
	return out
}
