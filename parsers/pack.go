package parsers

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// pack compresses what is written as a stream was whose layers are given. Where Go has no
// writer, it is gzip; and what was UTF-16 is UTF-8.
func pack(w io.Writer, layers []string) io.WriteCloser {
	p := &packing{Writer: w}
	for _, layer := range layers {
		var c io.WriteCloser
		switch layer {
		case "UTF-16":
			continue
		case "zlib":
			c = zlib.NewWriter(p.Writer)
		case "zstd":
			c, _ = zstd.NewWriter(p.Writer, zstd.WithEncoderConcurrency(1)) // it fails for bad options only
		default:
			c = gzip.NewWriter(p.Writer)
		}
		p.Writer = c
		p.layers = append(p.layers, c)
	}
	return p
}

// packing is a stream with its compression, the innermost layer last.
type packing struct {
	io.Writer
	layers []io.WriteCloser
}

// Close ends the layers, but not the stream.
func (p *packing) Close() (err error) {
	for _, c := range slices.Backward(p.layers) {
		if e := c.Close(); err == nil {
			err = e
		}
	}
	return err
}

// Repacked is a compressed text whose inside f has changed, packed as it was; ok is false for
// one that is not compressed in a way that shows.
func Repacked(text []byte, f func([]byte) []byte) (_ []byte, ok bool) {
	name, open := compression(text[:min(len(text), 4)])
	if open == nil || name == "UTF-16" {
		return nil, false
	}
	r, err := open(bytes.NewReader(text))
	if err != nil {
		return nil, false
	}
	inside, err := io.ReadAll(io.LimitReader(r, MaxRecord+1))
	if err != nil || len(inside) > MaxRecord {
		return nil, false
	}
	var b bytes.Buffer
	out := pack(&b, []string{name})
	if _, err := out.Write(f(inside)); err != nil || out.Close() != nil {
		return nil, false
	}
	return b.Bytes(), true
}

// PlainMessage is a message of HTTP/1 with its codings undone, and the header fields left out
// that name them. A body that cannot be read is left out.
func PlainMessage(raw []byte) []byte {
	end := HeadEnd(raw, 0)
	if end < 0 {
		return raw
	}
	m := ParseMessage(raw)
	var b bytes.Buffer
	for line := range bytes.Lines(raw[:end]) {
		name, _, _ := bytes.Cut(line, []byte(":"))
		switch strings.ToLower(string(bytes.TrimSpace(name))) {
		case "transfer-encoding", "content-encoding":
		default:
			b.Write(line)
		}
	}
	body := m.Body()
	b.Write(body.Bytes)
	return b.Bytes()
}
