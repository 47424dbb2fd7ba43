package parsers

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// Options say how inputs are read.
type Options struct {
	Formats []*Format // that may be recognised, in the order in which they are tried
	From    *Format   // that every input is of; nil to find out
	Wanted  Wanted

	Strict   bool  // whether JSON is checked where nobody looks at it
	Digest   bool  // whether inputs of more than MaxDigest bytes get a digest, too
	MaxBytes int64 // of what a compressed input expands to; 0 for what recordings expand to

	Workers   int             // 0 for one a processor
	ChunkSize int             // how much of a recording a worker reads at a time; 0 for a good figure
	Stop      <-chan struct{} // closed to end the reading early; may be nil
	Seen      *atomic.Int64   // is told how many bytes of the inputs were read; may be nil
}

// maxDigest is the size up to which an input always gets a digest: for longer ones it
// takes more time than all the rest.
const maxDigest = 64 << 20

// How far one input may expand: one of a few MB to the least, since to more than a thousand
// times its size no gzip can, and no recording does; larger ones to the most.
const (
	leastMaxBytes = 1 << 30
	mostMaxBytes  = 4 << 30
	maxRatio      = 1024
)

// maxBytes is how far an input may expand.
func (o *Options) maxBytes(file fileState) int64 {
	switch {
	case o.MaxBytes > 0:
		return o.MaxBytes
	case file.size == 0: // nobody knows how much will come
		return mostMaxBytes
	default:
		return min(max(leastMaxBytes, maxRatio*file.size), mostMaxBytes)
	}
}

// sniffed is how much of a stream is looked at to find out what it is.
const sniffed = 64 << 10

// maxBlank is how much white space may stand before it.
const maxBlank = 16 * sniffed

// Stdin is the name of standard input on the command line.
const Stdin = "-"

// Read reads one input, a path or Stdin, converts its exchanges and hands on the
// results in the order of the file. An *Unreadable error means that it could not
// be understood at all; whatever else is wrong with it stands in the Recording.
func Read[T any](path string, opts Options, take Taker[T]) (*Recording, error) {
	file, err := open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rec := &Recording{Path: path, Complete: true}
	before := stat(file)
	raw := newSource(file, path == Stdin, &opts)
	if opts.Digest || before.size <= maxDigest {
		raw.digest = sha256.New()
	}
	l := &loading[T]{opts: &opts, take: take, rec: rec, file: file}
	l.left = opts.maxBytes(before)
	err = l.stream(path, raw, nil)
	if err == nil && (raw.digest != nil || path == Stdin) { // whoever writes into a pipe is not to be cut off
		if _, err := io.Copy(io.Discard, raw); err != nil && !raw.stopped {
			rec.incomplete(path, err)
		}
	}
	rec.sortWarnings()
	switch {
	case raw.stopped || errors.Is(err, ErrStopped):
		rec.Complete = false
		rec.warn(rec.whole(), fmt.Sprintf("interrupted after %d exchanges; what follows was not read", rec.Exchanges), 1)
		return rec, ErrStopped
	case err != nil:
		return nil, l.failed(path, err)
	}
	if raw.digest != nil && (opts.Digest || raw.size <= maxDigest) {
		rec.SHA256 = hex.EncodeToString(raw.digest.Sum(nil))
	}
	if after := stat(file); before != after {
		rec.warn(rec.whole(), "the file changed while it was read: read it again when its writer has finished", 1)
	}
	return rec, nil
}

// open opens a regular file or standard input. Anything else could block, or go
// on for ever.
func open(path string) (*os.File, error) {
	if path == Stdin {
		return os.Stdin, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, &Unreadable{path, plain(err), true}
	}
	if !info.Mode().IsRegular() {
		return nil, &Unreadable{path, "not a regular file; pipe it into banlint and name it - instead", false}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, &Unreadable{path, plain(err), true}
	}
	return file, nil
}

// plain takes the operation and the path off an error of the file system.
func plain(err error) string {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

type fileState struct {
	size    int64
	changed time.Time
}

func stat(file *os.File) (s fileState) {
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		s = fileState{info.Size(), info.ModTime()}
	}
	return s
}

// loading is the work on one input.
type loading[T any] struct {
	opts *Options
	take Taker[T]
	rec  *Recording
	file *os.File
	left int64 // bytes that may still be unpacked from it

	// beside says that files lie beside the recording, in an archive. They are unpacked as its
	// records ask for them, one after the other, and have a share of the bytes of their own, so
	// that where the limit is reached does not depend on the workers.
	beside bool
	share  int64
}

// apart takes the share of the files beside a recording of some size, until it is given back.
func (l *loading[T]) apart(size uint64) (giveBack func()) {
	l.left = max(l.left, 0)
	l.share = l.left - int64(min(uint64(l.left), size))
	l.left -= l.share
	return func() { l.left += l.share }
}

