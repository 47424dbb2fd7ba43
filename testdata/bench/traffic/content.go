package traffic

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
	"strings"
	"sync"
)

var words = strings.Fields(`account basket button canvas change client cookie customer default delivery document element
	event filter footer function handler header image index input invoice language layout length listener login margin
	menu message module navigation number object offer option order padding page parent payment price product profile
	promise query region register remove render request response result return script search section select session
	setting shipping signup slider source state status string style submit target template timer title token toggle`)

// fragment is a piece of text with a number in it, as it stands in a JSON string.
type fragment struct {
	before, after string
	length        int // when it is not escaped
}

// A number in a fragment has this many digits.
const digits = 5

// forms are the pieces that the kinds of text are made of: W stands for a word, #
// for the number.
var forms = [...][]string{
	document: {"\t<div class=\"W-W\" id=\"n#\">\n", "<a href=\"/W/#\">W W</a>\n", "\t\t<li data-W=\"#\">W W W</li>\n", "<p>W W #, W W.</p>\n",
		"</div><span>W корзина #</span>\n"},
	script:     {"function W(e,t){return this.W(e,#)}", "var n=e.W||#;", "t&&t.W?t[\"W\"](#):n.W;", "if(e===\"W\"&&#<t.W)", "\nW.prototype.W=#,"},
	stylesheet: {".W-W{\n  margin: #px;\n}\n", "#W #W > .W{ W: # }\n", "  padding: # auto;\n"},
	data:       {"{\"W\":#,\"W\":\"W W\"},", "\"W_W\":[#,\"W\"],", "{\"id\":#,\"W\":null},"},
}

// fragments are made of the forms, by chance and always alike. They are too many for
// a compressor to remember.
var fragments = sync.OnceValue(func() *[len(forms)][1024]fragment {
	var made [len(forms)][1024]fragment
	r := rand.New(rand.NewPCG(1, 1))
	for kind, list := range forms {
		for i := range made[kind] {
			if len(list) > 0 {
				made[kind][i] = newFragment(list[r.IntN(len(list))], r)
			}
		}
	}
	return &made
})

func newFragment(form string, r *rand.Rand) fragment {
	for strings.Contains(form, "W") {
		form = strings.Replace(form, "W", word(r), 1)
	}
	before, after, _ := strings.Cut(form, "#")
	return fragment{string(appendEscaped(nil, before)), string(appendEscaped(nil, after)), len(before) + digits + len(after)}
}

// appendText appends a text of the kind, as it stands in a JSON string; unescaped it
// has exactly the length.
func appendText(b []byte, kind resource, length int, r *rand.PCG) []byte {
	known := &fragments()[kind]
	for {
		v := r.Uint64()
		f := &known[v%1024]
		if length < f.length {
			break
		}
		length -= f.length
		b = append(b, f.before...)
		b = appendDigits(b, uint32(v>>32)%100_000)
		b = append(b, f.after...)
	}
	for range length {
		b = append(b, ' ')
	}
	return b
}

func appendDigits(b []byte, n uint32) []byte {
	return append(b, byte('0'+n/10000), byte('0'+n/1000%10), byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10))
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// pairs are all pairs of letters of Base64.
var pairs = func() (p [4096][2]byte) {
	for i := range p {
		p[i] = [2]byte{alphabet[i>>6], alphabet[i&63]}
	}
	return p
}()

// pictureHead is the Base64 of how a PNG begins: up to the end of the sum over its
// size, which is that of a captcha.
func pictureHead(r *rand.PCG) []byte {
	png := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x00\x00\x00\x00\x00\x08\x02\x00\x00\x00")
	v := r.Uint64()
	binary.BigEndian.PutUint32(png[16:], 120+uint32(v%300))
	binary.BigEndian.PutUint32(png[20:], 40+4*uint32(v>>32%50)) // so that a form need not escape it
	png = binary.BigEndian.AppendUint32(png, crc32.ChecksumIEEE(png[12:]))
	return base64.StdEncoding.AppendEncode(nil, png)
}

// appendPicture appends Base64 of the length, which begins like a PNG.
func appendPicture(b []byte, length int, r *rand.PCG) []byte {
	head := pictureHead(r)
	b = append(b, head...)
	return appendBase64(b, length-len(head), r)
}

func appendBase64(b []byte, length int, r *rand.PCG) []byte {
	for ; length >= 10; length -= 10 {
		v := r.Uint64()
		p, q, s, t, u := &pairs[v&4095], &pairs[v>>12&4095], &pairs[v>>24&4095], &pairs[v>>36&4095], &pairs[v>>48&4095]
		b = append(b, p[0], p[1], q[0], q[1], s[0], s[1], t[0], t[1], u[0], u[1])
	}
	v := r.Uint64()
	for range length {
		b = append(b, alphabet[v&63])
		v >>= 6
	}
	return b
}

// In a form the letters + and / of Base64 are escaped: one of them is in each row of
// rowLetters letters behind the first, which is that of the size.
const (
	rowLetters = 32
	rowLength  = rowLetters + 2
)

// formLength is how long Base64 gets in a form.
func formLength(letters int) int {
	behind := letters - rowLetters
	return rowLetters + behind/rowLetters*rowLength + behind%rowLetters
}

// appendFormPicture appends a picture of the length in a form.
func appendFormPicture(b []byte, length int, r *rand.PCG) []byte {
	b = append(b, pictureHead(r)[:rowLetters]...)
	for length -= rowLetters; length >= rowLength; length -= rowLength {
		b = appendPlain(b, rowLetters-1, r)
		b = append(b, "%2B"...)
	}
	return appendPlain(b, length, r)
}

// appendPlain appends letters of Base64 that a form leaves as they are.
func appendPlain(b []byte, length int, r *rand.PCG) []byte {
	from := len(b)
	b = appendBase64(b, length, r)
	for i := from; i < len(b); i++ {
		if b[i] == '+' || b[i] == '/' {
			b[i] = 'A'
		}
	}
	return b
}
