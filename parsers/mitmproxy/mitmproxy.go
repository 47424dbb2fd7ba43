// Package mitmproxy reads the flow files that mitmproxy and mitmdump write with
// -w: tnetstrings, one dictionary a flow, in every version since 0.10.
package mitmproxy

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// Format is the flow file.
var Format = &parsers.Format{
	Name:   "mitmproxy",
	Title:  "mitmproxy flow file (mitmdump -w)",
	Shows:  parsers.Facts{Times: "start, µs", Request: "yes", Response: "yes", Remarks: "what `mitmdump -w` writes"},
	Match:  match,
	Split:  split,
	Decode: decode,
	Layout: layout,
}

// match wants the length of a dictionary and, behind it, a first field's name.
func match(prefix []byte) string {
	_, inner, found := bytes.Cut(prefix[:min(len(prefix), maxDigits+1)], []byte(":"))
	if !found {
		return ""
	}
	outer := prefix[:bytes.IndexByte(prefix, ':')]
	if _, err := length(outer); err != nil {
		return ""
	}
	name, _, err := next(prefix[len(outer)+1:])
	if err != nil || len(inner) == 0 || name.kind != isText && name.kind != isBytes || !isName(name.text) {
		return ""
	}
	return "length-prefixed flows"
}

func isName(text []byte) bool {
	return len(text) > 0 && len(text) < 64 && len(bytes.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789_")) == 0
}

// maxVersion is the version of the flow format from which on nothing is known
// to hold; mitmproxy has come to 21 by now.
const maxVersion = 99

func split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		in := reader{in: bufio.NewReaderSize(r, 64<<10)}
		pos := timeline.Position{Source: source}
		for {
			text, err := in.next()
			switch {
			case errors.Is(err, io.EOF):
				return
			case err == nil || errors.Is(err, errTooLong):
			default:
				yield(parsers.Record{}, broken(pos, err))
				return
			}
			kind, version, bad := look(text)
			if err == nil && bad == nil && kind != "http" {
				other := &parsers.Skipped{Pos: timeline.Position{Source: source}, Noise: true, Reason: "a flow that is not HTTP"}
				if !yield(parsers.Record{}, other) {
					return
				}
				continue
			}
			pos.Entry++
			rec := parsers.Record{Pos: pos, Text: text}
			if reason := unusable(err, bad, version); reason != "" {
				rec, err = parsers.Record{}, &parsers.Skipped{Pos: pos, Reason: reason}
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// broken makes the last error of a file out of what went wrong.
func broken(pos timeline.Position, err error) error {
	pos.Entry++
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &parsers.Cut{Pos: pos, Reason: "the file ends inside a flow"}
	case errors.Is(err, errLength), errors.Is(err, errKind):
		return &parsers.Cut{Pos: pos, Reason: "no flow follows here, but something else: the length of a dictionary was wanted"}
	default:
		return err
	}
}

func unusable(tooLong, bad error, version int) string {
	switch {
	case tooLong != nil:
		return tooLong.Error()
	case bad != nil:
		return "broken flow: " + bad.Error()
	case version > maxVersion:
		return "flow of an unknown version of the format; versions up to 21 are known"
	default:
		return ""
	}
}

// look reads what a flow is: its type, "http" where it names none, and the
// version of the format.
func look(text []byte) (kind string, version int, err error) {
	kind = "http"
	err = value{isDict, text}.each(func(name string, v value) {
		switch name {
		case "type":
			kind = v.string()
		case "version":
			if version = v.int(); v.kind != isInt && v.kind != isList {
				version = maxVersion + 1
			}
		}
	})
	return kind, version, err
}

// reader reads the tnetstrings at the top of a file.
type reader struct {
	in   *bufio.Reader
	text bytes.Buffer
}

var errTooLong = errors.New("flow longer than 16 MiB, which is as long as a flow may be")

// next returns the text of a dictionary; io.EOF at the end of the file.
func (r *reader) next() ([]byte, error) {
	size, err := r.length()
	if err != nil {
		return nil, err
	}
	r.text.Reset()
	if size > parsers.MaxRecord {
		if _, err := io.CopyN(io.Discard, r.in, size); err != nil {
			return nil, unexpected(err)
		}
	} else if _, err := io.CopyN(&r.text, r.in, size); err != nil {
		return nil, unexpected(err)
	}
	kind, err := r.in.ReadByte()
	switch {
	case err != nil:
		return nil, unexpected(err)
	case kind != isDict:
		return nil, errKind
	case size > parsers.MaxRecord:
		return nil, errTooLong
	default:
		return r.text.Bytes(), nil
	}
}

func (r *reader) length() (int64, error) {
	var digits []byte
	for len(digits) <= maxDigits {
		b, err := r.in.ReadByte()
		switch {
		case err != nil && len(digits) > 0:
			return 0, unexpected(err)
		case err != nil:
			return 0, err
		case b == ':':
			return length(digits)
		case b < '0' || b > '9':
			return 0, errLength
		}
		digits = append(digits, b)
	}
	return 0, errLength
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