// stream reads one stream: the input, or what was compressed or packed in it.
func (l *loading[T]) stream(source string, r io.Reader, attached func(string) ([]byte, error)) error {
	unpacked, err := unpack(r)
	if err != nil {
		return err
	}
	in := unpacked.r
	if len(unpacked.layers) > 0 || source != l.rec.Path {
		in = &limited{r: in, left: &l.left}
	}
	prefix, err := peek(in)
	switch {
	case err != nil && len(prefix) == 0:
		return err
	case len(prefix) == 0:
		return errors.New("empty; record some traffic first")
	case bytes.HasPrefix(prefix, []byte("PK\x03\x04")), bytes.HasPrefix(prefix, []byte("PK\x05\x06")):
		if attached != nil {
			return errors.New("an archive within an archive, of which only one layer is read")
		}
		return l.archive(source, unpacked, prefix, in)
	}
	f, why, prefix := l.identify(prefix, in)
	if f == nil {
		return &unknown{prefix: prefix}
	}
	if l.rec.Format == "" {
		l.rec.Format, l.rec.ByLine = f.Name, f.ByLine
		l.rec.Detected = strings.Join(append(unpacked.layers, why), " in ")
	}
	return l.recorded(f, source, io.MultiReader(bytes.NewReader(prefix), in), attached)
}

// recorded reads a stream whose format is known. What breaks off keeps what was read before.
func (l *loading[T]) recorded(f *Format, source string, r io.Reader, attached func(string) ([]byte, error)) error {
	err := l.run(f, source, r, attached)
	if err == nil && l.beside && l.share <= 0 { // of which records see only that a file is not there
		err = errTooMuch
	}
	if err != nil && !errors.Is(err, ErrStopped) && l.rec.Exchanges > 0 {
		l.rec.incomplete(source, err)
		return nil
	}
	return err
}

// identify finds the format of a stream by its beginning, of which it reads as much as it takes.
func (l *loading[T]) identify(prefix []byte, in io.Reader) (f *Format, why string, read []byte) {
	f, why = l.detect(begins(prefix))
	for f == nil && tellsLater(prefix) {
		more, _ := io.ReadAll(io.LimitReader(in, int64(len(prefix)))) // an error comes again
		if len(more) == 0 {
			break
		}
		prefix = append(prefix, more...)
		f, why = l.detect(begins(prefix))
	}
	return f, why, prefix
}

// detect finds the format of a stream by its beginning.
func (l *loading[T]) detect(prefix []byte) (f *Format, why string) {
	if l.opts.From != nil {
		return l.opts.From, "as told"
	}
	prefix = bytes.TrimPrefix(prefix, []byte("\xef\xbb\xbf"))
	for _, f := range l.opts.Formats {
		if why := f.Match(prefix); why != "" {
			return f, why
		}
	}
	return nil, ""
}

// failed words an error that left nothing readable.
func (l *loading[T]) failed(path string, err error) error {
	var u *unknown
	if errors.As(err, &u) {
		return &Unreadable{path, cmp.Or(byEnding(path), u.Error()), false}
	}
	return &Unreadable{path, plain(err), false}
}

// incomplete notes that the input broke off.
func (r *Recording) incomplete(source string, err error) {
	r.Complete, r.Broken = false, plain(err)
	pos := r.whole()
	pos.Source = source
	r.warn(pos, fmt.Sprintf("broke off after %d exchanges: %s", r.Exchanges, plain(err)), 1)
}

// peek reads the beginning of a stream: so much that, white space aside,
// something can be seen of it.
func peek(r io.Reader) (prefix []byte, err error) {
	for len(prefix) < maxBlank {
		more := make([]byte, sniffed)
		n, err := readFull(r, more)
		prefix = append(prefix, more[:n]...)
		switch {
		case errors.Is(err, io.EOF):
			return prefix, nil
		case err != nil:
			return prefix, err
		case len(begins(prefix)) > 0:
			return prefix, nil
		}
	}
	return prefix, nil
}

// maxFirstLine is how far into a long first line of JSON something is looked for that tells
// the format: an image in the first request may stand before all that does.
const maxFirstLine = 4 << 20

// tellsLater reports whether a stream is JSON whose first line goes on.
func tellsLater(prefix []byte) bool {
	if len(prefix) < sniffed || len(prefix) >= maxFirstLine || bytes.IndexByte(prefix, '\n') >= 0 {
		return false
	}
	text := bytes.TrimPrefix(prefix, []byte("\xef\xbb\xbf"))
	return text[0] == '{' || text[0] == '['
}

// begins takes off the white space at the beginning where there is much of it.
func begins(prefix []byte) []byte {
	if blank := len(prefix) - len(bytes.TrimLeft(prefix, " \t\r\n")); blank >= sniffed/2 {
		return prefix[blank:]
	}
	return prefix
}

// limited counts what is unpacked from an input against the limit of expansion.
type limited struct {
	r    io.Reader
	left *int64
}

var errTooMuch = errors.New("it expands to more than --max-bytes allows (1 GiB unless told otherwise, or a thousand times its size up to 4 GiB)")

func (l *limited) Read(p []byte) (int, error) {
	if *l.left <= 0 {
		return 0, errTooMuch
	}
	n, err := l.r.Read(p)
	*l.left -= int64(n)
	return n, err
}
