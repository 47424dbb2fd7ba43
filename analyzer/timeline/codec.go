package timeline

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash/maphash"
	"io"
	"slices"
	"time"
)

// A codec writes calls to a temporary file and reads them again. Texts that come again
// and again stand in its table. Keys and proxies are written as what they are compared by: no
// secret is written to a disk.
type codec struct {
	texts     table
	libraries []*Library // few
}

// library numbers a library, from 1; 0 is none.
func (k *codec) library(l *Library) uint64 {
	if l == nil {
		return 0
	}
	i := slices.Index(k.libraries, l)
	if i < 0 {
		i = len(k.libraries)
		k.libraries = append(k.libraries, l)
	}
	return uint64(i + 1)
}

func (k *codec) libraryOf(n uint64) *Library {
	if n == 0 {
		return nil
	}
	return k.libraries[n-1]
}

// A table numbers texts, from 1; none is 0. Mostly they are few, and found without being
// made anew. However many there are, each takes little more than its bytes.
type table struct {
	numbers map[uint64]uint32 // by hash
	bytes   []byte            // of all texts
	ends    []int             // of each
	ready   []string          // the first of them
}

// maxReady is how many texts of a table are ready to be used.
const maxReady = 4096

func (t *table) number(text string) uint64 {
	if text == "" {
		return 0
	}
	hash := maphash.String(seed, text)
	n := t.numbers[hash]
	if n == 0 {
		if t.numbers == nil {
			t.numbers = map[uint64]uint32{}
		}
		t.bytes = append(t.bytes, text...)
		t.ends = append(t.ends, len(t.bytes))
		if len(t.ready) < maxReady {
			t.ready = append(t.ready, text)
		}
		n = uint32(len(t.ends))
		t.numbers[hash] = n
	}
	return uint64(n)
}

func (t *table) value(n uint64) string {
	switch {
	case n == 0:
		return ""
	case n <= uint64(len(t.ready)):
		return t.ready[n-1]
	default:
		return string(t.bytes[t.ends[n-2]:t.ends[n-1]])
	}
}

// append writes a call behind b, its length first.
func (k *codec) append(b []byte, c *Call) []byte {
	b = append(b, 0, 0, 0, 0)
	for _, n := range [...]uint64{
		k.texts.number(c.Pos.Source), uint64(c.Pos.Entry), uint64(c.Pos.Line), k.texts.number(c.Service),
		k.texts.number(c.Client), k.texts.number(c.Code), k.library(c.Library),
		uint64(c.Flaws), c.Request, uint64(c.Op), uint64(c.State), uint64(c.Class), uint64(c.Shows), bits(c.Correct), uint64(c.Also),
	} {
		b = binary.AppendUvarint(b, n)
	}
	for _, n := range [...]int64{int64(c.Start), int64(c.Grain), int64(c.Took), int64(c.Status), int64(c.Retry)} {
		b = binary.AppendVarint(b, n)
	}
	b = binary.LittleEndian.AppendUint64(b, c.Key.hash)
	b = binary.AppendUvarint(b, uint64(c.Key.tail))
	b = binary.AppendUvarint(b, c.Proxy.hash)
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
	c.Service, c.Client, c.Code, c.Library = k.texts.value(d.uint()), k.texts.value(d.uint()), k.texts.value(d.uint()), k.libraryOf(d.uint())
	c.Flaws, c.Request = Flaws(d.uint()), d.uint()
	c.Op, c.State, c.Class, c.Shows = Operation(d.uint()), State(d.uint()), Class(d.uint()), Shows(d.uint())
	c.Correct, c.Also = d.uint() != 0, uint8(d.uint())
	c.Start, c.Grain, c.Took = Instant(d.int()), time.Duration(d.int()), time.Duration(d.int())
	c.Status, c.Retry = int16(d.int()), int16(d.int())
	c.Key = Key{secret{d.fixed()}, uint32(d.uint())}
	c.Proxy = Proxy{secret{d.uint()}}
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

func (d *decoder) fixed() (n uint64) {
	if len(d.b) >= 8 {
		n, d.b = binary.LittleEndian.Uint64(d.b), d.b[8:]
	}
	return n
}

func (d *decoder) text() string {
	n := int(min(d.uint(), uint64(len(d.b))))
	s := string(d.b[:n])
	d.b = d.b[n:]
	return s
}
