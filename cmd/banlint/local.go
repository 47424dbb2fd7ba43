package main

import (
	"fmt"
	"slices"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/config"
	"github.com/banlint/banlint/rules"
)

// ruleSet is banlint's own rules and those of a configuration.
func ruleSet(c *config.Config) []*analyzer.Rule {
	set := slices.Clip(rules.All)
	for _, spec := range c.Local {
		set = append(set, rules.Local(spec))
	}
	return set
}

// mostUnseen is the share of calls, in percent, that may fail to show what a local rule
// needs without a word.
const mostUnseen = 10

// unseen says which local rules could not see most of what they are about: that such a rule
// has found nothing means nothing.
func unseen(r *analyzer.Report, c *config.Config) (notes []string) {
	for _, rule := range r.Rules {
		if rule.Bound == nil || c.Rules[rule.ID] == "off" {
			continue
		}
		for _, s := range r.Services {
			calls, lacking, what := s.Lack(rule)
			if lacking*100 > calls*mostUnseen && rule.New(s.Profile, *rule.Bound) != nil {
				notes = append(notes, fmt.Sprintf("%s was not judged in full: %d of %d calls to %s do not show %s.", rule.ID, lacking, calls, s.Profile.Title, what))
			}
		}
	}
	return notes
}
