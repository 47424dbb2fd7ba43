package main

import (
	"slices"

	"github.com/banlint/banlint/analyzer/timeline"
)

// chunk is how many calls are kept together.
const chunk = 4096

// callList is a list of calls that grows without being copied: while a slice of
// a million calls grows, it is there twice.
type callList struct {
	chunks [][]timeline.Call // all but the last are full
}

func (l *callList) add(c timeline.Call) {
	last := len(l.chunks) - 1
	switch {
	case last < 0:
		l.chunks = append(l.chunks, nil)
		last = 0
	case len(l.chunks[last]) == chunk:
		l.chunks = append(l.chunks, make([]timeline.Call, 0, chunk))
		last++
	}
	l.chunks[last] = append(l.chunks[last], c)
}

func (l *callList) len() int {
	if len(l.chunks) == 0 {
		return 0
	}
	last := len(l.chunks) - 1
	return last*chunk + len(l.chunks[last])
}

// truncate drops all calls from the nth on.
func (l *callList) truncate(n int) {
	for l.len() > n {
		last := len(l.chunks) - 1
		if keep := n - last*chunk; keep > 0 {
			l.chunks[last] = l.chunks[last][:keep]
			return
		}
		l.chunks = l.chunks[:last]
	}
}

// take empties the list into a slice.
func (l *callList) take() []timeline.Call {
	chunks := l.chunks
	l.chunks = nil
	if len(chunks) == 1 {
		return chunks[0]
	}
	return slices.Concat(chunks...)
}
