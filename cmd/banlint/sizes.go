package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// An answerSize is how long an answer in plain text was that a recording does not hold.
type answerSize struct {
	service, page string
	bytes         int // 0 for none
}

// sizeOf tells the size of an answer that is not shown, where it may tell what was said.
func sizeOf(x *timeline.Exchange, call *timeline.Call) answerSize {
	if x.ResponseBody.Shown || !service.MayBeCode(x.AnswerSize) {
		return answerSize{}
	}
	page := service.TextPage(x.URL)
	if page == "" {
		return answerSize{}
	}
	return answerSize{service: call.Service, page: page, bytes: x.AnswerSize}
}

// guesses say which errors answers may have been by their sizes, which is a hint and no more.
func (c *collector) guesses() (notes []string) {
	sizes := slices.SortedFunc(maps.Keys(c.sizes), func(a, b answerSize) int {
		return cmp.Or(cmp.Compare(a.service, b.service), cmp.Compare(a.page, b.page), c.sizes[b]-c.sizes[a], a.bytes-b.bytes)
	})
	var last answerSize
	var said []string
	say := func() {
		if len(said) > 0 {
			notes = append(notes, fmt.Sprintf("the answers of %s at %s are not shown, but their sizes are: %s. This is a hint, and no finding.",
				last.page, service.ByName(last.service).Title, strings.Join(said, "; ")))
		}
	}
	for _, size := range sizes {
		if size.service != last.service || size.page != last.page {
			say()
			last, said = size, nil
		}
		if codes := codesOfSize(size); len(codes) > 0 {
			said = append(said, fmt.Sprintf("%d of %d bytes, as %s would be", c.sizes[size], size.bytes, strings.Join(codes, " or ")))
		}
	}
	say()
	return notes
}

func codesOfSize(size answerSize) []string {
	if p := service.ByName(size.service); p != nil {
		return p.CodesOfSize(size.page, size.bytes)
	}
	return nil // a service of the user's own
}
