package parsers

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/dsnet/compress/brotli"
	"github.com/klauspost/compress/zstd"
)

// maxCodings is how many content codings one body may have on top of each other.
const maxCodings = 3

// Decoded is a body without the codings that its Content-Encoding header names.
// What is longer than MaxRecord, or breaks off, is cut; what cannot be read at
// all is not shown.
func Decoded(body []byte, codings string) timeline.Body {
	decoded := timeline.Body{Bytes: body, Shown: true}
	if len(body) == 0 {
		return decoded
	}
	names := strings.Split(codings, ",")
	if len(names) > maxCodings {
		return timeline.Body{}
	}
	for _, name := range slices.Backward(names) {
		next := undo(decoded.Bytes, strings.ToLower(strings.TrimSpace(name)))
		next.Cut = next.Cut || decoded.Cut && next.Shown
		if decoded = next; !decoded.Shown {
			break
		}
	}
	return decoded
}

func undo(body []byte, coding string) timeline.Body {
	if coding == "" || coding == "identity" {
		return timeline.Body{Bytes: body, Shown: true}
	}
	text, err := expand(body, coding)
	switch {
	case err == nil:
		return timeline.Body{Bytes: text, Shown: true}
	case known(coding) && utf8.Valid(body):
		// No compressed body is text: the recorder has undone the coding and left the header.
		return timeline.Body{Bytes: body, Shown: true}
	case len(text) > 0:
		return timeline.Body{Bytes: text, Shown: true, Cut: true}
	default:
		return timeline.Body{}
	}
}

func known(coding string) bool {
	return slices.Contains([]string{"gzip", "x-gzip", "deflate", "zstd", "br"}, coding)
}

var (
	errTooLong = errors.New("longer than a record may be")
	errUnknown = errors.New("not a coding that can be undone")
)

// expand returns what could be read, and why it is not the whole.
func expand(body []byte, coding string) ([]byte, error) {
	in, err := expander(body, coding)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, MaxRecord+1))
	if len(text) > MaxRecord {
		return text[:MaxRecord], errTooLong
	}
	return text, err
}

func expander(body []byte, coding string) (io.ReadCloser, error) {
	in := bytes.NewReader(body)
	switch coding {
	case "gzip", "x-gzip":
		return gzip.NewReader(in)
	case "deflate":
		// The standard wants a zlib stream; some servers send the bare one.
		if r, err := zlib.NewReader(in); err == nil {
			return r, nil
		}
		return flate.NewReader(bytes.NewReader(body)), nil
	case "zstd":
		d, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxMemory(MaxRecord))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	case "br":
		return brotli.NewReader(in, nil)
	default:
		return nil, errUnknown
	}
}

// Dechunked is a body without the transfer coding "chunked", cut where the last
// chunk is missing. A body that is not chunked is returned as it is: some
// recorders undo the coding and leave the header.
func Dechunked(body []byte) timeline.Body {
	if size, rest := nextChunk(body); size < 0 {
		line := bytes.TrimSpace(body[:len(body)-len(rest)])
		tooMuch := len(line) > 8 && len(bytes.Trim(line, "0123456789abcdefABCDEF")) == 0
		return timeline.Body{Bytes: body, Shown: true, Cut: tooMuch}
	}
	text := make([]byte, 0, len(body))
	for {
		size, rest := nextChunk(body)
		if size <= 0 {
			return timeline.Body{Bytes: text, Shown: true, Cut: size < 0}
		}
		if size > len(rest) {
			return timeline.Body{Bytes: append(text, rest...), Shown: true, Cut: true}
		}
		text = append(text, rest[:size]...)
		body = bytes.TrimPrefix(bytes.TrimPrefix(rest[size:], []byte("\r")), []byte("\n"))
	}
}

// nextChunk returns the size of a chunk and what follows its first line; the
// size is negative where no chunk begins.
func nextChunk(body []byte) (int, []byte) {
	line, rest, found := bytes.Cut(body, []byte("\n"))
	if !found {
		return -1, nil
	}
	return ChunkSize(line), rest
}

// ChunkSize is the number that begins a chunk's first line, and -1 where the line
// does not begin a chunk.
func ChunkSize(line []byte) int {
	digits, _, _ := bytes.Cut(line, []byte(";"))
	digits = bytes.TrimSpace(digits)
	if len(digits) > 16 {
		return -1
	}
	size, err := strconv.ParseUint(string(digits), 16, 31)
	if err != nil {
		return -1
	}
	return int(size)
}
