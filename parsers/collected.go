package parsers

import (
	"bytes"

	"github.com/tidwall/gjson"
)

// collectors are the members in which those who collect logs store a program's line: Docker and
// Fluent Bit, shippers to Elasticsearch and the like, journald, Google Cloud.
var collectors = []string{"log", "message", "MESSAGE", "textPayload"}

// Collected takes a program's line out of the JSON object that a collector has stored it in. ok
// is false for any other line.
func Collected(line []byte) (text []byte, ok bool) {
	if line = bytes.TrimLeft(line, " "); len(line) == 0 || line[0] != '{' || CheckJSON(line) != nil {
		return nil, false
	}
	for _, v := range gjson.GetManyBytes(line, collectors...) {
		if v.Type == gjson.String {
			return bytes.TrimRight([]byte(v.Str), "\r\n\t "), true
		}
	}
	return nil, false
}
