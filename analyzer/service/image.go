package service

import (
	"encoding/base64"
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

// measure looks at an image in Base64. It counts instead of decoding; line breaks
// and a "data:" prefix count for nothing.
func measure(text string) (m image) {
	if strings.HasPrefix(text, "data:") {
		if i := strings.IndexByte(text, ','); i >= 0 {
			text = text[i+1:]
			m.flaws.Add(timeline.ImageDataURI)
		}
	}
	letters, foreign := int64(0), false
	for i := range len(text) {
		switch c := text[i]; {
		case isLetter(c):
			letters++
		case c == '\n' || c == '\r':
			m.flaws.Add(timeline.ImageLineBreaks)
		case c != '=' && c > ' ':
			foreign, letters = true, letters+1
		}
	}
	m.bytes = letters * 3 / 4
	head := decodedHead(text)
	kind, side := pictured(head)
	m.side = side
	switch {
	case foreign || letters%4 == 1 || isText(head):
		m.flaws.Add(timeline.ImageNotBase64)
	case letters > 0 && kind == otherPicture:
		m.flaws.Add(timeline.ImageTypeUnfit)
	}
	return m
}

// isLetter reports whether c belongs to Base64, the standard one or that for URLs.
func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '+' || c == '/' || c == '-' || c == '_'
}

// decodedHead decodes the beginning of a text.
func decodedHead(text string) []byte {
	text = text[:min(len(text), headLetters)]
	text = strings.NewReplacer("\n", "", "\r", "", " ", "", "-", "+", "_", "/", "=", "").Replace(text)
	head, _ := base64.RawStdEncoding.DecodeString(text[:len(text)/4*4])
	return head
}

// isText reports whether what was sent as an image is a page or a message.
func isText(head []byte) bool {
	s := strings.ToLower(strings.TrimSpace(string(head[:min(len(head), 64)])))
	for _, begin := range []string{"<!doctype", "<html", "<?xml", "{\"", "[{"} {
		if strings.HasPrefix(s, begin) {
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
func pictured(head []byte) (kind picture, side int) {
	s := string(head)
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
		return jpeg, jpegSide(head)
	default:
		return otherPicture, 0
	}
}

// jpegSide walks the segments of a JPEG file to the one that begins a frame.
func jpegSide(head []byte) int {
	for i := 2; i+9 < len(head) && head[i] == 0xff; {
		marker, length := head[i+1], int(binary.BigEndian.Uint16(head[i+2:]))
		// The frames are C0 to CF, but for tables (C4, C8, CC).
		if marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc {
			return int(max(binary.BigEndian.Uint16(head[i+5:]), binary.BigEndian.Uint16(head[i+7:])))
		}
		i += 2 + length
	}
	return 0
}
