package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer/service"
)

// answerSizes counts answers that are not shown by their sizes.
type answerSizes [256]int

// guesses say which errors answers may have been by their sizes, which is a hint and no more.
func (c *collector) guesses() (notes []string) {
	for _, name := range slices.Sorted(maps.Keys(c.sizes)) {
		p := service.ByName(name)
		if p == nil {
			continue // a service of the user's own
		}
		var pages []string
		said := map[string][]string{}
		for size, n := range c.sizes[name] {
			s := service.AnswerSize(size)
			codes := p.CodesOf(s)
			if n == 0 || len(codes) == 0 {
				continue
			}
			if said[s.Page()] == nil {
				pages = append(pages, s.Page())
			}
			said[s.Page()] = append(said[s.Page()], fmt.Sprintf("%d of %d bytes, as %s would be", n, s.Bytes(), strings.Join(codes, " or ")))
		}
		for _, page := range pages {
			notes = append(notes, fmt.Sprintf("the answers of %s at %s are not shown, but their sizes are: %s. This is a hint, and no finding.",
				page, p.Title, strings.Join(said[page], "; ")))
		}
	}
	return notes
}
