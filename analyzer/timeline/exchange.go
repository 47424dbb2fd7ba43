package timeline

import (
	"bytes"
	"strings"
	"time"
)

// An Exchange is one HTTP request and the response to it, as a recording shows
// them. Its strings and bodies may point into the parser's buffer: they are good
// until the function that was given the exchange returns.
type Exchange struct {
	Pos   Position
	Start Instant       // when the request was sent; 0 when the recording gives no time
	Grain time.Duration // how coarse Start is: the true start lies in [Start, Start+Grain)
	Took  time.Duration // from the request's start to the answer's end; negative when unknown

	Client string // address the request came from, without port; "" when unknown
	Server string // address that answered, without port; "" when unknown

	Method string
	URL    string // absolute, or path and query alone where the recording names no host
	Status int    // 0 when no answer was recorded; see Failed

	RequestHeaders  []Header // empty when the recording shows none
	RequestBody     Body
	ResponseHeaders []Header
	ResponseBody    Body
	AnswerSize      int // bytes of the answer's body, as logs tell that do not hold it; 0 when unknown

	Tunnel bool // a CONNECT: what went through it is not visible
	Failed bool // the recording says that no answer came
	Doubts Doubts
}

// Doubts are the parts of an exchange that are recorded in a way that cannot be believed. What
// cannot be read of them is taken for not recorded.
type Doubts uint8

// The parts.
const (
	DoubtStatus  Doubts = 1 << iota // of HTTP
	DoubtStart                      // the time
	DoubtTook                       // the duration
	DoubtBody                       // a body that is not coded as it is said to be
	DoubtAddress                    // two that differ
	DoubtHeader                     // a header field that is no text
)

// A Header is one header field.
type Header struct {
	Name, Value string
}

// A Body is the payload of a request or a response.
type Body struct {
	Bytes []byte // decoded: no transfer coding, no content coding; without what is in Left
	Left  []Left // what a parser left out of Bytes, in the order in which it belongs there
	Shown bool   // the recording holds the body, be it empty
	Cut   bool   // the recording holds only its beginning
}

// A Left is a long run of letters of Base64 in the middle of a body, such as an
// image, kept out of the way of those who parse the rest.
type Left struct {
	At   int    // where in Bytes it belongs
	Text []byte // letters of Base64, either alphabet, without padding
}

// Whole puts a body together again.
func (b Body) Whole() []byte {
	if b.Left == nil {
		return b.Bytes
	}
	var whole []byte
	at := 0
	for _, l := range b.Left {
		whole = append(append(whole, b.Bytes[at:l.At]...), l.Text...)
		at = l.At
	}
	return append(whole, b.Bytes[at:]...)
}

// Clone returns an exchange that points into nothing of a parser's.
func (x *Exchange) Clone() Exchange {
	y := *x
	for _, s := range []*string{&y.Client, &y.Server, &y.Method, &y.URL} {
		*s = strings.Clone(*s)
	}
	y.RequestHeaders, y.ResponseHeaders = cloneHeaders(x.RequestHeaders), cloneHeaders(x.ResponseHeaders)
	y.RequestBody, y.ResponseBody = x.RequestBody.clone(), x.ResponseBody.clone()
	return y
}

func cloneHeaders(headers []Header) []Header {
	list := make([]Header, len(headers))
	for i, h := range headers {
		list[i] = Header{strings.Clone(h.Name), strings.Clone(h.Value)}
	}
	return list
}

func (b Body) clone() Body {
	b.Bytes, b.Left = bytes.Clone(b.Whole()), nil
	return b
}

// Header returns the first value of the named field of the request, whatever
// the case of its letters.
func (x *Exchange) Header(name string) string {
	return find(x.RequestHeaders, name)
}

// ResponseHeader is Header for the response.
func (x *Exchange) ResponseHeader(name string) string {
	return find(x.ResponseHeaders, name)
}

func find(headers []Header, name string) string {
	for _, h := range headers {
		if len(h.Name) == len(name) && strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}
