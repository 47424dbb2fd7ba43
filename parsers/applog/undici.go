package applog

import (
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// UNDICI 20202: sending request to POST http://host//path
// UNDICI 20202: received response to POST http://host//path - HTTP 200
var (
	undiciRequest = pattern(`(?:UNDICI|FETCH) \d+: sending request to ([A-Z]+) (https?://[^\s/]+)/?(/\S*)`)
	undiciAnswer  = pattern(`(?:UNDICI|FETCH) \d+: received response to \S+ \S+ - HTTP (\d{3})`)
)

func undiciPart(line []byte) part {
	switch {
	case undiciRequest().Match(line):
		return request
	case undiciAnswer().Match(line):
		return answer
	default:
		return elsewhere
	}
}

func readUndici(lines [][]byte, x *timeline.Exchange) {
	m := undiciRequest().FindSubmatch(lines[0])
	x.Method, x.URL = string(m[1]), string(m[2])+string(m[3])
	x.Start, x.Grain = stamp(lines[0])
	for _, line := range lines[1:] {
		if m := undiciAnswer().FindSubmatch(line); m != nil {
			x.Status = status(m[1])
			x.Took = since(x.Start, line)
		}
	}
}

// since is the time from an instant to a line's stamp; negative when one of them
// is missing.
func since(start timeline.Instant, line []byte) (took time.Duration) {
	at, _ := stamp(line)
	if at == 0 || start == 0 {
		return -1
	}
	return at.Sub(start)
}
