package timeline

// A Window puts calls in order that are nearly so: it holds the latest, and hands on
// the earliest when there is no more room.
type Window struct {
	next   func(*Call)
	size   int
	placer placer
	slots  []Call
	free   []int32 // slots that hold no call
	line   []int32 // slots of calls that came in order, from first on
	first  int
	late   []int32 // slots of the others: a heap
	passed Call    // the one that was handed on last
	any    bool    // one was
}

// windowSize is how many calls a window holds. A log may write a request down when its
// answer ends, and so many others may have ended before it.
const windowSize = 1 << 15

// NewWindow makes a window that hands calls to next, which may change them and not
// keep them.
func NewWindow(next func(*Call)) *Window { return newWindow(windowSize, next) }

func newWindow(size int, next func(*Call)) *Window { return &Window{next: next, size: size} }

// Add takes up the next call of the input. It reports false for one that comes too
// late: a later one was handed on.
func (w *Window) Add(c *Call) bool {
	w.placer.place(c)
	if w.any && Compare(c, &w.passed) < 0 {
		return false
	}
	i := w.put(c)
	if n := len(w.line); n == w.first || Compare(&w.slots[w.line[n-1]], c) <= 0 {
		w.line = append(w.line, i)
	} else {
		w.push(i)
	}
	if w.held() > w.size {
		w.pop()
	}
	return true
}

// Flush hands on all that is left.
func (w *Window) Flush() {
	for w.held() > 0 {
		w.pop()
	}
}

func (w *Window) held() int { return len(w.line) - w.first + len(w.late) }

// put copies a call into a slot.
func (w *Window) put(c *Call) int32 {
	if n := len(w.free); n > 0 {
		i := w.free[n-1]
		w.free = w.free[:n-1]
		w.slots[i] = *c
		return i
	}
	w.slots = append(w.slots, *c)
	return int32(len(w.slots) - 1)
}

// pop hands on the earliest call.
func (w *Window) pop() {
	var i int32
	if w.first == len(w.line) || len(w.late) > 0 && w.before(w.late[0], w.line[w.first]) {
		i = w.pull()
	} else {
		i = w.line[w.first]
		w.advance()
	}
	w.passed, w.any = w.slots[i], true
	w.next(&w.slots[i])
	w.free = append(w.free, i)
}

// advance takes the first off the line, and moves the line when half of it is behind.
func (w *Window) advance() {
	if w.first++; w.first > len(w.line)/2 && w.first >= 1024 || w.first == len(w.line) {
		w.line = w.line[:copy(w.line, w.line[w.first:])]
		w.first = 0
	}
}

func (w *Window) before(i, j int32) bool { return Compare(&w.slots[i], &w.slots[j]) < 0 }

// push puts a slot into the heap.
func (w *Window) push(slot int32) {
	w.late = append(w.late, slot)
	for i := len(w.late) - 1; i > 0; {
		up := (i - 1) / 2
		if !w.before(w.late[i], w.late[up]) {
			return
		}
		w.late[i], w.late[up] = w.late[up], w.late[i]
		i = up
	}
}

// pull takes the earliest out of the heap.
func (w *Window) pull() int32 {
	least, last := w.late[0], len(w.late)-1
	w.late[0] = w.late[last]
	w.late = w.late[:last]
	for i := 0; ; {
		down := 2*i + 1
		if down+1 < last && w.before(w.late[down+1], w.late[down]) {
			down++
		}
		if down >= last || !w.before(w.late[down], w.late[i]) {
			return least
		}
		w.late[i], w.late[down] = w.late[down], w.late[i]
		i = down
	}
}
