package traffic

// queue holds values until their time comes; those of one time leave it in the order
// in which they came.
type queue[T any] struct {
	heap  []planned[T]
	count uint64
}

type planned[T any] struct {
	when  int64
	order uint64
	value T
}

func (p planned[T]) before(q planned[T]) bool {
	return p.when < q.when || p.when == q.when && p.order < q.order
}

func (q *queue[T]) len() int { return len(q.heap) }

// next is the time of the value that leaves first.
func (q *queue[T]) next() int64 { return q.heap[0].when }

func (q *queue[T]) push(when int64, value T) {
	q.count++
	q.heap = append(q.heap, planned[T]{when, q.count, value})
	h := q.heap
	for i := len(h) - 1; i > 0; {
		parent := (i - 1) / 2
		if !h[i].before(h[parent]) {
			return
		}
		h[i], h[parent] = h[parent], h[i]
		i = parent
	}
}

func (q *queue[T]) pop() (int64, T) {
	h := q.heap
	top, last := h[0], len(h)-1
	h[0] = h[last]
	h[last] = planned[T]{}
	q.heap = h[:last]
	q.sink()
	return top.when, top.value
}

// sink moves the first value down to its place.
func (q *queue[T]) sink() {
	h := q.heap
	for i := 0; ; {
		child := 2*i + 1
		if child+1 < len(h) && h[child+1].before(h[child]) {
			child++
		}
		if child >= len(h) || !h[child].before(h[i]) {
			return
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
}
