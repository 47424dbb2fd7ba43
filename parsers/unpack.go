package parsers

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/zlib"
	"errors"
	"io"
	"io/fs"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxLayers is how many times an input may be compressed over.
const maxLayers = 2

// zstdMemory bounds the window that a zstd stream may ask for.
const zstdMemory = 64 << 20

// unpacked is a stream with its compression undone.
type unpacked struct {
	r      io.Reader
	layers []string // "gzip"; empty for a stream that was not compressed
}

// unpack undoes the compression that the beginning of a stream shows.
func unpack(r io.Reader) (u unpacked, err error) {
	u.r = r
	for {
		in := bufio.NewReaderSize(u.r, 64<<10)
		u.r = in
		magic, _ := in.Peek(4)
		name, open := compression(magic)
		if open == nil {
			return u, nil
		}
		if len(u.layers) == maxLayers {
			return u, errors.New("compressed more than twice over; unpack it first")
		}
		if u.r, err = open(in); err != nil {
			return u, errors.New("damaged: it begins like " + name + " but is not")
		}
		u.r = &unpacking{u.r, name}
		u.layers = append(u.layers, name)
	}
}

// unpacking is the reading of what was packed in some way.
type unpacking struct {
	io.Reader
	how string
}

// Read tells in our words where the packing is damaged.
func (u *unpacking) Read(b []byte) (int, error) {
	n, err := u.Reader.Read(b)
	var within damage
	var file *fs.PathError // what is packed could not be read
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, ErrStopped), errors.As(err, &within), errors.As(err, &file):
		return n, err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return n, damage("its " + u.how + " ends too early; it was cut when it was written or copied")
	default:
		return n, damage("its " + u.how + " is damaged; copy or pack it once more")
	}
}

// damage is an error in how something was packed.
type damage string

func (d damage) Error() string { return string(d) }

// compression tells how a stream that begins so is compressed.
func compression(magic []byte) (name string, open func(io.Reader) (io.Reader, error)) {
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		return "gzip", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }
	case bytes.HasPrefix(magic, []byte("BZh")):
		return "bzip2", func(r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil }
	case bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}),
		len(magic) == 4 && magic[0]&0xf0 == 0x50 && bytes.HasPrefix(magic[1:], []byte{0x2a, 0x4d, 0x18}): // a frame to skip
		return "zstd", openZstd
	case len(magic) > 1 && magic[0] == 0x78 && (uint16(magic[0])<<8|uint16(magic[1]))%31 == 0 && magic[1]&0x20 == 0:
		return "zlib", func(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) }
	case bytes.HasPrefix(magic, []byte{0xff, 0xfe}), bytes.HasPrefix(magic, []byte{0xfe, 0xff}):
		return "UTF-16", func(r io.Reader) (io.Reader, error) { return newUTF16(r) }
	default:
		return "", nil
	}
}

func openZstd(r io.Reader) (io.Reader, error) {
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(zstdMemory), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}
