package mitmproxy

import (
	"bytes"
	"errors"
	"strconv"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// The kinds of tnetstrings.
const (
	isBytes = ','
	isText  = ';'
	isInt   = '#'
	isFloat = '^'
	isBool  = '!'
	isNull  = '~'
	isList  = ']'
	isDict  = '}'
)

// A value is one tnetstring. What is nested in it is not read until asked for,
// so depth costs nothing.
type value struct {
	kind byte // 0 for a value that is missing
	text []byte
}

var (
	errLength = errors.New("no length where one was wanted")
	errBeyond = errors.New("a length reaches beyond its surroundings")
	errKind   = errors.New("a value of an unknown kind")
	errName   = errors.New("a name without a value, or a name that is no text")
)

// maxDigits is how long a length may be written.
const maxDigits = 12

// next cuts the first value off a text.
func next(text []byte) (value, []byte, error) {
	colon := bytes.IndexByte(text[:min(len(text), maxDigits+1)], ':')
	if colon < 0 {
		return value{}, nil, errLength
	}
	size, err := length(text[:colon])
	if err != nil {
		return value{}, nil, err
	}
	rest := text[colon+1:]
	if size >= int64(len(rest)) {
		return value{}, nil, errBeyond
	}
	v := value{kind: rest[size], text: rest[:size]}
	if bytes.IndexByte([]byte(",;#^!~]}"), v.kind) < 0 {
		return value{}, nil, errKind
	}
	return v, rest[size+1:], nil
}

func length(digits []byte) (int64, error) {
	if len(digits) == 0 || len(digits) > 1 && digits[0] == '0' {
		return 0, errLength
	}
	size, err := strconv.ParseUint(string(digits), 10, 63)
	if err != nil {
		return 0, errLength
	}
	return int64(size), nil
}

// each goes through the fields of a dictionary. A value of another kind has none.
func (v value) each(field func(name string, v value)) error {
	if v.kind != isDict {
		return nil
	}
	for rest := v.text; len(rest) > 0; {
		var name, v value
		var err error
		if name, rest, err = next(rest); err != nil {
			return err
		}
		if len(rest) == 0 || name.kind != isText && name.kind != isBytes {
			return errName
		}
		if v, rest, err = next(rest); err != nil {
			return err
		}
		field(string(name.text), v)
	}
	return nil
}

// items goes through a list, and stops where it is broken or told to.
func (v value) items(item func(v value) bool) {
	if v.kind != isList {
		return
	}
	for rest := v.text; len(rest) > 0; {
		var v value
		var err error
		if v, rest, err = next(rest); err != nil || !item(v) {
			return
		}
	}
}

// string is the text of a value, and "" for one that is no text.
func (v value) string() string {
	if v.kind != isText && v.kind != isBytes {
		return ""
	}
	return string(v.text)
}

func (v value) isNull() bool { return v.kind == 0 || v.kind == isNull }

func (v value) int() int {
	if v.kind != isInt || len(v.text) > 9 {
		return 0
	}
	n, err := strconv.Atoi(string(v.text))
	if err != nil {
		return 0
	}
	return n
}

// instant reads seconds since 1970.
func (v value) instant() timeline.Instant {
	if v.kind != isFloat && v.kind != isInt || len(v.text) > 32 {
		return 0
	}
	seconds, err := strconv.ParseFloat(string(v.text), 64)
	if err != nil || !(seconds > 0 && seconds < 1e10) {
		return 0
	}
	return timeline.At(time.UnixMicro(int64(seconds*1e6 + 0.5)))
}

// address reads an address, which is a list of host and port, or in old versions
// a dictionary that holds one.
func (v value) address() string {
	var host string
	v.items(func(first value) bool {
		host = first.string()
		return false
	})
	if v.kind == isDict {
		// A broken dictionary has been refused before.
		_ = v.each(func(name string, field value) {
			if name == "address" && field.kind == isList {
				host = field.address()
			}
		})
	}
	return parsers.Address(host)
}

// headers reads a list of pairs.
func (v value) headers() []timeline.Header {
	var headers []timeline.Header
	v.items(func(pair value) bool {
		var h timeline.Header
		at := 0
		pair.items(func(v value) bool {
			if at++; at == 1 {
				h.Name = v.string()
			} else {
				h.Value = v.string()
			}
			return at < 2
		})
		headers = append(headers, h)
		return true
	})
	return headers
}
