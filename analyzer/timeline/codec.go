package timeline

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"time"
)

// A codec writes calls to a temporary file and reads them again. Texts that come again
// and again stand in its tables, and so do keys and proxies: no secret is written to a
// disk.
type codec struct {
	texts     table[string]
	keys      table[Key]
	proxies   table[Proxy]
	libraries table[*Library]
}

// A table numbers values, from 1; the zero value is 0.
type table[T comparable] struct {
	numbers map[T]uint64
	values  []T
}

func (t *table[T]) number(v T) uint64 {
	var none T
	if v == none {
		return 0
	}
	n, ok := t.numbers[v]
	if !ok {
		if t.numbers == nil {
			t.numbers = map[T]uint64{}
		}
		t.values = append(t.values, v)
		n = uint64(len(t.values))
		t.numbers[v] = n
	}
	return n
}

func (t *table[T]) value(n uint64) (v T) {
	if n > 0 {
		v = t.values[n-1]
	}
	return v
}

// append writes a call behind b, its length first.
func (k *codec) append(b []byte, c *Call) []byte {
	b = append(b, 0, 0, 0, 0)
	for _, n := range [...]uint64{
		k.texts.number(c.Pos.Source), uint64(c.Pos.Entry), uint64(c.Pos.Line), k.texts.number(c.Service), k.keys.number(c.Key),
		k.texts.number(c.Client), k.proxies.number(c.Proxy), k.texts.number(c.Code), k.libraries.number(c.Library),
		uint64(c.Flaws), c.Request, uint64(c.Op), uint64(c.State), uint64(c.Class), uint64(c.Shows), bits(c.Correct), uint64(c.Also),
	} {
		b = binary.AppendUvarint(b, n)
	}
	for _, n := range [...]int64{int64(c.Start), int64(c.Grain), int64(c.Took), int64(c.Status), int64(c.Retry)} {
		b = binary.AppendVarint(b, n)
	}
	plain, odd := c.Task.plain()
	b = binary.AppendUvarint(appendText(b, plain), k.texts.number(odd))
	if p := c.Payload; p != nil {
		b = append(b, 1)
		b = binary.AppendUvarint(b, k.texts.number(p.Type))
		b = binary.AppendUvarint(b, k.texts.number(p.Missing))
		b = binary.AppendVarint(b, p.Image)
		b = binary.AppendVarint(b, int64(p.Side))
		b = binary.AppendUvarint(b, p.Challenge)
		b = binary.AppendUvarint(b, bits(p.Cached, p.NoCache, p.Callback))
	} else {
		b = append(b, 0)
	}
	binary.LittleEndian.PutUint32(b, uint32(len(b)-4))
	return b
}

func bits(flags ...bool) (n uint64) {
	for i, f := range flags {
		if f {
			n |= 1 << i
		}
	}
	return n
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

var errSpilled = errors.New("the temporary file of this run was changed by somebody")

// read reads the next call; io.EOF at the end.
func (k *codec) read(in *bufio.Reader, c *Call) error {
	var size [4]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return err
	}
	b, err := in.Peek(int(binary.LittleEndian.Uint32(size[:]))) // a call is far smaller than a buffer
	if err != nil {
		return errSpilled
	}
	defer in.Discard(len(b))
	d := decoder{b: b}
	*c = Call{}
	c.Pos = Position{k.texts.value(d.uint()), int32(d.uint()), int32(d.uint())}
	c.Service, c.Key, c.Client = k.texts.value(d.uint()), k.keys.value(d.uint()), k.texts.value(d.uint())
	c.Proxy, c.Code, c.Library = k.proxies.value(d.uint()), k.texts.value(d.uint()), k.libraries.value(d.uint())
	c.Flaws, c.Request = Flaws(d.uint()), d.uint()
	c.Op, c.State, c.Class, c.Shows = Operation(d.uint()), State(d.uint()), Class(d.uint()), Shows(d.uint())
	c.Correct, c.Also = d.uint() != 0, uint8(d.uint())
	c.Start, c.Grain, c.Took = Instant(d.int()), time.Duration(d.int()), time.Duration(d.int())
	c.Status, c.Retry = int16(d.int()), int16(d.int())
	c.Task = NewTaskID(d.text() + k.texts.value(d.uint()))
	if d.uint() == 1 {
		c.Payload = &Payload{
			Type: k.texts.value(d.uint()), Missing: k.texts.value(d.uint()), Image: d.int(), Side: int32(d.int()), Challenge: d.uint(),
		}
		flags := d.uint()
		c.Payload.Cached, c.Payload.NoCache, c.Payload.Callback = flags&1 != 0, flags&2 != 0, flags&4 != 0
	}
	return nil
}

// decoder reads numbers and texts that append wrote.
type decoder struct{ b []byte }

func (d *decoder) uint() uint64 {
	n, size := binary.Uvarint(d.b)
	d.b = d.b[max(size, 0):]
	return n
}

func (d *decoder) int() int64 {
	n, size := binary.Varint(d.b)
	d.b = d.b[max(size, 0):]
	return n
}

func (d *decoder) text() string {
	n := int(min(d.uint(), uint64(len(d.b))))
	s := string(d.b[:n])
	d.b = d.b[n:]
	return s
}
