package timeline

// A ByClient is a map by the addresses of clients. However many there are, few are at
// work at a time: those that were asked for last are found without the map.
type ByClient[V any] struct {
	all    map[string]*V
	recent [64]client[V]
}

type client[V any] struct {
	address string
	value   *V // nil for none
}

// Get returns the value of a client; nil where there is none.
func (m *ByClient[V]) Get(address string) *V {
	r := &m.recent[place(address)]
	if r.value == nil || r.address != address {
		*r = client[V]{address, m.all[address]}
	}
	return r.value
}

// Put gives a client its value.
func (m *ByClient[V]) Put(address string, value *V) {
	if m.all == nil {
		m.all = map[string]*V{}
	}
	m.all[address] = value
	m.recent[place(address)] = client[V]{address, value}
}

// Drop takes a client's value away.
func (m *ByClient[V]) Drop(address string) {
	delete(m.all, address)
	m.recent[place(address)] = client[V]{}
}

// Sweep drops the values that over reports.
func (m *ByClient[V]) Sweep(over func(*V) bool) {
	for address, value := range m.all {
		if over(value) {
			m.Drop(address)
		}
	}
}

// place returns where in recent a client may be: addresses of one network differ in their
// last characters.
func place(address string) byte {
	n := len(address)
	if n < 2 {
		return 0
	}
	return (10*address[n-2] + address[n-1]) % 64
}
