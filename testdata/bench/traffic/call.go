package traffic

import "math/rand/v2"

// call is one request with its answer.
type call struct {
	client      *client
	number      uint64 // among those of the client
	start, took int64
	method      string
	host        string
	path, query string
	server      string // address
	agent       string
	referrer    string
	status      int
	resource    resource // of a web page; noResource for a call of a service
	request     body     // without a type where there is none
	response    body
}

func (c *call) url() string {
	if c.query == "" {
		return "https://" + c.host + c.path
	}
	return "https://" + c.host + c.path + "?" + c.query
}

// body is a text with, perhaps, something long in the middle, which is made only for
// outputs that show it.
type body struct {
	mime   string
	head   string
	bulk   resource // kind of the long part
	length int      // of the long part
	tail   string
}

const (
	mimeJSON = "application/json"
	mimeForm = "application/x-www-form-urlencoded"
	mimeText = "text/plain"
)

func (b *body) size() int { return len(b.head) + b.length + len(b.tail) }

// appendEscaped appends the body as it stands in a JSON string.
func (b *body) appendEscaped(to []byte, r *rand.PCG) []byte {
	to = appendEscaped(to, b.head)
	switch {
	case b.length == 0:
	case b.bulk != picture:
		to = appendText(to, b.bulk, b.length, r)
	case b.mime == mimeForm:
		to = appendFormPicture(to, b.length, r)
	default:
		to = appendPicture(to, b.length, r)
	}
	return appendEscaped(to, b.tail)
}

// bodies are both bodies of a call as they stand in JSON strings. They are made when
// the first output asks for them.
type bodies struct {
	of                *call
	made              bool
	request, response []byte
}

func (b *bodies) escaped() (request, response []byte) {
	if !b.made {
		var r rand.PCG
		r.Seed(b.of.client.id, b.of.number)
		b.request = b.of.request.appendEscaped(b.request[:0], &r)
		b.response = b.of.response.appendEscaped(b.response[:0], &r)
		b.made = true
	}
	return b.request, b.response
}
