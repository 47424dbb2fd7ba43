package timeline

import (
	"cmp"
	"errors"
	"os"
)

// A tape is bytes that are written once and read as often as is needed: the first of them
// lie in memory, and what its room does not hold in a temporary file.
type tape struct {
	room   int64 // in memory; 0 for none
	size   int64
	blocks [][]byte
	file   *os.File // nil while everything fits
}

// blockSize is that of the pieces in which a tape takes memory.
const blockSize = 64 << 10

// Write adds to the end. An error is one of the temporary file.
func (t *tape) Write(p []byte) (n int, err error) {
	for len(p) > n && t.size < t.room {
		if t.size%blockSize == 0 {
			t.blocks = append(t.blocks, make([]byte, blockSize))
		}
		fit := copy(t.blocks[len(t.blocks)-1][t.size%blockSize:], p[n:])
		n, t.size = n+fit, t.size+int64(fit)
	}
	if n == len(p) {
		return n, nil
	}
	if t.file == nil {
		if err := t.open(); err != nil {
			return n, err
		}
	}
	wrote, err := t.file.Write(p[n:])
	t.size += int64(wrote)
	return n + wrote, err
}

// open makes the file, and takes its name away where the system lets it: then it is gone
// with the process, however that ends.
func (t *tape) open() (err error) {
	if t.file, err = os.CreateTemp("", "banlint-"); err != nil {
		t.file = nil
		return err
	}
	os.Remove(t.file.Name())
	return nil
}

// inMemory is how many of the bytes lie there.
func (t *tape) inMemory() int64 { return int64(len(t.blocks)) * blockSize }

// ReadAt reads what was written.
func (t *tape) ReadAt(p []byte, from int64) (n int, err error) {
	for n < len(p) && from < min(t.inMemory(), t.size) {
		got := copy(p[n:], t.blocks[from/blockSize][from%blockSize:])
		n, from = n+got, from+int64(got)
	}
	if n == len(p) || t.file == nil {
		return n, nil
	}
	got, err := t.file.ReadAt(p[n:], from-t.inMemory())
	return n + got, err
}

// close gives back the room of the file.
func (t *tape) close() error {
	if t.file == nil {
		return nil
	}
	err := t.file.Close()
	if gone := os.Remove(t.file.Name()); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = cmp.Or(err, gone)
	}
	return err
}
