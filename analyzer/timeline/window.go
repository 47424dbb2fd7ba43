package timeline

import "cmp"

// A Window puts the calls of one input in order that are nearly so: it holds the
// latest, and hands on the earliest when there is no more room. It begins small, so that
// calls that come in order stay in the processor's cache, and grows as they come late.
type Window struct {
	next   func(*Call)
	size   int // calls that it holds
	most   int // to which size grows
	placer placer
	blocks []*block // where the calls are
	places int32    // that were ever used
	free   []int32  // those of them that hold no call
	line   []held   // calls that came in order, from first on
	first  int
	late   []held // the others: a heap
	passed held   // the one that was handed on last
}

// A block is calls that are allocated together. A slice of them all would be there twice
// whenever it grows.
type block [1 << blockBits]Call

const blockBits = 8

func (w *Window) at(place int32) *Call {
	return &w.blocks[place>>blockBits][place&(1<<blockBits-1)]
}

// held is a call that waits: what it is ordered by, and where it is.
type held struct {
	start Instant
	entry int32
	also  uint8
	place int32
}

func (h held) compare(other held) int {
	if h.start != other.start {
		return cmp.Compare(h.start, other.start)
	}
	if h.entry != other.entry {
		return cmp.Compare(h.entry, other.entry)
	}
	return cmp.Compare(h.also, other.also)
}

// leastWindow and mostWindow are how many calls a window holds at first, and how many it
// may come to. A log may write a request down when its answer ends, and so many others may
// have ended before it.
const (
	leastWindow = 1 << 12
	mostWindow  = 1 << 16
)

// NewWindow makes a window that hands calls to next, which may change them and not
// keep them.
func NewWindow(next func(*Call)) *Window { return newWindow(leastWindow, mostWindow, next) }

func newWindow(least, most int, next func(*Call)) *Window {
	return &Window{next: next, size: least, most: most}
}

// Add takes up the next call of the input, and gives one without a time that of the call
// before. It reports false for one that comes too late: a later one was handed on.
func (w *Window) Add(c *Call) bool {
	w.placer.place(c)
	h := held{start: c.Start, entry: c.Pos.Entry, also: c.Also}
	if h.compare(w.passed) < 0 {
		return false
	}
	h.place = w.put(c)
	if n := len(w.line); n == w.first || w.line[n-1].compare(h) <= 0 {
		w.line = append(w.line, h)
	} else {
		w.grow(h)
		w.push(h)
	}
	if w.held() > w.size {
		w.pop()
	}
	return true
}

// grow doubles a full window for a call that comes before the last eighth of the line:
// the next may come several times as late.
func (w *Window) grow(h held) {
	eighth := (len(w.line) - w.first) / 8
	if w.size < w.most && w.held() >= w.size && h.compare(w.line[len(w.line)-1-eighth]) < 0 {
		w.size *= 2
	}
}

// Flush hands on all that is left.
func (w *Window) Flush() {
	for w.held() > 0 {
		w.pop()
	}
}

func (w *Window) held() int { return len(w.line) - w.first + len(w.late) }

// put copies a call into the window.
func (w *Window) put(c *Call) int32 {
	place := w.places
	if n := len(w.free); n > 0 {
		place = w.free[n-1]
		w.free = w.free[:n-1]
	} else if w.places++; int(place)>>blockBits == len(w.blocks) {
		w.blocks = append(w.blocks, new(block))
	}
	*w.at(place) = *c
	return place
}

// pop hands on the earliest call.
func (w *Window) pop() {
	if w.first == len(w.line) || len(w.late) > 0 && w.late[0].compare(w.line[w.first]) < 0 {
		w.passed = w.pull()
	} else {
		w.passed = w.line[w.first]
		w.advance()
	}
	w.next(w.at(w.passed.place))
	w.free = append(w.free, w.passed.place)
}

// advance takes the first off the line, and moves the line when half of it is behind.
func (w *Window) advance() {
	if w.first++; 2*w.first > len(w.line) {
		w.line = w.line[:copy(w.line, w.line[w.first:])]
		w.first = 0
	}
}

// push puts a call into the heap.
func (w *Window) push(h held) {
	i := len(w.late)
	w.late = append(w.late, h)
	for up := (i - 1) / 2; i > 0 && h.compare(w.late[up]) < 0; up = (i - 1) / 2 {
		w.late[i] = w.late[up]
		i = up
	}
	w.late[i] = h
}

// pull takes the earliest out of the heap.
func (w *Window) pull() held {
	least, last := w.late[0], len(w.late)-1
	h := w.late[last]
	w.late = w.late[:last]
	i := 0
	for down := 1; down < last; down = 2*i + 1 {
		if down+1 < last && w.late[down+1].compare(w.late[down]) < 0 {
			down++
		}
		if h.compare(w.late[down]) <= 0 {
			break
		}
		w.late[i] = w.late[down]
		i = down
	}
	if last > 0 {
		w.late[i] = h
	}
	return least
}
