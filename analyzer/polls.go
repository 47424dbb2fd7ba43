package analyzer

import "slices"

// PollSteps are the largest numbers of result requests in each step of PollCounts but the
// last, which has no end.
var PollSteps = [...]int{0, 1, 2, 5, 10, 20, 40, 60, 80, 100, 120, 240}

// PollCounts counts tasks by how often their results were asked for. A task that is asked for
// after it was forgotten counts as another one.
type PollCounts [len(PollSteps) + 1]int

func (n *PollCounts) add(polls int32) {
	step, _ := slices.BinarySearch(PollSteps[:], int(polls))
	n[step]++
}
