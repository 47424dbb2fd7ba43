package pcap

import (
	"strconv"
	"strings"

	"github.com/banlint/banlint/parsers"
)

func cutHead(raw []byte) (head, body []byte) {
	end := parsers.HeadEnd(raw, 0)
	if end < 0 {
		return nil, nil
	}
	return raw[:end], raw[end:]
}

func statusOf(head []byte) int {
	m := message{raw: head}
	m.startLine()
	return m.status
}

// framing reads how long a body is; the length is negative where no field says.
func framing(head []byte) (length int64, chunked bool) {
	length = -1
	for _, h := range parsers.HeadersOf(head) {
		switch {
		case strings.EqualFold(h.Name, "Content-Length") && length < 0:
			if n, err := strconv.ParseUint(h.Value, 10, 62); err == nil {
				length = int64(n)
			}
		case strings.EqualFold(h.Name, "Transfer-Encoding"):
			chunked = strings.Contains(strings.ToLower(h.Value), "chunked")
		}
	}
	return length, chunked
}
