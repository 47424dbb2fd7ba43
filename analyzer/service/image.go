package service

import (
	"bytes"
	"encoding/binary"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// An image is what can be told of one in Base64 without decoding the whole.
type image struct {
	bytes int64 // that the text stands for
	side  int   // the longer one, in pixels; 0 when not known
	flaws timeline.Flaws
}

// headLetters is how much of an image is decoded to find out its size: enough for
// the pictures that cameras put into the heads of JPEG files to be passed over.
const headLetters = 64 << 10

// pieces is a text of which a parser may have left long runs out.
type pieces struct {
	text string
	at   int             // where text begins in the body
	left []timeline.Left // what belongs within
}

// next cuts off the next piece. run tells one that was left out, which is letters of
// Base64 and nothing else. A piece may be empty; ok is false behind the last one.
func (p *pieces) next() (piece string, run, ok bool) {
	switch {
	case len(p.left) > 0 && p.left[0].At <= p.at:
		piece, p.left = view(p.left[0].Text), p.left[1:]
		return piece, true, true
	case p.text == "":
		return "", false, false
	}
	end := len(p.text)
	if len(p.left) > 0 {
		end = min(end, p.left[0].At-p.at)
	}
	piece, p.text, p.at = p.text[:end], p.text[end:], p.at+end
	return piece, false, true
}

// isData reports whether a text is a "data:" URI.
func (p pieces) isData() bool {
	var head [len("data:")]byte
	n := 0
	for n < len(head) {
		piece, _, ok := p.next()
		if !ok {
			break
		}
		n += copy(head[n:], piece)
	}
	return string(head[:n]) == "data:"
}

// behind returns what follows a place in the text.
func (p pieces) behind(i int) pieces {
	p.text, p.at = p.text[i+1:], p.at+i+1
	for len(p.left) > 0 && p.left[0].At < p.at {
		p.left = p.left[1:]
	}
	return p
}

// measure looks at an image in Base64. It counts instead of decoding; line breaks
// and a "data:" prefix count for nothing.
func measure(text pieces) (m image) {
	if text.isData() {
		if i := strings.IndexByte(text.text, ','); i >= 0 {
			text = text.behind(i)
			m.flaws.Add(timeline.ImageDataURI)
		}
	}
	letters, seen := 0, byte(0)
	for rest := text; ; {
		piece, run, ok := rest.next()
		if !ok {
			break
		}
		if run {
			letters += len(piece)
			continue
		}
		n, classes := classed(piece)
		letters += n
		seen |= classes
	}
	m.bytes = int64(letters) * 3 / 4
	head := decoder{text: text, room: headLetters}
	kind, side := pictured(&head)
	m.side = side
	if seen&lineBreak != 0 {
		m.flaws.Add(timeline.ImageLineBreaks)
	}
	switch {
	case seen&foreign != 0 || letters%4 == 1 || isText(head.bytes(64)):
		m.flaws.Add(timeline.ImageNotBase64)
	case letters > 0 && kind == otherPicture:
		m.flaws.Add(timeline.ImageTypeUnfit)
	}
	return m
}

// classed counts what takes the place of a letter, and says what else there is. It looks
// at eight bytes at a time, as there may be many that no parser could leave out.
func classed(text string) (letters int, seen byte) {
	for ; len(text) >= 8; text = text[8:] {
		a, b, c, d := classes[text[0]], classes[text[1]], classes[text[2]], classes[text[3]]
		e, f, g, h := classes[text[4]], classes[text[5]], classes[text[6]], classes[text[7]]
		letters += int((a + b + c + d + e + f + g + h) % foreign)
		seen |= a | b | c | d | e | f | g | h
	}
	for i := range len(text) {
		letters += int(classes[text[i]] % foreign)
		seen |= classes[text[i]]
	}
	return letters, seen
}

// What a byte in Base64 may be, in bits. Eight that are counted add up to less than the
// next bit.
const (
	counted   = 1  // it takes the place of a letter
	foreign   = 16 // it is none
	lineBreak = 32
)

// sextets are the letters of Base64 by value, in the standard alphabet and in that
// for URLs.
const (
	sextets    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	sextetsURL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)

// What sextetOf says of other bytes.
const (
	skipped = 64 // it counts for nothing
	wrong   = 65
)

// classes and sextetOf say what each byte is in Base64.
var classes, sextetOf = func() (classes, sextet [256]byte) {
	for c := range 256 {
		sextet[c] = wrong
		if c > ' ' && c != '=' {
			classes[c] = counted | foreign
		}
	}
	for _, c := range "\n\r =" {
		sextet[c] = skipped
	}
	classes['\n'], classes['\r'] = lineBreak, lineBreak
	for _, alphabet := range [...]string{sextets, sextetsURL} {
		for i, c := range alphabet {
			classes[c], sextet[c] = counted, byte(i)
		}
	}
	return classes, sextet
}()

// A decoder decodes the beginning of a text, as far as it is asked for.
type decoder struct {
	text  pieces
	piece string
	room  int // bytes of the text that are looked at yet
	quad  uint32
	n     int // letters in quad
	out   []byte
	first [96]byte // enough for most
}

// bytes returns the first n bytes, or fewer where there are no more.
func (d *decoder) bytes(n int) []byte {
	if d.out == nil {
		d.out = d.first[:0]
	}
	for len(d.out) < n && d.room > 0 {
		if d.piece == "" {
			var ok bool
			if d.piece, _, ok = d.text.next(); !ok {
				break
			}
			continue
		}
		sextet := sextetOf[d.piece[0]]
		d.piece = d.piece[1:]
		d.room--
		switch sextet {
		case skipped:
			continue
		case wrong:
			d.room = 0
			continue
		}
		d.quad = d.quad<<6 | uint32(sextet)
		if d.n++; d.n == 4 {
			d.out = append(d.out, byte(d.quad>>16), byte(d.quad>>8), byte(d.quad))
			d.n = 0
		}
	}
	return d.out[:min(len(d.out), n)]
}

// isText reports whether what was sent as an image is a page or a message.
func isText(head []byte) bool {
	s := view(bytes.TrimSpace(head))
	for _, begin := range [...]string{"<!doctype", "<html", "<?xml", "{\"", "[{"} {
		if hasPrefixFold(s, begin) {
			return true
		}
	}
	return false
}

// picture is a type of image.
type picture uint8

const (
	otherPicture picture = iota
	png
	gif
	jpeg
)

// pictured tells the type of an image by its beginning, and its longer side.
func pictured(d *decoder) (kind picture, side int) {
	head := d.bytes(24)
	s := view(head)
	switch {
	case strings.HasPrefix(s, "\x89PNG\r\n\x1a\n"):
		if len(head) >= 24 {
			side = int(max(binary.BigEndian.Uint32(head[16:]), binary.BigEndian.Uint32(head[20:])) & 0x7fffffff)
		}
		return png, side
	case strings.HasPrefix(s, "GIF8"):
		if len(head) >= 10 {
			side = int(max(binary.LittleEndian.Uint16(head[6:]), binary.LittleEndian.Uint16(head[8:])))
		}
		return gif, side
	case strings.HasPrefix(s, "\xff\xd8\xff"):
		return jpeg, jpegSide(d)
	default:
		return otherPicture, 0
	}
}

// jpegSide walks the segments of a JPEG file to the one that begins a frame.
func jpegSide(d *decoder) int {
	for i := 2; ; {
		head := d.bytes(i + 10)
		if len(head) < i+10 || head[i] != 0xff {
			return 0
		}
		marker, length := head[i+1], int(binary.BigEndian.Uint16(head[i+2:]))
		// The frames are C0 to CF, but for tables (C4, C8, CC).
		if marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc {
			return int(max(binary.BigEndian.Uint16(head[i+5:]), binary.BigEndian.Uint16(head[i+7:])))
		}
		i += 2 + length
	}
}
