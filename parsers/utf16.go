package parsers

import (
	"bufio"
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Reader turns UTF-16 with a byte order mark into UTF-8: what PowerShell
// makes of a file when its output is redirected.
type utf16Reader struct {
	in    *bufio.Reader
	order binary.ByteOrder
	buf   [4096]byte
	out   []byte // decoded, not yet read: a part of buf
}

func newUTF16(r io.Reader) (io.Reader, error) {
	in := bufio.NewReader(r)
	var mark [2]byte
	if _, err := io.ReadFull(in, mark[:]); err != nil {
		return nil, err
	}
	u := &utf16Reader{in: in, order: binary.LittleEndian}
	if mark[0] == 0xfe {
		u.order = binary.BigEndian
	}
	return u, nil
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	if len(u.out) == 0 {
		u.out = u.buf[:0]
		for len(u.out) == 0 || len(u.out)+utf8.UTFMax <= cap(u.out) && u.in.Buffered() >= 4 {
			r, err := u.rune()
			if err != nil {
				return 0, err
			}
			u.out = utf8.AppendRune(u.out, r)
		}
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

// rune reads one character, of one unit or two. Half of one costs itself and not what follows.
func (u *utf16Reader) rune() (rune, error) {
	r, err := u.unit()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, err
	}
	if next, err := u.in.Peek(2); err == nil {
		if whole := utf16.DecodeRune(r, rune(u.order.Uint16(next))); whole != utf8.RuneError {
			_, err := u.in.Discard(2)
			return whole, err
		}
	}
	return utf8.RuneError, nil
}

func (u *utf16Reader) unit() (rune, error) {
	var b [2]byte
	if _, err := io.ReadFull(u.in, b[:]); err != nil {
		return 0, err
	}
	return rune(u.order.Uint16(b[:])), nil
}
